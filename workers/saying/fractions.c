/* fractions.c: "½", "5⅜", "3 1/2", "2¹⁄₂"; not dates, issues and choices: "1/2" by itself. */
#include "workers/saying/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRACTION_SLASH = 0x2044, MOST_DIGITS = 2 };

struct fraction {
	int numerator, denominator;
	const char *end;
};

/* Characters of their own (Unicode: Latin-1 Supplement, Number Forms). */
static bool read_vulgar(const char *p, struct fraction *ret_fraction)
{
	static const unsigned char of[][2] = { { 1, 7 }, { 1, 9 }, { 1, 10 }, { 1, 3 }, { 2, 3 },
		{ 1, 5 }, { 2, 5 }, { 3, 5 }, { 4, 5 }, { 1, 6 }, { 5, 6 }, { 1, 8 }, { 3, 8 },
		{ 5, 8 }, { 7, 8 } };
	static const unsigned char latin[][2] = { { 1, 4 }, { 1, 2 }, { 3, 4 } };
	size_t len;
	uint32_t code = scan_at(p, &len);
	const unsigned char *which = NULL;
	if (code >= 0xbc && code <= 0xbe)
		which = latin[code - 0xbc];
	else if (code >= 0x2150 && code <= 0x215e)
		which = of[code - 0x2150];
	if (!which)
		return false;
	*ret_fraction = (struct fraction) { which[0], which[1], p + len };
	return true;
}

enum digit_kind { NO_DIGIT, DIGIT, RAISED_DIGIT, LOWERED_DIGIT };

static enum digit_kind digit_at(const char *p, int *ret_digit, size_t *ret_len)
{
	uint32_t code = scan_at(p, ret_len);
	*ret_digit = (int)(code & 0xf);
	if (scan_is_digit(code))
		return DIGIT;
	if (code >= 0x2080 && code <= 0x2089)
		return LOWERED_DIGIT;
	if (code == 0xb9)
		*ret_digit = 1;
	if (scan_is_raised(code))
		return RAISED_DIGIT;
	return NO_DIGIT;
}

/* A number of one or two digits of one kind; where it ends, or NULL. */
static const char *read_small(const char *p, int *ret_number)
{
	size_t len;
	int digits = 0, digit, number = 0;
	enum digit_kind kind = digit_at(p, &digit, &len);
	if (kind == NO_DIGIT)
		return NULL;
	for (; digit_at(p, &digit, &len) == kind; p += len) {
		if (++digits > MOST_DIGITS)
			return NULL;
		number = number * 10 + digit;
	}
	*ret_number = number;
	return p;
}

/* Neither "1/2/3" nor "1/2.5" nor "1/2x" nor a power. */
static bool ends_number(const char *p)
{
	size_t len;
	int digit;
	uint32_t next = scan_code(p);
	if (scan_is_alnum(next) || next == '/' || digit_at(p, &digit, &len) != NO_DIGIT)
		return false;
	return (next != '.' && next != ',') || scan_digits(p + 1) == 0;
}

/* Of an inch, a cup, a mile: what follows is their name, or a sign of it. */
static bool is_measure(const char *after, int denominator)
{
	bool usual = denominator <= 4 || denominator == 8 || denominator == 16;
	if (*after == ' ')
		return usual && scan_is_lower(scan_code(after + 1));
	return usual && (*after == '"' || *after == '-');
}

/* "3/8" with a slash, or with the one that Unicode has for fractions. */
static bool read_written(const char *p, bool plain_slash, struct fraction *ret_fraction)
{
	struct fraction f = { 0 };
	size_t slash;
	const char *q = read_small(p, &f.numerator);
	if (!q)
		return false;
	uint32_t code = scan_at(q, &slash);
	if (code != FRACTION_SLASH && !(plain_slash && code == '/'))
		return false;
	f.end = read_small(q + slash, &f.denominator);
	if (!f.end || f.numerator == 0 || f.numerator >= f.denominator || !ends_number(f.end))
		return false;
	*ret_fraction = f;
	return code == FRACTION_SLASH || is_measure(f.end, f.denominator);
}

