/* letters.c: the Unicode properties that reading and pronunciation need. */
#include "common/text/letters.h"

#include "common/base/utf8.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

/* ICU masks have one bit per general category. */
#define IN(category, mask) ((U_MASK(category) & (uint32_t)(mask)) != 0)

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

/* By category, variation selectors, joiners and the like are marks, but they are invisible. */
static bool is_visible_mark(uint32_t code, int8_t category)
{
	return IN(category, U_GC_M_MASK) &&
	       !u_hasBinaryProperty((UChar32)code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/* Degree Celsius, numero sign, trade mark sign: symbols by category, but spoken like words. */
static bool is_letterlike(uint32_t code)
{
	return code >= 0x2100 && code <= 0x214f;
}

bool letters_is_letter(uint32_t code)
{
	if (code < 0x80)
		return is_ascii_letter(code);
	int8_t category = u_charType((UChar32)code);
	return IN(category, U_GC_L_MASK | U_GC_NL_MASK) || is_letterlike(code) ||
	       is_visible_mark(code, category);
}

static bool is_raised_or_lowered(uint32_t code)
{
	int32_t type = u_getIntPropertyValue((UChar32)code, UCHAR_DECOMPOSITION_TYPE);
	return type == U_DT_SUPER || type == U_DT_SUB;
}

bool letters_is_alnum(uint32_t code)
{
	if (code < 0x80)
		return is_ascii_letter(code) || letters_is_digit(code);
	int8_t category = u_charType((UChar32)code);
	return letters_is_letter(code) || IN(category, U_GC_ND_MASK) ||
	       (IN(category, U_GC_NO_MASK) && !is_raised_or_lowered(code));
}

bool letters_is_digit(uint32_t code)
{
	return code >= '0' && code <= '9';
}

bool letters_is_word(uint32_t code)
{
	if (code < 0x80)
		return is_ascii_letter(code) || letters_is_digit(code);
	return IN(
		u_charType((UChar32)code), U_GC_L_MASK | U_GC_ND_MASK | U_GC_NL_MASK | U_GC_M_MASK);
}

bool letters_is_lower(uint32_t code)
{
	return u_islower((UChar32)code);
}

bool letters_is_upper(uint32_t code)
{
	return IN(u_charType((UChar32)code), U_GC_LU_MASK | U_GC_LT_MASK);
}

bool letters_is_space(uint32_t code)
{
	return (code >= '\t' && code <= '\r') || u_charType((UChar32)code) == U_SPACE_SEPARATOR;
}

uint32_t letters_lower(uint32_t code)
{
	return (uint32_t)u_tolower((UChar32)code);
}

static UScriptCode script_of(uint32_t code)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript((UChar32)code, &status);
	return U_FAILURE(status) ? USCRIPT_UNKNOWN : script;
}

static bool is_cjk_script(UScriptCode script)
{
	return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ||
	       script == USCRIPT_KATAKANA_OR_HIRAGANA || script == USCRIPT_BOPOMOFO ||
	       script == USCRIPT_YI;
}

/* Marks shared by several scripts, such as the prolonged sound mark of the kana. */
static bool is_shared_kana(uint32_t code)
{
	return code >= 0x3040 && code <= 0x30ff;
}

bool letters_is_unspaced(uint32_t code)
{
	if (code < 0x0e00)
		return false;
	UScriptCode script = script_of(code);
	return is_cjk_script(script) || is_shared_kana(code) || script == USCRIPT_THAI ||
	       script == USCRIPT_LAO || script == USCRIPT_MYANMAR || script == USCRIPT_KHMER;
}

static bool is_wide(uint32_t code)
{
	int32_t width = u_getIntPropertyValue((UChar32)code, UCHAR_EAST_ASIAN_WIDTH);
	return width == U_EA_WIDE || width == U_EA_FULLWIDTH;
}

bool letters_is_cjk(uint32_t code)
{
	enum { FIRST_CJK = 0x2e80, FIRST_EMOJI = 0x1f000, LAST_EMOJI = 0x1ffff };
	if (code < FIRST_CJK || (code >= FIRST_EMOJI && code <= LAST_EMOJI))
		return false;
	UScriptCode script = script_of(code);
	return is_cjk_script(script) || is_shared_kana(code) ||
	       (script == USCRIPT_COMMON && is_wide(code));
}

bool letters_is_rtl(uint32_t code)
{
	UCharDirection direction = u_charDirection((UChar32)code);
	return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}
