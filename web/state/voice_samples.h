/* voice_samples: sample sentences of voices, either stored or spoken on demand. */
#ifndef LECTERN_WEB_STATE_VOICE_SAMPLES_H
#define LECTERN_WEB_STATE_VOICE_SAMPLES_H

#include "common/config/settings.h"
#include "common/nats/connection.h"
#include "web/state/installed.h"
#include "web/state/on_demand.h"

/* What somebody wants to hear. */
struct wanted_sample {
	struct installed_voice voice;
	const char *text, *pronunciation; /* see voice_files.h; or NULL */
};

/* The object's name, in the arena. */
const char *voice_samples_key(const struct wanted_sample *wanted, struct arena *arena);

/* Waits for the sample as on_demand_get() does. *ret_reason, in the arena: why it cannot be
 * spoken or, for ON_DEMAND_REFUSED, which disk is full. */
int voice_samples_get(struct on_demand *all, struct natsconn *conn, const struct settings *settings,
	const struct wanted_sample *wanted, struct arena *arena, enum on_demand_result *ret_result,
	const char **ret_reason, struct err *err);

#endif
