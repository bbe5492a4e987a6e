/* internal: declarations shared by the files of common/config. */
#ifndef LECTERN_COMMON_CONFIG_INTERNAL_H
#define LECTERN_COMMON_CONFIG_INTERNAL_H

#include "common/config/settings.h"

/* Settings being read, with the line of each key for errors that involve several keys. */
struct settings_source {
	const char *name; /* name of the file, for errors */
	int *lines;       /* indexed by option; 0 if not in the file */
	struct settings *settings;
};

/* ---- source.c ---- */

/* NULL if there is no such key. */
const struct settings_option *settings_find_option(const char *section, const char *key);

/* The line on which the key was set, or 0 if it is not in the file. */
int settings_line_of(const struct settings_source *source, const struct settings_option *option);

/* Fail with an error that names the key and the reason. They return -1. */
int settings_refuse_option(const struct settings_source *source,
	const struct settings_option *option, struct err *err, const char *reason);
int settings_refuse(const struct settings_source *source, const char *section, const char *key,
	struct err *err, const char *reason);

/* Whether the text is not empty and has only letters, digits and the characters in `others`. */
bool settings_consists_of(const char *text, const char *others);

/* The value of an option, which must be of type OPTION_STRING. */
const char *settings_string(const struct settings *settings, const struct settings_option *option);

/* ---- check.c, speech.c ---- */

/* Checks what a single row cannot: that names are valid in NATS, and that keys differ or agree as
 * they must. The error is complete, with file, line and key. */
int settings_check(const struct settings_source *source, struct err *err);

/* The part of settings_check() about languages, voices and speech programs. */
int settings_check_speech(const struct settings_source *source, struct err *err);

/* ---- path.c ---- */

/* Makes paths absolute: relative ones are taken from the directory of the file, and an empty
 * state_dir becomes the default for this user. */
void settings_resolve_paths(struct settings *settings, const char *path);

#endif
