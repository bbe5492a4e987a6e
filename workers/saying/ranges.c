/* ranges.c: "pp. 10-20", "40-60 °C", "1914-18", "Oct-Dec", and scores: "a 2-1 win". */
#include "workers/saying/parts.h"

#include <stdlib.h>
#include <string.h>

/* The dash behind a number and what follows it; NULL: none. Blanks on both sides or none. */
static const char *behind_dash(const char *p)
{
	size_t blanks = scan_blanks(p), len;
	uint32_t code = scan_at(p + blanks, &len);
	if (!scan_is_dash(code) || (blanks > 0 && code == '-'))
		return NULL;
	p += blanks + len;
	size_t after = scan_blanks(p);
	return (after > 0) == (blanks > 0) ? p + after : NULL;
}

/* ---- scores ---- */

enum { NAMES_BEFORE_SCORE = 4 };

static bool is_score(const struct run *run, const struct number *first, const struct number *last)
{
	if (number_value(first) > 30 || number_value(last) > 30)
		return false;
	/* "6-4, 6-3": one set after the other. */
	const struct saying_edit *edit = run->count > 0 ? &run->edits[run->count - 1] : NULL;
	if (edit && edit->kind == SAYING_SCORE && run->text + edit->end + 2 == first->start &&
		strncmp(first->start - 2, ", ", 2) == 0)
		return true;
	if (word_in(run, scan_word_after(last->end), SECTION_SCORES))
		return true;
	/* "beat Chelsea 2-0": some names may stand between. */
	const char *p = first->start;
	for (int i = 0; i < NAMES_BEFORE_SCORE; i++) {
		struct word before = scan_word_before(run, p);
		if (word_in(run, before, SECTION_SCORES))
			return true;
		bool name = before.len > 0 && (scan_is_upper(scan_code(before.p)) ||
						      word_in(run, before, SECTION_SMALL_WORDS));
		if (!name || word_in(run, before, SECTION_COUNTED_HEADS))
			return false;
		p = before.p;
	}
	return false;
}

/* ---- years ---- */

/* "1914-18" and "1939-1945"; 0: no years. */
static long long last_year(
	const struct run *run, const struct number *first, const struct number *last)
{
	long long from = number_value(first), to = number_value(last);
	if (first->grouped || last->grouped || *first->fraction || strlen(first->whole) != 4 ||
		from < 1000 || from > 2099 ||
		word_in(run, scan_word_before(run, first->start), SECTION_COUNTED_HEADS))
		return 0;
	if (strlen(last->whole) == 2)
		return to > from % 100 ? from / 100 * 100 + to : 0;
	return strlen(last->whole) == 4 && to > from && to <= 2100 ? to : 0;
}

static bool say_years(
	struct run *run, const struct number *first, const struct number *last, const char *to)
{
	long long year = last_year(run, first, last);
	if (year == 0)
		return false;
	const char *from = year_words(run, number_value(first), first->start, first->end);
	bool short_form = strlen(last->whole) == 2 && number_value(last) > 9;
	const char *until = short_form && !run_setting(run, "year form")
				    ? spell(run, "cardinal", number_value(last))
				    : year_words(run, year, first->start, last->end);
	return from && until &&
	       run_say(run, first->start, last->end,
		       arena_printf(run->arena, "%s %s %s", from, to, until), SAYING_RANGE);
}

/* ---- numbers ---- */

/* Phone numbers, parts' numbers and sums have more of them. */
static bool is_part_of_more(const struct run *run, const char *start, const char *end)
{
	uint32_t before = scan_before(run, start), behind = scan_code(end);
	size_t len;
	if (scan_is_alnum(behind) || behind == '/' || behind == '_' ||
		(before && before < 0x80 && strchr("/-+_.,:", (int)before)) || scan_is_dash(before))
		return true;
	scan_at(end, &len);
	return scan_is_dash(behind) && scan_is_alnum(scan_code(end + len));
}

/* "10-fold", "3-4 times": whole numbers that grow; decimals likewise. */
static bool grows(const struct number *first, const struct number *last)
{
	double from = strtod(first->whole, NULL), to = strtod(last->whole, NULL);
	if (from == to)
		return strcmp(first->fraction, last->fraction) < 0;
	return from < to;
}

