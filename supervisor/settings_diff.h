/* settings_diff: what a new configuration changes, and which children must be notified or replaced.
 * Pure. */
#ifndef LECTERN_SUPERVISOR_SETTINGS_DIFF_H
#define LECTERN_SUPERVISOR_SETTINGS_DIFF_H

#include "common/config/settings.h"

#include <stdbool.h>

struct settings_diff {
	bool any;                            /* anything has changed */
	bool workers;                        /* workers must be replaced */
	bool web;                            /* lectern-web must be replaced */
	bool log_level;                      /* children must be sent the new level */
	const struct settings_option *fixed; /* a changed key that needs a restart, or NULL */
};

struct settings_diff settings_diff(const struct settings *old, const struct settings *new);

#endif
