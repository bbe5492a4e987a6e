/* fractions.c: told by their characters, or by the slash between two numbers. */
#include "workers/reading/fractions.h"

#include "common/text/letters.h"
#include "workers/page/superscript.h"
#include "workers/reading/chars.h"
#include "workers/reading/words.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { FRACTION_SLASH = 0x2044, MOST_DIGITS = 2 };

/* ---- what it is ---- */

struct fraction {
	int numerator, denominator;
	size_t len;    /* bytes of it */
	uint32_t code; /* 0: written with a slash */
};

/* Characters of their own (Unicode: Latin-1 Supplement, Number Forms). */
static bool read_vulgar(const char *p, struct fraction *ret_fraction)
{
	static const unsigned char of[][2] = { { 1, 7 }, { 1, 9 }, { 1, 10 }, { 1, 3 }, { 2, 3 },
		{ 1, 5 }, { 2, 5 }, { 3, 5 }, { 4, 5 }, { 1, 6 }, { 5, 6 }, { 1, 8 }, { 3, 8 },
		{ 5, 8 }, { 7, 8 } };
	static const unsigned char latin[][2] = { { 1, 4 }, { 1, 2 }, { 3, 4 } };
	size_t len;
	uint32_t code = chars_at(p, &len);
	const unsigned char *which = NULL;
	if (code >= 0xbc && code <= 0xbe)
		which = latin[code - 0xbc];
	else if (code >= 0x2150 && code <= 0x215e)
		which = of[code - 0x2150];
	if (!which)
		return false;
	*ret_fraction = (struct fraction) { which[0], which[1], len, code };
	return true;
}

enum digit_kind { NO_DIGIT, DIGIT, RAISED_DIGIT, LOWERED_DIGIT };

static enum digit_kind digit_at(const char *p, int *ret_digit, size_t *ret_len)
{
	uint32_t code = chars_at(p, ret_len);
	if (letters_is_digit(code)) {
		*ret_digit = (int)code - '0';
		return DIGIT;
	}
	if (code >= 0x2080 && code <= 0x2089) {
		*ret_digit = (int)code - 0x2080;
		return LOWERED_DIGIT;
	}
	for (int digit = 0; code > 0x7f && digit <= 9; digit++) {
		*ret_digit = digit;
		if (raised_form('0' + digit) == code)
			return RAISED_DIGIT;
	}
	return NO_DIGIT;
}

/* Bytes of a number of one or two digits of one kind, or 0. */
static size_t read_number(const char *p, int *ret_number)
{
	size_t all, len;
	int digits = 1, digit;
	enum digit_kind kind = digit_at(p, ret_number, &all);
	if (kind == NO_DIGIT)
		return 0;
	for (; digit_at(p + all, &digit, &len) == kind; all += len) {
		if (++digits > MOST_DIGITS)
			return 0;
		*ret_number = *ret_number * 10 + digit;
	}
	return all;
}

/* Neither "1/2/3" nor "1/2.5" nor "1/2x" nor a power. */
static bool ends_number(const char *p)
{
	size_t len, ignored;
	int digit;
	uint32_t next = chars_at(p, &len);
	if (letters_is_alnum(next) || next == '/' || digit_at(p, &digit, &ignored) != NO_DIGIT)
		return false;
	return (next != '.' && next != ',') || !isdigit((unsigned char)p[1]);
}

/* Of an inch, a cup, a mile: what follows is their name, or a sign of it. */
static bool is_measure(const char *after, int denominator)
{
	size_t len;
	bool usual = denominator <= 4 || denominator == 8 || denominator == 16;
	if (*after == ' ')
		return usual && letters_is_lower(chars_at(after + 1, &len));
	return usual && (*after == '"' || *after == '-');
}

/* "3/8" with a slash, or with the one that Unicode has for fractions. */
static bool read_written(const char *p, bool plain_slash, struct fraction *ret_fraction)
{
	struct fraction f = { 0 };
	size_t len = read_number(p, &f.numerator), slash, rest;
	if (len == 0)
		return false;
	uint32_t code = chars_at(p + len, &slash);
	if (code != FRACTION_SLASH && !(plain_slash && code == '/'))
		return false;
	rest = read_number(p + len + slash, &f.denominator);
	f.len = len + slash + rest;
	if (rest == 0 || f.numerator == 0 || f.numerator >= f.denominator ||
		!ends_number(p + f.len))
		return false;
	*ret_fraction = f;
	return code == FRACTION_SLASH || is_measure(p + f.len, f.denominator);
}