static bool read_fraction(const char *p, bool plain_slash, struct fraction *ret_fraction)
{
	return read_vulgar(p, ret_fraction) || read_written(p, plain_slash, ret_fraction);
}

/* ---- what is said ---- */

static const char *fraction_words(struct run *run, const struct fraction *f)
{
	char key[4];
	int len = snprintf(key, sizeof key, "%d", f->denominator);
	const struct language_row *part =
		language_row(run->language, SECTION_FRACTIONS, key, (size_t)len);
	if (!part || part->count == 0)
		return NULL;
	const char *half = run_setting(run, "fraction half");
	if (f->denominator == 2 && half)
		return half;
	const struct number count = { .whole = { (char)('0' + f->numerator), '\0' } };
	const char *gender = run_setting(run, "fraction gender");
	if (f->numerator > 9)
		return NULL;
	/* As an adjective it is "three-quarter". */
	size_t form = *f->end == '-' ? 0 : number_form(run, &count, CASE_PLAIN);
	const char *said = spell_cardinal(run, f->numerator, gender ? *gender : 'm', CASE_PLAIN);
	return said ? arena_printf(run->arena, "%s %s", said,
			      part->fields[form < part->count ? form : part->count - 1])
		    : NULL;
}

/* "Week 3", "Figure 2": a name, which has no fractions. */
static bool is_named(const struct run *run)
{
	struct word before = scan_word_before(run, run->p);
	return before.len > 0 && scan_is_upper(scan_code(before.p)) &&
	       !word_listed(run, before, "count heads") &&
	       (!scan_begins_sentence(run, before.p) ||
		       word_in(run, before, SECTION_COUNTED_HEADS));
}

/* "1½" where it is a word of its own: "półtora kilometra", "półtorej godziny". */
static bool say_one_and_half(struct run *run, const char *end)
{
	const char *feminine = run_setting(run, "one and a half f");
	struct word noun = scan_word_after(end);
	bool soft = noun.len > 1 && strchr("iy", noun.p[noun.len - 1]);
	const char *said = feminine && soft ? feminine : run_setting(run, "one and a half");
	return said && run_say(run, run->p, end, said, SAYING_FRACTION);
}

/* "5⅜", "3 1/2" */
static bool say_mixed(struct run *run)
{
	size_t whole = scan_digits(run->p);
	const char *p = run->p + whole;
	struct fraction f;
	if (whole == 0 || whole > 3 || *run->p == '0' || !scan_starts(run, run->p) ||
		(run->p > run->text && strchr("./,:", run->p[-1])))
		return false;
	bool blank = scan_blanks(p) == 1;
	bool plain = blank && run_is(run, "plain fractions", "yes") && !is_named(run);
	if (!read_fraction(p + blank, plain, &f))
		return false;
	/* Of "21⁄2" nobody knows where the fraction begins. */
	if (f.denominator == 2 && whole == 1 && *run->p == '1' && say_one_and_half(run, f.end))
		return true;
	const char *joint = run_setting(run, "fraction joint");
	const char *mixed_half = run_setting(run, "fraction mixed half");
	const char *part = f.denominator == 2 && mixed_half ? mixed_half : fraction_words(run, &f);
	const char *count = spell_cardinal(run, atoll(run->p), 'm', CASE_PLAIN);
	if (!part || !count || !joint)
		return false;
	bool joined = f.denominator == 2 && mixed_half;
	bool close = joined && run_is(run, "fraction close", "yes");
	return run_say(run, run->p, f.end,
		arena_printf(run->arena, "%s%s%s%s%s", count, close ? "" : " ", joined ? "" : joint,
			joined || !*joint ? "" : " ", part),
		SAYING_FRACTION);
}

/* In no language that we know: in figures, those that voices leave out. */
static bool say_in_figures(struct run *run, const struct fraction *f)
{
	if (scan_code(run->p) < 0x80 || f->denominator <= 3)
		return false;
	bool behind = scan_is_digit(scan_before(run, run->p));
	return run_say(run, run->p, f->end,
		arena_printf(
			run->arena, "%s%d/%d", behind ? " " : "", f->numerator, f->denominator),
		SAYING_FRACTION);
}

