/* settings_diff: what a new configuration changes, and which children must be notified or renewed.
 * Pure. */
#ifndef LECTERN_SUPERVISOR_SETTINGS_DIFF_H
#define LECTERN_SUPERVISOR_SETTINGS_DIFF_H

#include "common/config/settings.h"

#include <stdbool.h>

struct settings_diff {
	bool any;                            /* anything at all */
	bool workers;                        /* workers must be renewed */
	bool web;                            /* so must lectern-web */
	bool log_level;                      /* children are sent the new level */
	const struct settings_option *fixed; /* a key that cannot change without a restart; NULL */
};

struct settings_diff settings_diff(const struct settings *old, const struct settings *new);

#endif
