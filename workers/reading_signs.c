#include "workers/reading_signs.h"

#include "common/buf.h"
#include "workers/raised.h"
#include "workers/reading_chars.h"
#include "workers/reading_words.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { FRACTION_SLASH = 0x2044, MOST_DIGITS = 2, LARGEST_COUNT = 7 };

/* ---- the words ---- */

struct part {
	int denominator;
	const char *one, *many;
};

struct sign {
	uint32_t code;
	const char *words;
};

struct sign_words {
	const char *language;                  /* Tesseract's name */
	const char *counts[LARGEST_COUNT + 1]; /* from 1 */
	const char *joint;                     /* "5 and three eighths" */
	const char *half;                      /* "3 and a half", joint and all */
	struct part parts[12];                 /* up to one of denominator 0 */
	struct sign signs[32];                 /* up to one of code 0 */
};

static const struct sign_words languages[] = {
	{
		"eng",
		{ NULL, "one", "two", "three", "four", "five", "six", "seven" },
		"and ",
		"and a half",
		{ { 2, "half", "half" }, { 3, "third", "thirds" }, { 4, "quarter", "quarters" },
			{ 5, "fifth", "fifths" }, { 6, "sixth", "sixths" },
			{ 7, "seventh", "sevenths" }, { 8, "eighth", "eighths" },
			{ 9, "ninth", "ninths" }, { 10, "tenth", "tenths" },
			{ 16, "sixteenth", "sixteenths" } },
		{ { '<', "less than" }, { '>', "greater than" }, { 0x226a, "much less than" },
			{ 0x226b, "much greater than" }, { 0x21d2, "implies" },
			{ 0x21d4, "if and only if" }, { 0x2208, "in" }, { 0x2209, "not in" },
			{ 0x2282, "subset of" }, { 0x2286, "subset of" }, { 0x222a, "union" },
			{ 0x2229, "intersection" }, { 0x2200, "for all" }, { 0x2203, "there is" },
			{ 0x2227, "and" }, { 0x2228, "or" }, { 0x2245, "congruent to" },
			{ 0x220f, "product of" }, { 0x2030, "per mille" } },
	},
	{
		"deu",
		{ NULL, "ein", "zwei", "drei", "vier", "f\xc3\xbcnf", "sechs", "sieben" },
		"",
		"einhalb",
		{ { 2, "halb", "halb" }, { 3, "Drittel", "Drittel" }, { 4, "Viertel", "Viertel" },
			{ 5, "F\xc3\xbcnftel", "F\xc3\xbcnftel" }, { 6, "Sechstel", "Sechstel" },
			{ 7, "Siebtel", "Siebtel" }, { 8, "Achtel", "Achtel" },
			{ 9, "Neuntel", "Neuntel" }, { 10, "Zehntel", "Zehntel" },
			{ 16, "Sechzehntel", "Sechzehntel" } },
		{ { '<', "kleiner als" },
			{ '>', "gr\xc3\xb6\xc3\x9f"
			       "er als" },
			{ 0x226a, "viel kleiner als" },
			{ 0x226b, "viel gr\xc3\xb6\xc3\x9f"
				  "er als" },
			{ 0x21d2, "daraus folgt" }, { 0x21d4, "genau dann wenn" }, { 0x2208, "in" },
			{ 0x2209, "nicht in" }, { 0x2282, "Teilmenge von" },
			{ 0x2286, "Teilmenge von" }, { 0x222a, "vereinigt mit" },
			{ 0x2229, "geschnitten mit" }, { 0x2200, "f\xc3\xbcr alle" },
			{ 0x2203, "es gibt" }, { 0x2227, "und" }, { 0x2228, "oder" },
			{ 0x2245, "kongruent zu" }, { 0x220f, "Produkt" }, { 0x2030, "Promille" } },
	},
	{
		"fra",
		{ NULL, "un", "deux", "trois", "quatre", "cinq", "six", "sept" },
		"et ",
		"et demi",
		{ { 2, "demi", "demi" }, { 3, "tiers", "tiers" }, { 4, "quart", "quarts" },
			{ 5, "cinqui\xc3\xa8me", "cinqui\xc3\xa8mes" },
			{ 6, "sixi\xc3\xa8me", "sixi\xc3\xa8mes" },
			{ 7, "septi\xc3\xa8me", "septi\xc3\xa8mes" },
			{ 8, "huiti\xc3\xa8me", "huiti\xc3\xa8mes" },
			{ 9, "neuvi\xc3\xa8me", "neuvi\xc3\xa8mes" },
			{ 10, "dixi\xc3\xa8me", "dixi\xc3\xa8mes" },
			{ 16, "seizi\xc3\xa8me", "seizi\xc3\xa8mes" } },
		{ { '<', "inf\xc3\xa9rieur \xc3\xa0" }, { '>', "sup\xc3\xa9rieur \xc3\xa0" },
			{ '=', "\xc3\xa9gale" },
			{ 0x2264, "inf\xc3\xa9rieur ou \xc3\xa9gal \xc3\xa0" },
			{ 0x2265, "sup\xc3\xa9rieur ou \xc3\xa9gal \xc3\xa0" },
			{ 0x2260, "diff\xc3\xa9rent de" },
			{ 0x2248, "environ \xc3\xa9gal \xc3\xa0" },
			{ 0x226a, "tr\xc3\xa8s inf\xc3\xa9rieur \xc3\xa0" },
			{ 0x226b, "tr\xc3\xa8s sup\xc3\xa9rieur \xc3\xa0" },
			{ 0x221a, "racine de" }, { 0x221e, "l'infini" }, { 0x2211, "somme" },
			{ 0x222b, "int\xc3\xa9grale" }, { 0x21d2, "implique" },
			{ 0x21d4, "\xc3\xa9quivaut \xc3\xa0" }, { 0x2208, "appartient \xc3\xa0" },
			{ 0x2209, "n'appartient pas \xc3\xa0" }, { 0x2282, "inclus dans" },
			{ 0x2286, "inclus dans" }, { 0x222a, "union" }, { 0x2229, "inter" },
			{ 0x2200, "pour tout" }, { 0x2203, "il existe" }, { 0x2227, "et" },
			{ 0x2228, "ou" }, { 0x2030, "pour mille" } },
	},
};

