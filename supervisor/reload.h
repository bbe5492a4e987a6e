/* reload: SIGHUP: when a configuration is read again, and what is checked before it is taken. */
#ifndef LECTERN_SUPERVISOR_RELOAD_H
#define LECTERN_SUPERVISOR_RELOAD_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "supervisor/broker/broker.h"
#include "supervisor/os/loop.h"
#include "supervisor/settings_diff.h"

#include <stdint.h>

struct reload {
	struct loop *loop;
	struct loop_timer timer;
	int64_t not_before; /* monotonic ms: requests that come too fast become one */
	void (*run)(void *context);
	void *context;
};

/* `run` is called for a request, at most once a second. */
void reload_open(
	struct reload *reload, struct loop *loop, void (*run)(void *context), void *context);
void reload_close(struct reload *reload);

/* Asks for one. */
void reload_request(struct reload *reload);

/* Reads the file, and refuses what cannot change without a restart. On success the settings are the
 * caller's. */
int reload_read(const char *path, const struct settings *old, const struct broker *broker,
	struct settings **ret_settings, struct settings_diff *ret_diff, struct err *err);

#endif