/* "Week 3 1/4 of": who knows. */
static bool is_behind_number(const struct run *run)
{
	const char *left = run->p;
	while (scan_is_blank(scan_before(run, left)))
		left = scan_previous(run, left);
	return scan_is_digit(scan_before(run, left));
}

/* "1/2 cup", "2/3 of them": what is behind it has parts; no date, issue or choice. */
static bool has_noun(const struct run *run)
{
	const char *p = run->p + scan_digits(run->p);
	uint32_t before = scan_before(run, run->p);
	if (is_behind_number(run))
		return false;
	if (*p != '/' || !run_is(run, "plain fractions", "yes") ||
		(before && before < 0x80 && strchr("/-.,:", (int)before)))
		return false;
	p += 1 + scan_digits(p + 1);
	p += *p == '-'; /* "a 3/4-inch pipe" */
	return word_listed(run, scan_word_after(p), "fraction nouns") && !is_named(run);
}

/* What a half is of: its gender, or 0: nobody knows. Units are said with it. */
static char gender_of_half(
	const struct run *run, const char *p, const struct language_row **ret_unit)
{
	static const struct {
		const char *setting;
		char gender;
	} lists[] = { { "half nouns m", 'm' }, { "half nouns f", 'f' }, { "half nouns n", 'n' } };
	const char *end;
	*ret_unit = unit_at(run, p + scan_blanks(p), &end);
	if (*ret_unit)
		return unit_gender(*ret_unit);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		if (word_listed(run, scan_word_after(p), lists[i].setting))
			return lists[i].gender;
	}
	return 0;
}

/* "1/2 Liter", "½ hora", "½ l": an adjective in the gender and case of what it is of. */
static bool say_half(struct run *run)
{
	static const char *const halves[] = { "1/2", "\xc2\xbd",
		"1\xe2\x81\x84"
		"2" };
	const char *end = NULL;
	for (size_t i = 0; i < sizeof halves / sizeof *halves && !end; i++) {
		if (strncmp(run->p, halves[i], strlen(halves[i])) == 0)
			end = run->p + strlen(halves[i]);
	}
	if (!end || scan_blanks(end) == 0 || !scan_starts(run, run->p) ||
		(run->p > run->text && strchr("./,:-", run->p[-1])) || is_behind_number(run))
		return false;
	const struct language_row *unit;
	char gender = gender_of_half(run, end, &unit);
	enum number_case in = number_case(run, run->p, unit);
	const char *said = gender ? run_setting(run, arena_printf(run->arena, "half %c %s", gender,
							     number_case_name(in)))
				  : NULL;
	if (!said && gender)
		said = run_setting(run, arena_printf(run->arena, "half %c", gender));
	if (said && unit) {
		/* In Polish it is half of something. */
		size_t form = run_is(run, "plural", "polish") ? 3 : 0;
		said = arena_printf(
			run->arena, "%s %s", said, unit->fields[form < unit->count ? form : 0]);
		end += scan_blanks(end) + unit->key_len;
	}
	return said && run_say(run, run->p, end, said, SAYING_FRACTION);
}

bool say_fraction(struct run *run)
{
	struct fraction f;
	size_t len;
	int digit;
	if (say_half(run) || say_mixed(run))
		return true;
	if (scan_is_digit(scan_code(run->p)) && scan_is_alnum(scan_before(run, run->p)))
		return false;
	if (!read_fraction(run->p, has_noun(run), &f))
		return false;
	const char *said = fraction_words(run, &f);
	if (!said)
		return say_in_figures(run, &f);
	if (scan_is_alnum(scan_before(run, run->p)) ||
		(run->p > run->text &&
			digit_at(scan_previous(run, run->p), &digit, &len) != NO_DIGIT))
		return false;
	bool joins = scan_is_letter(scan_code(f.end));
	return run_say(run, run->p, f.end, joins ? arena_printf(run->arena, "%s ", said) : said,
		SAYING_FRACTION);
}