static const struct sign_words other = { .language = "" };

static const struct sign_words *words_for(const char *language)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		if (language_begins(language, languages[i].language))
			return &languages[i];
	}
	return &other;
}

/* ---- fractions ---- */

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
	if (chars_is_digit(code)) {
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
	if (chars_is_alnum(next) || next == '/' || digit_at(p, &digit, &ignored) != NO_DIGIT)
		return false;
	return (next != '.' && next != ',') || !isdigit((unsigned char)p[1]);
}

/* Of an inch, a cup, a mile: what follows is their name, or a sign of it. */
static bool is_measure(const char *after, int denominator)
{
	size_t len;
	bool usual = denominator <= 4 || denominator == 8 || denominator == 16;
	if (*after == ' ')
		return usual && chars_is_lower(chars_at(after + 1, &len));
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

/* ---- the text ---- */

struct signs {
	const char *text, *p; /* p: where we are in it */
	const char *language;
	const struct sign_words *words;
	struct buf out;
	bool changed;
};

static char last_of(const struct buf *out)
{
	return out->len > 0 ? out->data[out->len - 1] : '\0';
}

/* What was written ends with a number of its own that can have a fraction, be it with a blank
 * behind it: where the number begins, or 0 with *ret_behind false. */
static size_t number_behind(const struct signs *s, bool *ret_behind)
{
	enum { MOST_WHOLE = 3 }; /* a year has none */
	const char *text = buf_string(&s->out);
	size_t end = s->out.len;
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
static bool is_named(const struct signs *s, size_t number)
{
	const char *text = buf_string(&s->out);
	size_t word = number, ignored;
	while (word > 0 && text[word - 1] == ' ')
		word--;
	while (word > 0 && !strchr(" \n", text[word - 1]))
		word--;
	return chars_is_upper(chars_at(text + word, &ignored));
}

static const struct part *part_of(const struct sign_words *words, int denominator)
{
	for (const struct part *part = words->parts; part->denominator; part++) {
		if (part->denominator == denominator)
			return part;
	}
	return NULL;
}

/* Whether what stands here is a word, a number or a bracket, and no end of either. */
static bool begins_something(const char *p)
{
	size_t len;
	uint32_t code = chars_at(p, &len);
	if (code == '.')
		code = chars_at(p + len, &len);
	return chars_is_alnum(code) || code == '(';
}

static void append_apart(struct signs *s, const char *words, size_t len)
{
	if (s->out.len > 0 && !strchr(" \n(", last_of(&s->out)))
		buf_append_char(&s->out, ' ');
	buf_append_string(&s->out, words);
	s->p += len;
	if (begins_something(s->p))
		buf_append_char(&s->out, ' ');
	s->changed = true;
}

/* A digit, and none of a longer number: of "21⁄2" nobody knows where the fraction begins, of "2¹⁄₂"
 * one does. */
static bool may_begin_written(const struct signs *s)
{
	size_t len, ignored;
	int digit;
	enum digit_kind kind = digit_at(s->p, &digit, &len);
	return kind == RAISED_DIGIT ||
	       (kind == DIGIT &&
		       (s->p == s->text ||
			       !chars_is_alnum(chars_at(chars_before(s->text, s->p), &ignored))));
}

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

static void name_fraction(
	const struct signs *s, const struct fraction *f, bool behind, char *said, size_t size)
{
	const struct part *part = part_of(s->words, f->denominator);
	if (!part || f->numerator > LARGEST_COUNT)
		snprintf(said, size, "%d/%d", f->numerator, f->denominator);
	else if (behind && f->denominator == 2)
		snprintf(said, size, "%s", s->words->half);
	else
		snprintf(said, size, "%s%s %s", behind ? s->words->joint : "",
			s->words->counts[f->numerator], f->numerator == 1 ? part->one : part->many);
}

static bool say_fraction(struct signs *s)
{
	struct fraction f;
	bool vulgar = read_vulgar(s->p, &f), behind;
	if (!vulgar && !may_begin_written(s))
		return false;
	size_t number = number_behind(s, &behind);
	/* "3 1/2"; by itself it may be a page, a date or a choice. In English: elsewhere it is more
	 * often the number of a double issue. */
	bool plain_slash = behind && last_of(&s->out) == ' ' &&
			   language_begins(s->words->language, "eng") && !is_named(s, number);
	if (!vulgar && !read_written(s->p, plain_slash, &f))
		return false;
	if (vulgar && s->words == &other && is_said_well(s->language, f.code))
		return false;
	char said[80];
	name_fraction(s, &f, behind, said, sizeof said);
	append_apart(s, said, f.len);
	return true;
}

/* A number, or the name of a variable: one letter. Bytes, or 0. */
static size_t operand_length(const char *p)
{
	size_t sign = 0, len, ignored;
	uint32_t code = chars_at(p, &len);
	if (code == '-' || code == '.') {
		sign = len;
		code = chars_at(p + sign, &len);
		if (!chars_is_digit(code))
			return 0;
	}
	if (chars_is_digit(code))
		len = strspn(p + sign, "0123456789.,");
	else if (!chars_is_letter(code))
		return 0;
	return chars_is_letter(chars_at(p + sign + len, &ignored)) ? 0 : sign + len;
}

/* Whether that stands before `end`, too. */
static bool ends_in_operand(const char *start, const char *end)
{
	const char *last = chars_before(start, end);
	size_t len;
	uint32_t code = chars_at(last, &len);
	if (end == start || code == ')')
		return end > start;
	if (chars_is_digit(code))
		return true;
	return chars_is_letter(code) &&
	       (last == start || !chars_is_alnum(chars_at(chars_before(start, last), &len)));
}

/* A word in small letters, "width" or "cm", which no menu and no heading is. */
static bool ends_in_small_word(const char *start, const char *end)
{
	size_t len = chars_letters_before(start, end), ignored;
	return len > 0 && chars_is_lower(chars_at(end - len, &ignored));
}

/* "x < limit", "width > 5", and neither "File > Open" nor "A > B > C", which lead from one to the
 * next, nor what a mail quotes. */
static bool compares_apart(const struct signs *s, const char *left, const char *right)
{
	size_t ignored;
	bool operand = ends_in_operand(s->text, left);
	uint32_t code = chars_at(right, &ignored);
	if (isdigit((unsigned char)right[strspn(right, "-.")]) && operand_length(right) > 0)
		return operand || ends_in_small_word(s->text, left);
	if (*s->p == '>')
		return operand && operand_length(right) > 0 && chars_is_lower(code);
	return operand && chars_is_letter(code);
}

/* "p<0.05", and neither "<name>" nor "M<2, 3>" nor "x<y" in code. */
static bool compares_closely(const struct signs *s, const char *right)
{
	enum { BRACKETED = 40 }; /* bytes in which one would be closed */
	const char *word = s->p;
	while (word > s->text && !strchr(" \n<>", word[-1]))
		word--;
	size_t len = operand_length(right), more = 0;
	while (more < BRACKETED && right[more] && !strchr(">\n", right[more]))
		more++;
	bool number = isdigit((unsigned char)right[strspn(right, "-.")]);
	return len > 0 && number && right[more] != '>' && (word == s->text || word[-1] <= ' ') &&
	       ends_in_operand(s->text, s->p);
}

static bool compares(const struct signs *s)
{
	if (s->p == s->text)
		return false;
	if (s->p[-1] == ' ' && s->p[1] == ' ')
		return compares_apart(s, s->p - 1, s->p + 2);
	return compares_closely(s, s->p + 1);
}

/* An arrow between variables is logic; anywhere else it leads through menus or is a bullet. */
static bool concludes(const struct signs *s, size_t len)
{
	const char *right = s->p + len, *left = s->p;
	right += *right == ' ';
	left -= left > s->text && left[-1] == ' ';
	return operand_length(right) > 0 && ends_in_operand(s->text, left);
}

static bool is_meant(const struct signs *s, uint32_t code, size_t len)
{
	if (code < 0x80)
		return compares(s);
	return (code != 0x21d2 && code != 0x21d4) || concludes(s, len);
}

static bool say_sign(struct signs *s)
{
	size_t len;
	uint32_t code = chars_at(s->p, &len);
	if (chars_is_alnum(code) || code <= ' ')
		return false;
	for (const struct sign *sign = s->words->signs; sign->code; sign++) {
		if (sign->code != code)
			continue;
		if (!is_meant(s, code, len))
			return false;
		append_apart(s, sign->words, len);
		return true;
	}
	return false;
}

/* Bytes up to what may be a fraction or a sign. */
static size_t plain_length(const char *p)
{
	size_t len = 0;
	for (unsigned char c; (c = (unsigned char)p[len]); len++) {
		if (c >= 0x80 || (c >= '0' && c <= '9') || (c >= '<' && c <= '>'))
			break;
	}
	return len;
}

const char *signs_spoken(const char *text, const char *language, struct arena *arena)
{
	size_t len = plain_length(text);
	if (!text[len])
		return text;
	struct signs s = { text, text, language, words_for(language), BUF_EMPTY, false };
	for (; *s.p; len = plain_length(s.p)) {
		buf_append(&s.out, s.p, len);
		s.p += len;
		if (!*s.p || say_fraction(&s) || say_sign(&s))
			continue;
		chars_at(s.p, &len);
		buf_append(&s.out, s.p, len);
		s.p += len;
	}
	const char *spoken =
		s.changed ? arena_string_n(arena, buf_string(&s.out), s.out.len) : text;
	buf_free(&s.out);
	return spoken;
}
