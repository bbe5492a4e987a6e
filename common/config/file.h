/* file: reads the lines of project.toml, by way of inih.
 *
 * inih alone would misread TOML: it truncates lines at 200 bytes and values at " ;", takes an
 * indented line as a continuation of the previous value, and "key: value" as an assignment. So the
 * reader function that it calls checks each line first, refuses what is outside the supported
 * subset, and passes on a form that cannot be misread.
 */
#ifndef LECTERN_COMMON_CONFIG_FILE_H
#define LECTERN_COMMON_CONFIG_FILE_H

#include "common/base/err.h"

#include <stddef.h>

/* Callbacks for sections and values. They return 0, or -1 with the reason alone in err. */
struct settings_sink {
	int (*section)(void *context, const char *section, int line, struct err *err);
	int (*value)(void *context, const char *section, const char *key, const char *text,
		size_t len, int line, struct err *err);
	void *context;
};

/* Stops at the first error (ERR_INVALID), whose text reads "<name>:<line>: [section] key:
 * reason". */
int settings_file_read(const char *name, const char *text, size_t len,
	const struct settings_sink *sink, struct err *err);

/* Fills err with such a text and returns -1. line is 0 if unknown; section and key may be NULL. */
int settings_file_err(struct err *err, const char *name, int line, const char *section,
	const char *key, const char *reason);

#endif
