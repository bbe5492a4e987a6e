/* kept_wavs: WAVs that the settings no longer keep (common/farm/kept_wav.h) but that still
 * exist, because the worker that made the last file from them was killed, or because they were
 * restored for a while. */
#ifndef LECTERN_WORKERS_UPKEEP_KEPT_WAVS_H
#define LECTERN_WORKERS_UPKEEP_KEPT_WAVS_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/nats/connection.h"

/* Examines every WAV and removes those that nothing needs. Calls `alive` now and then, as a
 * heartbeat. Logs what it does. */
int kept_wavs_release(struct natsconn *conn, const struct settings *settings,
	void (*alive)(void *context), void *context, struct err *err);

#endif
