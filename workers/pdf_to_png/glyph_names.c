/* glyph_names.c: Adobe's rules for glyph names, and the codes of TeX's fonts and of fonts of signs.
 */
#include "workers/pdf_to_png/glyph_names.h"

#include <mupdf/fitz.h>
#include <stdbool.h>
#include <string.h>

enum {
	MAX_NAME = 63,
	MAX_UNICODE = 0x10ffff,
	BULLET = 0x2022,
	CHECK_MARK = 0x2713,
	ARROW = 0x2192,
};

/* ---- names ---- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Exactly `len` capital hex digits that are a character. */
static bool parse_hex(const char *digits, size_t len, uint32_t *ret_code)
{
	uint32_t code = 0;
	for (size_t i = 0; i < len; i++) {
		int digit = hex_digit(digits[i]);
		if (digit < 0)
			return false;
		code = code * 16 + (uint32_t)digit;
	}
	if (code == 0 || code > MAX_UNICODE || (code >= 0xd800 && code <= 0xdfff))
		return false;
	*ret_code = code;
	return true;
}

/* "uni" and four digits for each character. */
static size_t decode_uni(const char *digits, uint32_t *codes, size_t room)
{
	size_t len = strlen(digits), count = len / 4;
	if (len % 4 != 0 || count == 0 || count > room)
		return 0;
	for (size_t i = 0; i < count; i++) {
		if (!parse_hex(digits + 4 * i, 4, &codes[i]))
			return 0;
	}
	return count;
}

/* Of Adobe's private use: old-style figures and small capitals. */
static uint32_t plain_form(uint32_t code)
{
	if (code >= 0xf730 && code <= 0xf739)
		return code - 0xf730 + '0';
	if (code >= 0xf761 && code <= 0xf77a)
		return code - 0xf761 + 'a';
	return code == 0xf6be ? 0x237 : code; /* dotless j */
}

static size_t decode_component(const char *name, uint32_t *codes, size_t room)
{
	size_t len = strlen(name);
	if (room == 0 || len == 0)
		return 0;
	int listed = fz_unicode_from_glyph_name_strict(name);
	if (listed > 0) {
		codes[0] = plain_form((uint32_t)listed);
		return 1;
	}
	if (strncmp(name, "uni", 3) == 0)
		return decode_uni(name + 3, codes, room);
	if (name[0] == 'u' && len >= 5 && len <= 7)
		return parse_hex(name + 1, len - 1, codes) ? 1 : 0;
	return 0;
}

size_t glyph_name_decode(const char *name, uint32_t codes[static GLYPH_NAME_CODES])
{
	char copy[MAX_NAME + 1];
	size_t len = strcspn(name, "."), count = 0;
	if (len == 0 || len > MAX_NAME)
		return 0;
	memcpy(copy, name, len);
	copy[len] = '\0';
	char *rest = copy;
	while (rest) {
		const char *component = rest;
		rest = strchr(rest, '_');
		if (rest)
			*rest++ = '\0';
		size_t n = decode_component(component, codes + count, GLYPH_NAME_CODES - count);
		if (n == 0)
			return 0;
		count += n;
	}
	return count;
}

/* ---- TeX ---- */

size_t glyph_tex_ligature(uint32_t control, uint32_t codes[static GLYPH_NAME_CODES])
{
	static const char *const letters[] = { "ff", "fi", "fl", "ffi", "ffl" };
	uint32_t which;
	if (control >= 0x1b && control <= 0x1f)
		which = control - 0x1b;
	else if (control >= 0x0b && control <= 0x0f)
		which = control - 0x0b;
	else
		return 0;
	size_t count = strlen(letters[which]);
	for (size_t i = 0; i < count; i++)
		codes[i] = (uint32_t)letters[which][i];
	return count;
}

/* ---- signs ---- */

/* ZapfDingbats: a glyph's name is "a" and a number. */
static uint32_t dingbat(int number)
{
	static const struct {
		int first, last;
		uint32_t code;
	} rows[] = {
		{ 19, 19, CHECK_MARK },
		{ 20, 20, 0x2714 },
		{ 71, 71, 0x25cf },
		{ 73, 73, 0x25a0 },
		{ 76, 77, 0x25b2 },
		{ 78, 78, 0x25c6 },
		{ 120, 129, 0x2460 },
		{ 130, 139, 0x2776 },
		{ 140, 149, 0x2780 },
		{ 150, 159, 0x278a },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (number >= rows[i].first && number <= rows[i].last)
			return rows[i].code + (uint32_t)(number - rows[i].first);
	}
	return number >= 160 ? ARROW : BULLET;
}

static uint32_t wingding(uint32_t code)
{
	uint32_t low = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code;
	if (low == 0xfc || low == 0xfe)
		return CHECK_MARK;
	return (low >= 0xd5 && low <= 0xf8) ? ARROW : BULLET;
}

static int number_after_a(const char *name)
{
	int number = 0;
	size_t i = 1;
	if (name[0] != 'a')
		return -1;
	for (; i < 4 && name[i] >= '0' && name[i] <= '9'; i++)
		number = number * 10 + name[i] - '0';
	return i > 1 && name[i] == '\0' ? number : -1;
}

uint32_t glyph_of_sign_font(const char *font, const char *name, uint32_t code)
{
	if (code == ' ' || code == 0xa0)
		return 0;
	if (strstr(font, "Dingbats")) {
		int number = name ? number_after_a(name) : -1;
		return number >= 0 ? dingbat(number) : code < 0x2000 ? BULLET : 0;
	}
	if (strstr(font, "Wingdings") || strstr(font, "Webdings"))
		return code < 0x2000 || (code >= 0xf000 && code <= 0xf0ff) ? wingding(code) : 0;
	return 0;
}
