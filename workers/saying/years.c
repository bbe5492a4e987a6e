/* years.c: "1832", "'68", "the 1990s", "90er Jahre". */
#include "workers/saying/parts.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_YEAR = 1000, FIRST_USUAL = 1200, LAST_USUAL = 2099, FIRST_FULL = 2000 };

/* ---- whether it is one ---- */

/* "page 1832", "No. 1832": it is counted, or a name. */
static bool is_counted(const struct run *run, const struct number *number)
{
	return word_in(run, scan_word_before(run, number->start), SECTION_COUNTED_HEADS);
}

/* "in 1832", "May 1832", "(1832", "between 1832 and". */
static bool is_led(const struct run *run, const struct number *number)
{
	struct word before = scan_word_before(run, number->start);
	return word_in(run, before, SECTION_YEAR_WORDS) || word_in(run, before, SECTION_MONTHS) ||
	       scan_before(run, number->start) == '(';
}

/* "1832 men": a noun that it counts; "in 1832 men" leaves it open, and is a year more often. */
static bool counts_noun(const struct run *run, const struct number *number)
{
	if (!scan_is_blank(scan_code(number->end)))
		return false;
	struct word after = scan_word_after(number->end);
	bool nouns_are_large = run_is(run, "nouns", "capital");
	if (after.len == 0 || word_in(run, after, SECTION_SMALL_WORDS))
		return false;
	bool lower = scan_is_lower(scan_code(after.p));
	return nouns_are_large ? !lower : lower;
}

static bool has_unit(const struct run *run, const struct number *number)
{
	const char *end;
	return unit_at(run, number->end + scan_blanks(number->end), &end) != NULL;
}

/* "the 1929 crash", "his 1863 call": of one thing, whose year it is; not "the 1500 metre race". */
static bool dates_noun(const struct run *run, const struct number *number)
{
	struct word after = scan_word_after(number->end);
	return after.len > 2 && after.p[after.len - 1] != 's' && scan_blanks(number->end) == 1 &&
	       scan_ends(after.p + after.len) &&
	       word_listed(run, scan_word_before(run, number->start), "year determiners") &&
	       !word_listed(run, after, "measured nouns");
}

/* "1024 bytes", "2048-bit": nothing but a number has such a noun. "About 1850 people" counts them,
 * "in 1850 people left" does not. */
static bool is_surely_counted(const struct run *run, const struct number *number)
{
	struct word before = scan_word_before(run, number->start);
	struct word after = scan_word_after(number->end + (*number->end == '-'));
	return word_listed(run, after, "counted nouns") ||
	       (word_listed(run, before, "count heads") && counts_noun(run, number));
}

/* "Rev. 92, 1204 (1953)": a page before the year. */
static bool is_page(const struct number *number)
{
	const char *p = number->end + scan_blanks(number->end);
	return *p == '(' && scan_digits(p + 1) == 4 && p[5] == ')';
}

/* "w 44 r. p.n.e.": what is behind it says that it is one. */
static bool is_tailed(const struct run *run, const struct number *number)
{
	struct word after = scan_word_after(number->end);
	return scan_blanks(number->end) > 0 && word_listed(run, after, "year tails") &&
	       !number->grouped && !*number->fraction && !number->minus && *number->whole != '0' &&
	       strlen(number->whole) <= 4;
}

bool year_is(const struct run *run, const struct number *number)
{
	long long value = number_value(number);
	if (is_tailed(run, number))
		return true;
	if (number->grouped || *number->fraction || number->minus || strlen(number->whole) != 4 ||
		value < FIRST_YEAR || value > LAST_USUAL || is_counted(run, number) ||
		is_page(number) || number_in_row(run, number) || has_unit(run, number) ||
		is_surely_counted(run, number))
		return false;
	if (is_led(run, number))
		return true;
	/* By itself it is one if the age is usual, and it counts nothing. */
	return value >= FIRST_USUAL && (!counts_noun(run, number) || dates_noun(run, number));
}

/* ---- how it is said ---- */

/* "nineteen oh-five": the hyphen is ICU's. */
static const char *plain_year(struct run *run, long long year)
{
	bool thousands = (year % 1000 < 10 && year >= FIRST_FULL) || year < FIRST_YEAR;
	const char *said = thousands ? NULL : spell(run, "year", year);
	char *oh = said ? strstr(said, " oh-") : NULL;
	if (oh)
		oh[3] = ' ';
	return said ? said : spell(run, "cardinal", year);
}

/* Slavic years are ordinals, whose form the words around them tell. */
static const char *ordinal_year(struct run *run, long long year, const char *start)
{
	const char *form = spell_asked_form(run, start);
	/* "w latach 1939–1945": several are counted. */
	if (form && strncmp(form, "pl", 2) == 0)
		return spell(run, "cardinal", year);
	return spell_ordinal(run, year, form ? form : run_setting(run, "year form"));
}

const char *year_words(struct run *run, long long year, const char *start, const char *end)
{
	(void)end;
	if (run_setting(run, "year form"))
		return ordinal_year(run, year, start);
	return plain_year(run, year);
}