/* A digit, and none of a longer number: of "21⁄2" nobody knows where the fraction begins, of "2¹⁄₂"
 * one does. */
static bool may_begin_written(const char *text, const char *p)
{
	size_t len, ignored;
	int digit;
	enum digit_kind kind = digit_at(p, &digit, &len);
	return kind == RAISED_DIGIT ||
	       (kind == DIGIT &&
		       (p == text || !letters_is_alnum(chars_at(chars_before(text, p), &ignored))));
}

/* ---- what is before it ---- */

/* What was written ends with a number of its own that can have a fraction, be it with a blank
 * behind it: where the number begins, or 0 with *ret_behind false. */
static size_t number_behind(const struct buf *before, bool *ret_behind)
{
	enum { MOST_WHOLE = 3 }; /* a year has none */
	const char *text = buf_string(before);
	size_t end = before->len;
	end -= end > 0 && text[end - 1] == ' ';
	size_t first = end;
	while (first > 0 && isdigit((unsigned char)text[first - 1]) && end - first <= MOST_WHOLE)
		first--;
	*ret_behind = first < end && end - first <= MOST_WHOLE && text[first] != '0';
	if (*ret_behind && first > 0 &&
		(isalnum((unsigned char)text[first - 1]) || strchr("./,:_", text[first - 1])))
		*ret_behind = false;
	return *ret_behind ? first : 0;
}

/* "Week 3", "Figure 2": a name, which has no fractions. */
static bool is_named(const struct buf *before, size_t number)
{
	const char *text = buf_string(before);
	size_t word = number, ignored;
	while (word > 0 && text[word - 1] == ' ')
		word--;
	while (word > 0 && !strchr(" \n", text[word - 1]))
		word--;
	return letters_is_upper(chars_at(text + word, &ignored));
}

/* ---- what is said ---- */

/* The voices of these say all of the older ones; all others say the halves and quarters but three.
 */
static bool is_said_well(const char *language, uint32_t code)
{
	static const char *const well[] = { "ita", "por", "pol", "dan", "hun" };
	enum { THREE_QUARTERS = 0xbe, ONE_THIRD = 0x2153, TWO_THIRDS = 0x2154 };
	if (code == 0xbc || code == 0xbd || code == ONE_THIRD || code == TWO_THIRDS)
		return true;
	for (size_t i = 0; code == THREE_QUARTERS && i < sizeof well / sizeof *well; i++) {
		if (language_begins(language, well[i]))
			return true;
	}
	return false;
}

static const struct fraction_part *part_of(const struct fraction_words *words, int denominator)
{
	for (const struct fraction_part *part = words->parts; part->denominator; part++) {
		if (part->denominator == denominator)
			return part;
	}
	return NULL;
}

static void name_fraction(const struct fraction_words *words, const struct fraction *f, bool behind,
	char said[FRACTION_SAID])
{
	const struct fraction_part *part = words ? part_of(words, f->denominator) : NULL;
	if (!part || f->numerator > LARGEST_COUNT)
		snprintf(said, FRACTION_SAID, "%d/%d", f->numerator, f->denominator);
	else if (behind && f->denominator == 2)
		snprintf(said, FRACTION_SAID, "%s", words->half);
	else
		snprintf(said, FRACTION_SAID, "%s%s %s", behind ? words->joint : "",
			words->counts[f->numerator], f->numerator == 1 ? part->one : part->many);
}

size_t fraction_said(const char *text, const char *p, const struct buf *before,
	const char *language, char said[FRACTION_SAID])
{
	struct fraction f;
	bool vulgar = read_vulgar(p, &f), behind;
	if (!vulgar && !may_begin_written(text, p))
		return 0;
	size_t number = number_behind(before, &behind);
	/* "3 1/2"; by itself it may be a page, a date or a choice. In English: elsewhere it is more
	 * often the number of a double issue. */
	bool plain_slash = behind && before->data[before->len - 1] == ' ' &&
			   language_begins(language, "eng") && !is_named(before, number);
	if (!vulgar && !read_written(p, plain_slash, &f))
		return 0;
	const struct fraction_words *words = words_of(language)->fractions;
	if (vulgar && !words && is_said_well(language, f.code))
		return 0;
	name_fraction(words, &f, behind, said);
	return f.len;
}
