/* toml_value: one value of a TOML file, that is, the text after "key =" on its line.
 *
 * Supports this part of TOML 1.0: single-line basic and literal strings, integers (decimal,
 * hexadecimal, octal, binary, underscores), floats, booleans, single-line arrays of strings, and a
 * comment after the value. Everything else (multi-line strings and arrays, inline tables, dates and
 * times, inf and nan, other arrays) is refused by name.
 */
#ifndef LECTERN_COMMON_CONFIG_TOML_VALUE_H
#define LECTERN_COMMON_CONFIG_TOML_VALUE_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum toml_type { TOML_STRING, TOML_INTEGER, TOML_FLOAT, TOML_BOOLEAN, TOML_STRING_LIST };

struct toml_value {
	enum toml_type type;
	const char *string; /* valid UTF-8 without NUL, in the arena */
	int64_t integer;
	double number;
	bool boolean;
	const char **items; /* strings of a list, in the arena; NULL if it is empty */
	size_t count;
};

/* Parses exactly one value; fails with ERR_INVALID and the reason alone. */
int toml_value_parse(const char *text, size_t len, struct arena *arena,
	struct toml_value *ret_value, struct err *err);

/* For error messages: "a string", "an integer", ... */
const char *toml_type_name(enum toml_type type);

#endif
