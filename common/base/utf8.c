/* utf8.c: UTF-8 validation and repair. */
#include "common/base/utf8.h"

#include <string.h>

static size_t expected_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	if (first >= 0xf0 && first <= 0xf4)
		return 4;
	return 0;
}

size_t utf8_sequence(const char *data, size_t len)
{
	if (len == 0)
		return 0;
	const unsigned char *p = (const unsigned char *)data;
	size_t need = expected_length(p[0]);
	if (need == 0 || need > len)
		return 0;
	for (size_t i = 1; i < need; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
		(p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return need;
}

bool utf8_is_valid(const char *data, size_t len)
{
	while (len) {
		size_t n = utf8_sequence(data, len);
		if (n == 0)
			return false;
		data += n;
		len -= n;
	}
	return true;
}

size_t utf8_encode(uint32_t code, char text[4])
{
	if (code < 0x80) {
		text[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		text[0] = (char)(0xc0 | code >> 6);
		text[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	if (code < 0x10000) {
		text[0] = (char)(0xe0 | code >> 12);
		text[1] = (char)(0x80 | (code >> 6 & 0x3f));
		text[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	text[0] = (char)(0xf0 | code >> 18);
	text[1] = (char)(0x80 | (code >> 12 & 0x3f));
	text[2] = (char)(0x80 | (code >> 6 & 0x3f));
	text[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

char *utf8_sanitize(struct arena *arena, const char *s)
{
	static const char replacement[] = "\xef\xbf\xbd";
	size_t len = strlen(s);
	if (utf8_is_valid(s, len))
		return arena_string_n(arena, s, len);
	char *text = arena_alloc(arena, len * 3 + 1);
	char *out = text;
	while (len) {
		size_t n = utf8_sequence(s, len);
		if (n) {
			memcpy(out, s, n);
			out += n;
		} else {
			memcpy(out, replacement, 3);
			out += 3;
			n = 1;
		}
		s += n;
		len -= n;
	}
	*out = '\0';
	return text;
}

size_t utf8_cut(const char *s, size_t len, size_t max)
{
	if (len <= max)
		return len;
	size_t cut = max;
	/* At most three continuation bytes belong to the sequence being cut. */
	while (cut > 0 && max - cut < 3 && ((unsigned char)s[cut] & 0xc0) == 0x80)
		cut--;
	return ((unsigned char)s[cut] & 0xc0) == 0x80 ? max : cut;
}

/* Whether a sequence of `len` bytes is a blank or invisible. */
static bool is_blank(const char *p, size_t len)
{
	const unsigned char *u = (const unsigned char *)p;
	if (len == 1)
		return u[0] <= ' ' || u[0] == 0x7f;
	if (len == 2)
		return u[0] == 0xc2 && u[1] <= 0xa0; /* C1 controls, no-break space */
	if (len != 3)
		return false;
	bool general = u[0] == 0xe2 && u[1] == 0x80 &&
		       (u[2] <= 0x8f || (u[2] >= 0xa8 && u[2] <= 0xaf)); /* U+2000 to U+202F */
	bool isolate = u[0] == 0xe2 && u[1] == 0x81 && u[2] >= 0xa6 && u[2] <= 0xaf;
	bool ideographic = u[0] == 0xe3 && u[1] == 0x80 && u[2] == 0x80;
	bool order_mark = u[0] == 0xef && u[1] == 0xbb && u[2] == 0xbf;
	return general || isolate || ideographic || order_mark;
}

char *utf8_one_line(struct arena *arena, const char *s, size_t max)
{
	const char *valid = utf8_sanitize(arena, s ? s : "");
	size_t len = strlen(valid), used = 0;
	char *line = arena_alloc(arena, len + 1);
	bool gap = false;
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_sequence(valid + i, len - i);
		if (is_blank(valid + i, n)) {
			gap = used > 0;
			continue;
		}
		if (gap)
			line[used++] = ' ';
		gap = false;
		memcpy(line + used, valid + i, n);
		used += n;
	}
	line[used > max ? utf8_cut(line, used, max) : used] = '\0';
	return line;
}
