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
		{ { 2, "half", "halves" }, { 3, "third", "thirds" }, { 4, "quarter", "quarters" },
			{ 5, "fifth", "fifths" }, { 6, "sixth", "sixths" },
			{ 7, "seventh", "sevenths" }, { 8, "eighth", "eighths" },
			{ 9, "ninth", "ninths" }, { 10, "tenth", "tenths" },
			{ 16, "sixteenth", "sixteenths" } },
		{ { '<', "less than" }, { '>', "greater than" }, { 0x226a, "much less than" },
			{ 0x226b, "much greater than" }, { 0x21d2, "implies" },
			{ 0x21d4, "if and only if" }, { 0x2208, "in" }, { 0x2209, "not in" },
			{ 0x2282, "subset of" }, { 0x2286, "subset of" }, { 0x222a, "union" },
			{ 0x2229, "intersection" }, { 0x2200, "for all" }, { 0x2203, "there is" },
			{ 0x2227, "and" }, { 0x2228, "or" }, { 0x2205, "the empty set" },
			{ 0x2245, "congruent to" }, { 0x220f, "product of" },
			{ 0x2030, "per mille" } },
	},
	{
		"deu",
		{ NULL, "ein", "zwei", "drei", "vier", "f\xc3\xbcnf", "sechs", "sieben" },
		"",
		"einhalb",
		{ { 2, "halb", "halbe" }, { 3, "Drittel", "Drittel" }, { 4, "Viertel", "Viertel" },
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
			{ 0x2205, "die leere Menge" }, { 0x2245, "kongruent zu" },
			{ 0x220f, "Produkt" }, { 0x2030, "Promille" }, { 0xac, "nicht" } },
	},
	{
		"fra",
		{ NULL, "un", "deux", "trois", "quatre", "cinq", "six", "sept" },
		"et ",
		"et demi",
		{ { 2, "demi", "demis" }, { 3, "tiers", "tiers" }, { 4, "quart", "quarts" },
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
			{ 0x226b, "tr\xc3\xa8s sup\xc3\xa9rieur \xc3\xa0" }, { 0x2212, "moins" },
			{ 0x221a, "racine de" }, { 0x221e, "l'infini" }, { 0x2211, "somme" },
			{ 0x222b, "int\xc3\xa9grale" }, { 0x21d2, "implique" },
			{ 0x21d4, "\xc3\xa9quivaut \xc3\xa0" }, { 0x2208, "appartient \xc3\xa0" },
			{ 0x2209, "n'appartient pas \xc3\xa0" }, { 0x2282, "inclus dans" },
			{ 0x2286, "inclus dans" }, { 0x222a, "union" }, { 0x2229, "inter" },
			{ 0x2200, "pour tout" }, { 0x2203, "il existe" }, { 0x2227, "et" },
			{ 0x2228, "ou" }, { 0x2205, "l'ensemble vide" }, { 0x2030, "pour mille" } },
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

/* The digit that stands here, on the line or raised or lowered, or -1. */
static int digit_at(const char *p, size_t *ret_len)
{
	uint32_t code = chars_at(p, ret_len);
	if (chars_is_digit(code))
		return (int)code - '0';
	if (code >= 0x2080 && code <= 0x2089)
		return (int)code - 0x2080;
	for (int digit = 0; code > 0x7f && digit <= 9; digit++) {
		if (raised_form('0' + digit) == code)
			return digit;
	}
	return -1;
}

/* Bytes of a number of one or two digits, or 0. */
static size_t read_number(const char *p, int *ret_number)
{
	size_t all = 0, len;
	int digits = 0, number = 0, digit;
	while ((digit = digit_at(p + all, &len)) >= 0) {
		if (++digits > MOST_DIGITS)
			return 0;
		number = number * 10 + digit;
		all += len;
	}
	*ret_number = number;
	return all;
}

/* "3/8" with a slash, or with the one that Unicode has for fractions. */
static bool read_written(const char *p, bool plain_slash, struct fraction *ret_fraction)
{
	struct fraction f = { 0 };
	size_t len = read_number(p, &f.numerator), slash, rest, ignored;
	if (len == 0)
		return false;
	uint32_t code = chars_at(p + len, &slash);
	if (code != FRACTION_SLASH && !(plain_slash && code == '/'))
		return false;
	rest = read_number(p + len + slash, &f.denominator);
	f.len = len + slash + rest;
	uint32_t next = chars_at(p + f.len, &ignored);
	if (rest == 0 || f.numerator == 0 || f.numerator >= f.denominator || chars_is_alnum(next) ||
		next == '/')
		return false;
	*ret_fraction = f;
	return true;
}

/* ---- the text ---- */

struct signs {
	const char *text, *p; /* p: where we are in it */
	const struct sign_words *words;
	struct buf out;
	bool changed;
};

static char last_of(const struct buf *out)
{
	return out->len > 0 ? out->data[out->len - 1] : '\0';
}

/* What was written ends with a number of its own, be it with a blank behind it. */
static bool behind_number(const struct signs *s)
{
	const char *text = buf_string(&s->out);
	size_t end = s->out.len;
	end -= end > 0 && text[end - 1] == ' ';
	size_t first = end;
	while (first > 0 && isdigit((unsigned char)text[first - 1]))
		first--;
	if (first == end || first == 0)
		return first < end;
	return !isalpha((unsigned char)text[first - 1]) && !strchr("./,:_", text[first - 1]);
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
	return chars_is_alnum(code) || code == '(' || code == '-' || code == 0x2212;
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
	if (digit_at(s->p, &len) < 0)
		return false;
	return s->p == s->text ||
	       !chars_is_alnum(chars_at(chars_before(s->text, s->p), &ignored)) ||
	       !chars_is_digit(chars_at(s->p, &len));
}

static bool say_fraction(struct signs *s)
{
	struct fraction f;
	bool vulgar = read_vulgar(s->p, &f);
	if (!vulgar && !may_begin_written(s))
		return false;
	bool behind = behind_number(s);
	/* "3 1/2"; by itself it may be a page, a date or a choice */
	bool plain_slash = behind && last_of(&s->out) == ' ';
	if (!vulgar && !read_written(s->p, plain_slash, &f))
		return false;
	const struct part *part = part_of(s->words, f.denominator);
	char said[80];
	if (part && f.numerator <= LARGEST_COUNT) {
		if (behind && f.denominator == 2)
			snprintf(said, sizeof said, "%s", s->words->half);
		else
			snprintf(said, sizeof said, "%s%s %s", behind ? s->words->joint : "",
				s->words->counts[f.numerator],
				f.numerator == 1 ? part->one : part->many);
	} else if (s->words == &other && f.code && f.denominator <= 4 && f.code != 0xbe) {
		return false; /* most voices have a word for these */
	} else {
		snprintf(said, sizeof said, "%d/%d", f.numerator, f.denominator);
	}
	append_apart(s, said, f.len);
	return true;
}

/* A number, or the name of a variable: one letter. Bytes, or 0. */
static size_t operand_length(const char *p)
{
	size_t sign = 0, len, ignored;
	uint32_t code = chars_at(p, &len);
	if (code == '-' || code == 0x2212 || code == '.') {
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

/* "p<0.05", "a < b" and "width > 5", and neither "File > Open" nor "<name>" nor "F<T>" in code. */
static bool compares(const struct signs *s)
{
	bool apart = s->p > s->text && s->p[-1] == ' ' && s->p[1] == ' ';
	const char *right = s->p + 1 + apart, *left = s->p - apart;
	size_t len = operand_length(right);
	if (s->p == s->text || len == 0)
		return false;
	bool number = isdigit((unsigned char)right[len - 1]) || isdigit((unsigned char)*right);
	bool operand = ends_in_operand(s->text, left);
	return apart ? operand || number : operand && number && right[len] != '>';
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
		/* At the beginning it is the bullet of a list. */
		if (s->out.len == 0 || last_of(&s->out) == '\n' || (code < 0x80 && !compares(s)))
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
	struct signs s = { text, text, words_for(language), BUF_EMPTY, false };
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