bool say_year(struct run *run, const struct number *number)
{
	/* "--port=1234" */
	if (scan_before(run, number->start) == '=' || !year_is(run, number) ||
		scan_is_alnum(scan_code(number->end)) ||
		strchr("_@\\/#", *number->end ? *number->end : ' ') ||
		(*number->end == ':' && scan_is_alnum(scan_code(number->end + 1))))
		return false;
	const char *said = year_words(run, number_value(number), number->start, number->end);
	return said && run_say(run, number->start, number->end, said, SAYING_YEAR);
}

/* ---- decades ---- */

/* "nineteen ninety" gives "nineteen nineties". */
static const char *in_plural(struct run *run, const char *said)
{
	size_t len = strlen(said);
	if (len > 0 && said[len - 1] == 'y')
		return arena_printf(run->arena, "%.*sies", (int)len - 1, said);
	return arena_printf(run->arena, "%ss", said);
}

/* "1990s", "1850's", "'60s", "60s". */
static bool say_english_decade(struct run *run, const char *digits, size_t count)
{
	const char *p = digits + count;
	if (*p == '\'' || strncmp(p, "\xe2\x80\x99", 3) == 0)
		p += *p == '\'' ? 1 : 3;
	if (*p != 's' || !scan_ends(p + 1) || digits[count - 1] != '0' ||
		(count != 4 && count != 2))
		return false;
	/* "after 20s": seconds. */
	if (count == 2 && digits == run->p &&
		!word_listed(run, scan_word_before(run, run->p), "decade leads"))
		return false;
	long long value = strtoll(digits, NULL, 10);
	const char *said = count == 4 ? plain_year(run, value) : spell(run, "cardinal", value);
	return said && value >= 20 &&
	       run_say(run, run->p, p + 1, in_plural(run, said), SAYING_YEAR);
}

/* "1990er", "90ern", "die 68er". */
static bool say_german_decade(struct run *run, const char *digits, size_t count)
{
	const char *p = digits + count;
	size_t ending = scan_letters(p, false);
	if ((count != 4 && count != 2) || ending < 2 || ending > 3 || strncmp(p, "er", 2) != 0 ||
		(ending == 3 && p[2] != 'n'))
		return false;
	long long value = strtoll(digits, NULL, 10);
	const char *said = spell(run, count == 4 ? "year" : "cardinal", value);
	return said &&
	       run_say(run, run->p, p + ending,
		       arena_printf(run->arena, "%s%.*s", said, (int)ending, p), SAYING_YEAR);
}

/* "gli anni '90", "lata 90.": the word before says that it is a decade. */
static bool say_named_decade(struct run *run, const char *digits, size_t count)
{
	struct word before = scan_word_before(run, run->p);
	if (!word_listed(run, before, "decade heads") || digits[count - 1] != '0' ||
		(count != 2 && count != 4))
		return false;
	const char *end = digits + count;
	const struct language_row *mark =
		language_longest(run->language, SECTION_ORDINAL_MARKS, end);
	/* "lat 90-tych" */
	if (mark && mark->key[0] == '-')
		end += mark->key_len;
	/* "les années 1920-1930" are a range */
	if (scan_is_alnum(scan_code(end)) || scan_is_dash(scan_code(end)))
		return false;
	long long value = strtoll(digits, NULL, 10);
	const char *form = spell_asked_form(run, run->p);
	const char *said = form ? spell_ordinal(run, value, form) : spell(run, "cardinal", value);
	if (form && *end == '.' && !scan_ends_line(end + 1) && !scan_new_sentence(run, end + 1))
		end++;
	return said && run_say(run, run->p, end, said, SAYING_YEAR);
}

/* "'68": a year for those who know the century. */
static bool say_short_year(struct run *run, const char *digits, size_t count)
{
	if (digits == run->p || count != 2 || scan_is_alnum(scan_code(digits + 2)))
		return false;
	struct word before = scan_word_before(run, run->p);
	if (!word_in(run, before, SECTION_YEAR_WORDS) && !word_in(run, before, SECTION_MONTHS))
		return false;
	long long value = strtoll(digits, NULL, 10);
	const char *said = spell(run, "cardinal", value), *oh = run_setting(run, "minute zero");
	if (said && value < 10)
		said = oh ? arena_printf(run->arena, "%s %s", oh, said)
			  : number_digits(run, digits, 2);
	return said && run_say(run, run->p, digits + 2, said, SAYING_YEAR);
}

bool say_decade(struct run *run)
{
	const char *digits = run->p;
	if (*digits == '\'')
		digits++;
	else if (strncmp(digits, "\xe2\x80\x99", 3) == 0 || strncmp(digits, "\xe2\x80\x98", 3) == 0)
		digits += 3;
	size_t count = scan_digits(digits);
	/* "nel '900" */
	if (count == 3 && digits > run->p && run_is(run, "short centuries", "yes") &&
		strncmp(digits + 1, "00", 2) == 0 && scan_ends(digits + count))
		return run_say(run, run->p, digits + count, spell(run, "cardinal", atoi(digits)),
			SAYING_YEAR);
	if (count != 2 && count != 4)
		return false;
	const char *decades = run_setting(run, "decades");
	if (decades && strcmp(decades, "english") == 0 && say_english_decade(run, digits, count))
		return true;
	if (decades && strcmp(decades, "german") == 0 && say_german_decade(run, digits, count))
		return true;
	return say_named_decade(run, digits, count) || say_short_year(run, digits, count);
}
