/* effective_config: the configuration in effect, written out for the children.
 *
 * Children read a file of lecternd's own, one per generation of the configuration. So replaced
 * workers get what is in effect even while the operator's file is half edited, wrong or gone. It
 * holds every key, with "auto" and relative paths resolved.
 */
#ifndef LECTERN_SUPERVISOR_POOL_EFFECTIVE_CONFIG_H
#define LECTERN_SUPERVISOR_POOL_EFFECTIVE_CONFIG_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/config/settings.h"

/* Appends the whole file; parsing it gives the same settings. */
void effective_config_format(const struct settings *settings, struct buf *text);

/* The path of a generation's file, below the state directory; in the arena. */
char *effective_config_path(
	struct arena *arena, const struct settings *settings, unsigned generation);

/* Writes that file, completely or not at all. */
int effective_config_write(const struct settings *settings, unsigned generation, struct err *err);

/* Removes that file. A missing one is no error. */
void effective_config_remove(const struct settings *settings, unsigned generation);

/* Removes all of them and their directory: at startup (leftovers of a killed lecternd) and at
 * exit. */
void effective_config_clear(const struct settings *settings);

#endif
