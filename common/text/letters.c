#include "common/text/letters.h"

#include "common/base/utf8.h"

#include <locale.h>
#include <wctype.h>

/* Once in a process's life; 0: the C library has no C.UTF-8, then only ASCII has cases. */
static locale_t tables(void)
{
	static locale_t locale;
	static bool tried;
	if (!tried)
		locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	tried = true;
	return locale;
}

void letters_prepare(void)
{
	tables();
}

uint32_t letters_decode(const char *data, size_t len, size_t *ret_size)
{
	static const unsigned char lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t size = utf8_sequence(data, len);
	*ret_size = size ? size : 1;
	if (size == 0)
		return 0xfffd;
	uint32_t code = (unsigned char)data[0] & lead[size];
	for (size_t i = 1; i < size; i++)
		code = code << 6 | ((unsigned char)data[i] & 0x3f);
	return code;
}

uint32_t letters_before(const char *start, const char *end)
{
	size_t size;
	const char *p = end - 1;
	while (p > start && end - p < 4 && ((unsigned char)*p & 0xc0) == 0x80)
		p--;
	uint32_t code = letters_decode(p, (size_t)(end - p), &size);
	return p + size == end ? code : 0xfffd;
}

static bool is_ascii_letter(uint32_t code)
{
	return (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
}

static bool is_mark(uint32_t code)
{
	return (code >= 0x300 && code <= 0x36f) || (code >= 0x1ab0 && code <= 0x1aff) ||
	       (code >= 0x20d0 && code <= 0x20ff) || (code >= 0xfe00 && code <= 0xfe0f);
}

bool letters_is_digit(uint32_t code)
{
	return code >= '0' && code <= '9';
}

bool letters_is_word(uint32_t code)
{
	if (code < 0x80)
		return is_ascii_letter(code) || letters_is_digit(code);
	if (is_mark(code))
		return true;
	return tables() ? iswalnum_l((wint_t)code, tables()) : code >= 0xc0;
}

bool letters_is_lower(uint32_t code)
{
	if (code < 0x80)
		return code >= 'a' && code <= 'z';
	return tables() && iswlower_l((wint_t)code, tables());
}

bool letters_is_upper(uint32_t code)
{
	if (code < 0x80)
		return code >= 'A' && code <= 'Z';
	return tables() && iswupper_l((wint_t)code, tables());
}

bool letters_is_space(uint32_t code)
{
	return code == ' ' || (code >= '\t' && code <= '\r') || code == 0xa0 || code == 0x3000 ||
	       (code >= 0x2000 && code <= 0x200a) || code == 0x202f;
}

uint32_t letters_lower(uint32_t code)
{
	if (code < 0x80)
		return code >= 'A' && code <= 'Z' ? code | 0x20 : code;
	return tables() ? (uint32_t)towlower_l((wint_t)code, tables()) : code;
}

bool letters_is_unspaced(uint32_t code)
{
	return (code >= 0x0e00 && code <= 0x0eff) || /* Thai, Lao */
	       (code >= 0x1000 && code <= 0x109f) || /* Burmese */
	       (code >= 0x1780 && code <= 0x17ff) || /* Khmer */
	       (code >= 0x3040 && code <= 0x30ff) || /* kana */
	       (code >= 0x3400 && code <= 0x4dbf) || /* Han */
	       (code >= 0x4e00 && code <= 0x9fff) || /* Han */
	       (code >= 0xf900 && code <= 0xfaff) || /* Han */
	       (code >= 0x20000 && code <= 0x3ffff); /* Han */
}
