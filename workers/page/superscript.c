/* superscript.c: the characters that represent superscripts. */
#include "workers/page/superscript.h"

#include "common/base/buf.h"
#include "common/base/utf8.h"

#include <string.h>

static const char plain[] = "0123456789*";
static const uint32_t forms[] = { 0x2070, 0xb9, 0xb2, 0xb3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078,
	0x2079, RAISED_SIGN };

uint32_t raised_form(int character)
{
	const char *at = character > 0 && character < 0x80 ? strchr(plain, character) : NULL;
	return at ? forms[at - plain] : 0;
}

/* The plain form of the superscript at `p`, or 0. */
static char raised_at(const char *p, size_t *ret_len)
{
	char text[4];
	for (size_t i = 0; (unsigned char)*p >= 0x80 && plain[i]; i++) {
		*ret_len = utf8_encode(forms[i], text);
		if (strncmp(p, text, *ret_len) == 0)
			return plain[i];
	}
	return '\0';
}

size_t raised_sign_length(const char *p)
{
	size_t len;
	return raised_at(p, &len) == '*' ? len : 0;
}

static size_t measure(const char *p, size_t *ret_count)
{
	size_t all = 0, len;
	for (*ret_count = 0; raised_at(p + all, &len); ++*ret_count)
		all += len;
	return all;
}

size_t raised_length(const char *p)
{
	size_t count;
	return measure(p, &count);
}

size_t raised_count(const char *p)
{
	size_t count;
	measure(p, &count);
	return count;
}

const char *raised_plain(const char *text, struct arena *arena)
{
	struct buf out = BUF_EMPTY;
	while (*text) {
		size_t len = 1;
		char sign = raised_at(text, &len);
		buf_append_char(&out, sign ? sign : *text);
		text += sign ? len : 1;
	}
	const char *copy = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	return copy;
}
