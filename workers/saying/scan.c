/* scan.c: characters and words around a place. */
#include "common/base/spaced_words.h"
#include "workers/saying/parts.h"

#include <ctype.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

uint32_t scan_at(const char *p, size_t *ret_len)
{
	const uint8_t *bytes = (const uint8_t *)p;
	if (bytes[0] < 0x80) {
		*ret_len = bytes[0] != 0;
		return bytes[0];
	}
	int32_t i = 0;
	UChar32 code;
	/* The text ends with a NUL, which no sequence goes beyond. */
	U8_NEXT(bytes, i, -1, code);
	*ret_len = (size_t)i;
	return code < 0 ? 0xfffd : (uint32_t)code;
}

uint32_t scan_code(const char *p)
{
	size_t len;
	return scan_at(p, &len);
}

const char *scan_previous(const struct run *run, const char *p)
{
	if (p > run->text)
		p--;
	while (p > run->text && ((unsigned char)*p & 0xc0) == 0x80)
		p--;
	return p;
}

uint32_t scan_before(const struct run *run, const char *p)
{
	return p == run->text ? 0 : scan_code(scan_previous(run, p));
}

bool scan_is_letter(uint32_t code)
{
	if (code < 0x80)
		return isalpha((int)code) != 0;
	return u_isalpha((UChar32)code) || u_charType((UChar32)code) == U_NON_SPACING_MARK;
}

bool scan_is_digit(uint32_t code)
{
	return code >= '0' && code <= '9';
}

bool scan_is_raised(uint32_t code)
{
	return code == 0xb2 || code == 0xb3 || code == 0xb9 || code == 0x2070 ||
	       (code >= 0x2074 && code <= 0x2079);
}

bool scan_is_alnum(uint32_t code)
{
	return scan_is_digit(code) || scan_is_letter(code);
}

bool scan_is_upper(uint32_t code)
{
	return code < 0x80 ? isupper((int)code) != 0 : u_isupper((UChar32)code) != 0;
}

bool scan_is_lower(uint32_t code)
{
	return code < 0x80 ? islower((int)code) != 0 : u_islower((UChar32)code) != 0;
}

bool scan_is_blank(uint32_t code)
{
	return code == ' ' || code == 0xa0 || (code >= 0x2000 && code <= 0x200a) ||
	       code == 0x202f || code == 0x205f;
}

bool scan_is_dash(uint32_t code)
{
	return code == '-' || (code >= 0x2010 && code <= 0x2015) || code == 0x2212;
}

size_t scan_blanks(const char *p)
{
	size_t all = 0, len;
	while (scan_is_blank(scan_at(p + all, &len)))
		all += len;
	return all;
}

static bool joins(uint32_t code)
{
	return code == '\'' || code == 0x2019 || code == '-' || code == 0x2010 || code == 0x2011;
}

size_t scan_letters(const char *p, bool joined)
{
	size_t all = 0, len;
	for (;;) {
		uint32_t code = scan_at(p + all, &len);
		if (!scan_is_letter(code) && !(joined && all > 0 && joins(code) &&
						     scan_is_letter(scan_code(p + all + len))))
			return all;
		all += len;
	}
}

size_t scan_digits(const char *p)
{
	return strspn(p, "0123456789");
}

bool scan_starts(const struct run *run, const char *p)
{
	uint32_t code = scan_before(run, p);
	return !scan_is_alnum(code) && code != '_' && code != '@' && code != '\\';
}

bool scan_ends(const char *p)
{
	uint32_t code = scan_code(p);
	return !scan_is_alnum(code) && code != '_' && code != '@';
}

/* ---- words ---- */

struct word scan_word_before(const struct run *run, const char *p)
{
	while (p > run->text && scan_is_blank(scan_before(run, p)))
		p = scan_previous(run, p);
	if (p > run->text && p[-1] == '.')
		p--;
	const char *end = p;
	while (p > run->text && scan_is_letter(scan_before(run, p)))
		p = scan_previous(run, p);
	return (struct word) { p, (size_t)(end - p) };
}

struct word scan_word_after(const char *p)
{
	p += scan_blanks(p);
	return (struct word) { p, scan_letters(p, false) };
}

bool word_is(struct word word, const char *text)
{
	return word.len == strlen(text) && strncmp(word.p, text, word.len) == 0;
}

/* The word with its first letter small, or all of "CHAPTER": bytes, or 0 when it begins with a
 * small one. */
enum { LONGEST_WORD = 64 };

static size_t in_small(struct word word, char small[LONGEST_WORD + 8])
{
	if (word.len == 0 || word.len > LONGEST_WORD || !scan_is_upper(scan_code(word.p)))
		return 0;
	size_t first;
	uint32_t code = scan_at(word.p, &first);
	size_t len = 0;
	U8_APPEND_UNSAFE((uint8_t *)small, len, (uint32_t)u_tolower((UChar32)code));
	/* "CHAPTER" */
	bool all = scan_is_upper(scan_code(word.p + first));
	for (size_t i = first; i < word.len; i++) {
		bool large = word.p[i] >= 'A' && word.p[i] <= 'Z';
		small[len++] = (char)(all && large ? word.p[i] - 'A' + 'a' : word.p[i]);
	}
	return len;
}

bool word_among(struct word word, const char *words)
{
	char small[LONGEST_WORD + 8];
	return spaced_words_have(words, word.p, word.len) ||
	       spaced_words_have(words, small, in_small(word, small));
}

bool word_listed(const struct run *run, struct word word, const char *setting)
{
	const char *list = run_setting(run, setting);
	return list && word_among(word, list);
}

const struct language_row *word_row(
	const struct run *run, struct word word, enum language_section section)
{
	const struct language_row *row = language_row(run->language, section, word.p, word.len);
	char small[LONGEST_WORD + 8];
	size_t len = row ? 0 : in_small(word, small);
	return len > 0 ? language_row(run->language, section, small, len) : row;
}

bool word_in(const struct run *run, struct word word, enum language_section section)
{
	return word_row(run, word, section) != NULL;
}

bool scan_near(const struct run *run, const char *p, const char *setting, int words)
{
	for (int i = 0; i < words; i++) {
		struct word before = scan_word_before(run, p);
		if (before.len == 0)
			return false;
		if (word_listed(run, before, setting))
			return true;
		p = before.p;
	}
	return false;
}

/* ---- sentences ---- */

bool scan_begins_sentence(const struct run *run, const char *p)
{
	while (p > run->text && (scan_is_blank(scan_before(run, p)) || strchr("\"'(", p[-1])))
		p = scan_previous(run, p);
	return p == run->text || strchr("\n.!?:", p[-1]) != NULL;
}

bool scan_new_sentence(const struct run *run, const char *p)
{
	p += scan_blanks(p);
	while (*p == '"' || *p == '\'' || *p == '(')
		p++;
	struct word word = { p, scan_letters(p, false) };
	return word.len > 0 && language_row(run->language, SECTION_STARTERS, word.p, word.len);
}

bool scan_ends_line(const char *p)
{
	p += scan_blanks(p);
	while (*p == '"' || *p == '\'' || *p == ')')
		p++;
	return *p == '\0' || *p == '\n';
}
