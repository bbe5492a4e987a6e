/* toml_value: one value of a TOML file: the text after "key =" on its line.
 *
 * Of TOML 1.0 it takes: basic and literal strings on one line, integers (decimal, hexadecimal,
 * octal, binary, underscores), floats, booleans, arrays of strings on one line, and a comment
 * after the value. What it does not take (multi-line strings and arrays, inline tables, dates and
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
	const char **items; /* the strings of a list, in the arena; NULL when it is empty */
	size_t count;
};

/* Reads exactly one value; ERR_INVALID with the reason alone. */
int toml_value_parse(const char *text, size_t len, struct arena *arena,
	struct toml_value *ret_value, struct err *err);

/* "a string", "an integer", ... */
const char *toml_type_name(enum toml_type type);

#endif
