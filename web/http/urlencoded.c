/* urlencoded: parses application/x-www-form-urlencoded, as used in queries. */
#include "web/http/urlencoded.h"

#include <string.h>

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static char *decode(struct arena *arena, const char *text, size_t len, struct err *err)
{
	char *out = arena_alloc(arena, len + 1);
	size_t n = 0;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int high = len - i > 2 ? hex(text[i + 1]) : -1;
			int low = len - i > 2 ? hex(text[i + 2]) : -1;
			if (high < 0 || low < 0) {
				err_set(err, ERR_INVALID, "a broken percent escape");
				return NULL;
			}
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (!c) {
			err_set(err, ERR_INVALID, "a NUL character");
			return NULL;
		}
		out[n++] = c;
	}
	out[n] = '\0';
	return out;
}

static int parse_field(
	const char *text, size_t len, struct arena *arena, struct meta *fields, struct err *err)
{
	const char *equals = memchr(text, '=', len);
	size_t name_len = equals ? (size_t)(equals - text) : len;
	char *name = decode(arena, text, name_len, err);
	if (!name)
		return -1;
	char *value = equals ? decode(arena, equals + 1, len - name_len - 1, err)
			     : arena_string(arena, "");
	if (!value)
		return -1;
	if (meta_get(fields, name))
		return err_set(err, ERR_INVALID, "\"%.40s\" is given twice", name);
	if (fields->count == URLENCODED_MAX_FIELDS)
		return err_set(err, ERR_INVALID, "more than %d fields", URLENCODED_MAX_FIELDS);
	meta_set(fields, arena, name, value);
	return 0;
}

int urlencoded_parse(
	const char *text, size_t len, struct arena *arena, struct meta *fields, struct err *err)
{
	while (len > 0) {
		const char *end = memchr(text, '&', len);
		size_t n = end ? (size_t)(end - text) : len;
		if (n > 0 && parse_field(text, n, arena, fields, err) < 0)
			return -1;
		text += n + (end ? 1 : 0);
		len -= n + (end ? 1 : 0);
	}
	return 0;
}
