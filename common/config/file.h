/* file: the lines of project.toml, by way of inih.
 *
 * inih alone would misread TOML: it cuts lines at 200 bytes and values at " ;", takes an indented
 * line for more of the value above, and "key: value" for an assignment. So the reader function
 * that it calls looks at each line first, refuses what the subset does not take, and passes on a
 * form that cannot be misread.
 */
#ifndef LECTERN_COMMON_CONFIG_FILE_H
#define LECTERN_COMMON_CONFIG_FILE_H

#include "common/base/err.h"

#include <stddef.h>

/* What is done with sections and values. An error gives the reason alone. */
struct settings_sink {
	int (*section)(void *context, const char *section, int line, struct err *err);
	int (*value)(void *context, const char *section, const char *key, const char *text,
		size_t len, int line, struct err *err);
	void *context;
};

/* Stops at the first error, which then reads "<name>:<line>: [section] key: reason". */
int settings_file_read(const char *name, const char *text, size_t len,
	const struct settings_sink *sink, struct err *err);

/* Fills err with such a text. line 0: the line is unknown. section and key may be NULL. */
int settings_file_err(struct err *err, const char *name, int line, const char *section,
	const char *key, const char *reason);

#endif
