/* reload: when SIGHUP makes lecternd reread its configuration, and what is checked before it takes
 * effect. */
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
	int64_t not_before; /* monotonic ms: requests in quick succession are merged */
	void (*run)(void *context);
	void *context;
};

/* `run` is called after requests, at most once a second. */
void reload_open(
	struct reload *reload, struct loop *loop, void (*run)(void *context), void *context);
void reload_close(struct reload *reload);

/* Requests a reload. */
void reload_request(struct reload *reload);

/* Reads the file and refuses changes that need a restart. On success the caller owns the
 * settings. */
int reload_read(const char *path, const struct settings *old, const struct broker *broker,
	struct settings **ret_settings, struct settings_diff *ret_diff, struct err *err);

#endif
