/* effective_config: the configuration that is in force, written out for the children.
 *
 * Children read a file of lecternd's own, one for each generation of the configuration: what is in
 * force stays so for workers that are replaced while the operator's file is half edited, wrong or
 * gone. It holds every key, with "auto" and relative paths already made out.
 */
#ifndef LECTERN_SUPERVISOR_POOL_EFFECTIVE_CONFIG_H
#define LECTERN_SUPERVISOR_POOL_EFFECTIVE_CONFIG_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/config/settings.h"

/* Appends the whole file; reading it gives the same settings. */
void effective_config_format(const struct settings *settings, struct buf *text);

/* The file of a generation, below the state directory. */
char *effective_config_path(
	struct arena *arena, const struct settings *settings, unsigned generation);

/* Writes that file, whole or not at all. */
int effective_config_write(const struct settings *settings, unsigned generation, struct err *err);

/* Removes it. Removing what is not there is fine. */
void effective_config_remove(const struct settings *settings, unsigned generation);

/* Removes all of them and their directory: at start, what a killed lecternd left; at the end. */
void effective_config_clear(const struct settings *settings);

#endif
