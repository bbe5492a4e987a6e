/* internal: what the files of settings share among themselves. */
#ifndef LECTERN_COMMON_CONFIG_INTERNAL_H
#define LECTERN_COMMON_CONFIG_INTERNAL_H

#include "common/config/settings.h"

/* Settings being read: where each key was set, for messages about several of them. */
struct settings_source {
	const char *name; /* of the file, for errors */
	int *lines;       /* by option; 0: not in the file */
	struct settings *settings;
};

/* ---- source.c ---- */

/* NULL: there is no such key. */
const struct settings_option *settings_find_option(const char *section, const char *key);

/* The line on which the key was set; 0: not in the file. */
int settings_line_of(const struct settings_source *source, const struct settings_option *option);

/* For the checks: refuses the key for that reason. */
int settings_refuse_option(const struct settings_source *source,
	const struct settings_option *option, struct err *err, const char *reason);
int settings_refuse(const struct settings_source *source, const char *section, const char *key,
	struct err *err, const char *reason);

/* Letters, digits and these others only, and not empty. */
bool settings_consists_of(const char *text, const char *others);

/* The row's value, which must be of type OPTION_STRING. */
const char *settings_string(const struct settings *settings, const struct settings_option *option);

/* ---- check.c, speech.c ---- */

/* What one row alone cannot check: names that NATS takes, keys that must differ or agree. The error
 * is complete, with file, line and key. */
int settings_check(const struct settings_source *source, struct err *err);

/* The part of it that is about languages, voices and programs that speak. */
int settings_check_speech(const struct settings_source *source, struct err *err);

/* ---- path.c ---- */

/* Makes the paths absolute: relative ones are relative to the directory of the file, and an empty
 * state_dir becomes the one for this user. */
void settings_resolve_paths(struct settings *settings, const char *path);

#endif