/* What the last number has behind it is said with it. */
static bool say_with_tail(struct run *run, const char *start, const char *first_words,
	const char *to, const struct number *last)
{
	size_t count = run->count;
	const char *p = run->p;
	if (!say_amount(run, last) && !say_unit(run, last)) {
		const char *said = number_words(run, last, 0, number_case(run, last->start, NULL));
		return said && run_say(run, start, last->end,
				       arena_printf(run->arena, "%s %s %s", first_words, to, said),
				       SAYING_RANGE);
	}
	struct saying_edit tail = run->edits[count];
	run->count = count;
	const char *end = run->p;
	run->p = p;
	return run_say(run, start, end,
		arena_printf(run->arena, "%s %s %s", first_words, to, tail.said), SAYING_RANGE);
}

/* "10%-20%", "5cm-8cm": what is behind the dash, if the unit is the same on both sides. */
static const char *behind_same_unit(const struct run *run, const struct number *number)
{
	const char *end, *last_end;
	const struct language_row *unit = unit_at(run, number->end, &end);
	const char *p = unit ? behind_dash(end) : NULL;
	struct number last;
	if (!p || !number_read(run, p, &last))
		return NULL;
	return unit_at(run, last.end, &last_end) == unit ? p : NULL;
}

/* "1683/84": one winter of two years. */
static bool say_double_year(struct run *run, const struct number *number, const char *to)
{
	struct number last;
	if (*number->end != '/' || !number_read(run, number->end + 1, &last) ||
		is_part_of_more(run, number->start, last.end) || *last.fraction ||
		strlen(last.whole) == 1)
		return false;
	long long year = last_year(run, number, &last);
	return year == number_value(number) + 1 && say_years(run, number, &last, to);
}

bool say_range(struct run *run, const struct number *number)
{
	const char *p = behind_dash(number->end), *to = run_setting(run, "range");
	if (to && !number->minus && say_double_year(run, number, to))
		return true;
	if (!p)
		p = behind_same_unit(run, number);
	struct number last;
	if (!p || !to || number->minus || !scan_is_digit(scan_code(p)) ||
		!number_read(run, p, &last))
		return false;
	const char *unit_end;
	bool unit = unit_at(run, last.end + scan_blanks(last.end), &unit_end) != NULL;
	if (is_part_of_more(run, number->start, last.end) &&
		!(unit && !scan_is_dash(scan_before(run, number->start)) &&
			!scan_is_alnum(scan_before(run, number->start))))
		return false;
	if (say_years(run, number, &last, to))
		return true;
	/* "POSIX 1003.1-2008": a standard and its year. */
	if (*number->fraction && strlen(last.whole) == 4 && !*last.fraction)
		return false;
	const char *first = number_words(run, number, 0, number_case(run, number->start, NULL));
	if (!first || (number->whole[0] == '0' && number->whole[1]) ||
		(last.whole[0] == '0' && last.whole[1]))
		return false;
	if (is_score(run, number, &last) && !*number->fraction && !*last.fraction) {
		const char *said = number_words(run, &last, 0, number_case_behind_range(run));
		const char *between = run_setting(run, "score");
		return said && between &&
		       run_say(run, number->start, last.end,
			       *between ? arena_printf(run->arena, "%s %s %s", first, between, said)
					: arena_printf(run->arena, "%s %s", first, said),
			       SAYING_SCORE);
	}
	/* "the odds were 100-1" */
	const char *ratio = run_setting(run, "ratio");
	if (ratio && score_is_ratio(run) && !grows(number, &last))
		return say_with_tail(run, number->start, first, ratio, &last);
	/* "pp. 112-15" */
	bool paged = strlen(last.whole) < strlen(number->whole) &&
		     word_in(run, scan_word_before(run, number->start), SECTION_COUNTED_HEADS);
	if (!grows(number, &last) && !paged)
		return false;
	return say_with_tail(run, number->start, first, to, &last);
}

/* ---- sides ---- */

/* The number behind "x" or "×", or NULL; *ret_letter: an "x". */
static const char *behind_times(const char *p, bool *ret_letter)
{
	size_t blanks = scan_blanks(p);
	const char *q = p + blanks;
	*ret_letter = *q == 'x';
	if (!*ret_letter && strncmp(q, "\xc3\x97", 2) != 0)
		return NULL;
	q += *ret_letter ? 1 : 2;
	size_t after = scan_blanks(q);
	q += after;
	return (after > 0) == (blanks > 0) && scan_is_digit(scan_code(q)) ? q : NULL;
}

