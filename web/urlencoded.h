/* urlencoded: query strings and form bodies of type application/x-www-form-urlencoded. */
#ifndef LECTERN_URLENCODED_H
#define LECTERN_URLENCODED_H

#include "common/arena.h"
#include "common/err.h"
#include "common/meta.h"

#include <stddef.h>

enum { URLENCODED_MAX_FIELDS = 64 };

/* Reads "a=1&b=%20x" into fields. ERR_INVALID: a broken escape, an encoded NUL, a name twice, too
 * many fields. */
int urlencoded_parse(
	const char *text, size_t len, struct arena *arena, struct meta *fields, struct err *err);

#endif
