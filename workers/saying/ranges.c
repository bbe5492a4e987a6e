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

static bool is_score(const struct run *run, const struct number *first, const struct number *last)
{
	if (number_value(first) > 30 || number_value(last) > 30)
		return false;
	return word_in(run, scan_word_before(run, first->start), SECTION_SCORES) ||
	       word_in(run, scan_word_after(last->end), SECTION_SCORES);
}

/* ---- years ---- */

/* "1914-18" and "1939-1945"; 0: no years. */
static long long last_year(
	const struct run *run, const struct number *first, const struct number *last)
{
	long long from = number_value(first), to = number_value(last);
	if (first->grouped || last->grouped || strlen(first->whole) != 4 || from < 1000 ||
		from > 2099 ||
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
		const char *said = number_words(run, last, 0, number_genitive(run, last->start));
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

bool say_range(struct run *run, const struct number *number)
{
	const char *p = behind_dash(number->end), *to = run_setting(run, "range");
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
	const char *first = number_words(run, number, 0, number_genitive(run, number->start));
	if (!first || (number->whole[0] == '0' && number->whole[1]) ||
		(last.whole[0] == '0' && last.whole[1]))
		return false;
	if (is_score(run, number, &last) && !*number->fraction && !*last.fraction) {
		const char *said = number_words(run, &last, 0, false);
		const char *between = run_setting(run, "score");
		return said && between &&
		       run_say(run, number->start, last.end,
			       *between ? arena_printf(run->arena, "%s %s %s", first, between, said)
					: arena_printf(run->arena, "%s %s", first, said),
			       SAYING_SCORE);
	}
	/* "pp. 112-15" */
	bool paged = word_in(run, scan_word_before(run, number->start), SECTION_COUNTED_HEADS);
	if (!grows(number, &last) && !paged)
		return false;
	return say_with_tail(run, number->start, first, to, &last);
}

/* ---- months ---- */

static const struct language_row *month_at(
	const struct run *run, const char *p, const char **ret_end)
{
	size_t len = scan_letters(p, false);
	const struct language_row *row =
		len > 0 ? language_row(run->language, SECTION_MONTHS, p, len) : NULL;
	if (!row)
		return NULL;
	*ret_end = p + len;
	if (row->count > 1 && p[len] == '.')
		(*ret_end)++;
	return row;
}

static const char *month_name(const struct language_row *row)
{
	return row->count > 1 ? row->fields[1] : row->key;
}

/* "Oct-Dec", "May-June 1832" */
bool say_month_range(struct run *run)
{
	const char *end, *to = run_setting(run, "range");
	const struct language_row *first = month_at(run, run->p, &end);
	size_t len;
	if (!first || !to || !scan_starts(run, run->p))
		return false;
	const char *p = end + scan_blanks(end);
	if (!scan_is_dash(scan_at(p, &len)))
		return false;
	p += len;
	p += scan_blanks(p);
	const struct language_row *last = month_at(run, p, &end);
	if (!last || !scan_ends(end))
		return false;
	return run_say(run, run->p, end,
		arena_printf(run->arena, "%s %s %s", month_name(first), to, month_name(last)),
		SAYING_RANGE);
}