const char *range_take_side(
	struct run *run, const char *p, const struct language_row *unit, const char **ret_said)
{
	bool letter;
	struct number next;
	const char *by = run_setting(run, "by"), *side = behind_times(p, &letter), *end;
	if (!by || !side || !number_read(run, side, &next) ||
		unit_at(run, next.end + scan_blanks(next.end), &end) != unit)
		return p;
	*ret_said = arena_printf(run->arena, "%s %s ", *ret_said, by);
	return side;
}

/* "3x4 m", "20 × 30 cm": the sides of something. "3 × 4" alone is a sum, "0x10" a program's. */
bool say_sides(struct run *run, const struct number *number)
{
	bool letter;
	const char *by = run_setting(run, "by"), *p = behind_times(number->end, &letter), *unit_end;
	struct number last;
	if (!by || !p || number->minus || *number->whole == '0' || !number_read(run, p, &last))
		return false;
	bool unit = unit_at(run, last.end + scan_blanks(last.end), &unit_end) != NULL;
	const char *first = number_words(run, number, 0, CASE_PLAIN);
	bool ignored;
	/* "3.5 x 10^-3": a factor, and a power by itself. */
	const struct language_row *times =
		language_row(run->language, SECTION_SIGNS, "\xc3\x97", 2);
	if (first && times && times->count > 0 && letter &&
		(*last.end == '^' || scan_is_raised(scan_code(last.end))))
		return run_say(run, number->start, p,
			arena_printf(run->arena, "%s %s ", first, times->fields[0]), SAYING_POWER);
	if (!first || (!letter && !unit) || (!unit && scan_is_alnum(scan_code(last.end))) ||
		behind_times(last.end, &ignored))
		return false;
	return say_with_tail(run, number->start, first, by, &last);
}

/* ---- months and weekdays ---- */

static const struct language_row *name_at(
	const struct run *run, enum language_section section, const char *p, const char **ret_end)
{
	size_t len = scan_letters(p, false);
	const struct language_row *row =
		len > 0 ? language_row(run->language, section, p, len) : NULL;
	if (!row)
		return NULL;
	*ret_end = p + len;
	bool shortened = row->count > (section == SECTION_MONTHS ? 1 : 0);
	if (shortened && p[len] == '.')
		(*ret_end)++;
	return row;
}

static const char *name_of(const struct language_row *row, enum language_section section)
{
	size_t field = section == SECTION_MONTHS ? 1 : 0;
	return row->count > field ? row->fields[field] : row->key;
}

static bool say_names(struct run *run, enum language_section section)
{
	const char *end, *to = run_setting(run, "range");
	const struct language_row *first = name_at(run, section, run->p, &end);
	size_t len;
	if (!first || !to || !scan_starts(run, run->p))
		return false;
	const char *p = end + scan_blanks(end), *joint = to;
	struct word word = scan_word_after(end);
	bool worded = word_listed(run, word, "day joints");
	if (!worded && !scan_is_dash(scan_at(p, &len)))
		return false;
	if (worded) {
		joint = arena_string_n(run->arena, word.p, word.len);
		len = word.len;
	}
	p += len;
	p += scan_blanks(p);
	const char *first_end = end;
	const struct language_row *last = name_at(run, section, p, &end);
	/* "Montag bis Freitag" needs no help. */
	bool shortened = first_end[-1] == '.' || end[-1] == '.';
	if (!last || !scan_ends(end) || (worded && !shortened))
		return false;
	/* The dot of "Oct-Dec." may end the sentence. */
	if (end[-1] == '.' && (scan_ends_line(end) || scan_new_sentence(run, end)))
		end--;
	return run_say(run, run->p, end,
		arena_printf(run->arena, "%s %s %s", name_of(first, section), joint,
			name_of(last, section)),
		SAYING_RANGE);
}

/* "Oct-Dec", "May-June 1832", "Mon-Fri" */
bool say_month_range(struct run *run)
{
	return say_names(run, SECTION_MONTHS) || say_names(run, SECTION_WEEKDAYS);
}
