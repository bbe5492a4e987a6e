/* urlencoded: query strings and form bodies of type application/x-www-form-urlencoded. */
#ifndef LECTERN_WEB_HTTP_URLENCODED_H
#define LECTERN_WEB_HTTP_URLENCODED_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/meta.h"

#include <stddef.h>

enum { URLENCODED_MAX_FIELDS = 64 };

/* Parses "a=1&b=%20x" into fields, whose strings are in the arena. ERR_INVALID: a broken escape,
 * an encoded NUL, a repeated name, too many fields. */
int urlencoded_parse(
	const char *text, size_t len, struct arena *arena, struct meta *fields, struct err *err);

#endif
