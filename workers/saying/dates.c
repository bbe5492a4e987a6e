/* dates.c: "3 May 1832", "May 3, 2024", "3. Mai", "03/05/2024", "2024-05-03". */
#include "workers/saying/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct date {
	int day, month;
	long long year; /* 0: none */
	const char *end;
};

enum { MARCH = 3, MAY = 5 };

static const int month_days[] = { 0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

static bool is_possible(const struct date *date)
{
	return date->month >= 1 && date->month <= 12 && date->day >= 1 &&
	       date->day <= month_days[date->month] &&
	       (date->year == 0 || (date->year >= 1000 && date->year <= 2199));
}

/* ---- what is said ---- */

static const char *day_words(struct run *run, int day, const char *start)
{
	const char *first = run_setting(run, "date first");
	if (day == 1 && first)
		return first;
	if (run_is(run, "date day", "cardinal"))
		return spell(run, "cardinal", day);
	const char *form = run_setting(run, "date form");
	return spell_ordinal(run, day, form ? form : spell_form(run, start));
}

static const char *month_words(struct run *run, int month)
{
	char number[4];
	int len = snprintf(number, sizeof number, "%d", month);
	const struct language_row *row =
		language_row(run->language, SECTION_MONTH_NAMES, number, (size_t)len);
	return row && row->count > 0 ? row->fields[0] : NULL;
}

/* "{day} of {month} {year}" with words for what stands in braces. */
static const char *fill(
	struct run *run, const char *form, const char *day, const char *month, const char *year)
{
	struct buf out = BUF_EMPTY;
	for (const char *p = form; *p;) {
		const char *word = strncmp(p, "{day}", 5) == 0     ? day
				   : strncmp(p, "{month}", 7) == 0 ? month
				   : strncmp(p, "{year}", 6) == 0  ? year
								   : NULL;
		if (word) {
			buf_append_string(&out, word);
			p = strchr(p, '}') + 1;
		} else {
			buf_append_char(&out, *p++);
		}
	}
	const char *said = arena_string_n(run->arena, buf_string(&out), out.len);
	buf_free(&out);
	return said;
}

/* `form` is the setting with the order of words; with " year" behind it if there is one. */
static bool say_with_day(
	struct run *run, const struct date *date, const char *form, const char *day)
{
	const char *setting = date->year ? arena_printf(run->arena, "%s year", form) : form;
	const char *order = run_setting(run, setting);
	const char *month = month_words(run, date->month);
	const char *year_form = run_setting(run, "year form");
	const char *year = !date->year ? ""
			   : year_form ? spell_ordinal(run, date->year, year_form)
				       : year_words(run, date->year, run->p, date->end);
	if (!order || !day || !month || !year)
		return false;
	/* "the 3 May": the article is there. */
	struct word before = scan_word_before(run, run->p);
	bool article = word_is(before, "the") || word_is(before, "The");
	if (article && strncmp(order, "the ", 4) == 0)
		order += 4;
	return run_say(run, run->p, date->end, fill(run, order, day, month, year), SAYING_DATE);
}

static bool say(struct run *run, const struct date *date, const char *form)
{
	return say_with_day(run, date, form, day_words(run, date->day, run->p));
}

/* ---- months by name ---- */

/* A month behind blanks, and where it ends; 0: none. */
static int read_month(const struct run *run, const char *p, const char **ret_end)
{
	size_t len = scan_letters(p, false);
	const struct language_row *row =
		len > 0 ? language_row(run->language, SECTION_MONTHS, p, len) : NULL;
	if (!row || row->count == 0)
		return 0;
	bool shortened = row->count > 1;
	*ret_end = p + len;
	if (shortened && p[len] == '.')
		(*ret_end)++;
	return atoi(row->fields[0]);
}

/* A year of four digits behind ", ", " de " or a blank; its end, or NULL. */
static const char *read_year(const struct run *run, const char *p, long long *ret_year)
{
	const char *joint = run_setting(run, "date joint");
	if (*p == ',')
		p++;
	size_t blanks = scan_blanks(p);
	p += blanks;
	if (joint && strncmp(p, joint, strlen(joint)) == 0 && scan_blanks(p + strlen(joint)) > 0) {
		p += strlen(joint);
		p += scan_blanks(p);
	}
	if (blanks == 0 || scan_digits(p) != 4 || scan_is_alnum(scan_code(p + 4)))
		return NULL;
	*ret_year = strtoll(p, NULL, 10);
	return *ret_year >= 1000 && *ret_year < 2200 ? p + 4 : NULL;
}

/* "r." or "roku" behind a Polish date in numbers, which is said with the word already. */
static const char *take_year_tail(const struct run *run, const char *end)
{
	struct word tail = scan_word_after(end);
	if (tail.p == end || !word_listed(run, tail, "year tails"))
		return end;
	end = tail.p + tail.len;
	bool dot = *end == '.' && !scan_ends_line(end + 1) && !scan_new_sentence(run, end + 1);
	return end + dot;
}

/* "3", "3rd", "3.", "1er": a day; where it ends, or NULL. */
static const char *read_day(const struct run *run, const char *p, int *ret_day)
{
	size_t len = scan_digits(p);
	if (len == 0 || len > 2)
		return NULL;
	*ret_day = atoi(p);
	const char *end = p + len;
	size_t mark = scan_letters(end, false);
	if (mark > 0 && language_row(run->language, SECTION_ORDINAL_MARKS, end, mark))
		return end + mark;
	if (strncmp(end, "\xc2\xba", 2) == 0 || strncmp(end, "\xc2\xb0", 2) == 0)
		return end + 2;
	if (*end == '.' && run_is(run, "ordinal dot", "yes"))
		end++;
	return end;
}

/* "3 May 1832", "3rd of May", "3 de mayo de 1832". */
static bool say_day_month(struct run *run)
{
	struct date date = { 0 };
	const char *p = read_day(run, run->p, &date.day);
	if (!p || *run->p == '0')
		return false;
	size_t blanks = scan_blanks(p);
	bool dotted = p[-1] == '.';
	p += blanks;
	const char *joint = run_setting(run, "day joint");
	size_t len = joint ? strlen(joint) : 0;
	if (len > 0 && strncmp(p, joint, len) == 0 && scan_blanks(p + len) > 0)
		p += len + scan_blanks(p + len);
	date.month = read_month(run, p, &date.end);
	if ((blanks == 0 && !dotted) || date.month == 0 || !scan_ends(date.end))
		return false;
	long long year;
	const char *end = read_year(run, date.end, &year);
	if (end) {
		date.end = end;
		date.year = year;
	}
	return is_possible(&date) && say(run, &date, "date day first");
}

/* The "3" of "3 to 7 May", "3–7 maja": a day as the one that follows it is. */
static bool say_first_day(struct run *run)
{
	int day, last;
	const char *to = run_setting(run, "range"), *end, *ignored;
	const char *p = read_day(run, run->p, &day);
	if (!p || !to || *run->p == '0' || run_is(run, "date day", "cardinal"))
		return false;
	end = p;
	size_t dash, blanks = scan_blanks(p);
	p += blanks;
	bool dashed = scan_is_dash(scan_at(p, &dash));
	struct word joint = scan_word_after(end);
	bool worded = blanks > 0 &&
		      (word_is(joint, to) || word_listed(run, joint, "date joints")) &&
		      scan_blanks(joint.p + joint.len) > 0;
	if (!dashed && !worded)
		return false;
	p += dashed ? dash : joint.len;
	const char *behind = p;
	p = read_day(run, p + scan_blanks(p), &last);
	if (!p || day >= last || scan_blanks(p) == 0 ||
		read_month(run, p + scan_blanks(p), &ignored) == 0 || !scan_ends(ignored))
		return false;
	const char *said = day_words(run, day, run->p);
	const char *article = run_setting(run, "day article");
	if (!said)
		return false;
	if (article)
		said = arena_printf(run->arena, "%s %s", article, said);
	if (!dashed)
		return run_say(run, run->p, end, said, SAYING_DATE);
	return run_say(run, run->p, behind + scan_blanks(behind),
		arena_printf(run->arena, "%s %s ", said, to), SAYING_DATE);
}

/* "July 20-21": where the second day ends; p if there is none. */
static const char *take_last_day(const struct run *run, const char *p, int first, int *ret_last)
{
	size_t dash;
	int last;
	if (!scan_is_dash(scan_at(p, &dash)))
		return p;
	const char *end = read_day(run, p + dash, &last);
	if (!end || last <= first || last > 31 || !scan_ends(end) || *end == '-')
		return p;
	*ret_last = last;
	return end;
}

static bool say_days(struct run *run, const struct date *date, int last)
{
	const char *to = run_setting(run, "range");
	const char *first = day_words(run, date->day, run->p), *day = day_words(run, last, run->p);
	if (!to || !first || !day)
		return false;
	return say_with_day(run, date, "date month first",
		arena_printf(run->arena, "%s %s %s", first, to, day));
}

bool say_month_day(struct run *run)
{
	struct date date = { 0 };
	const char *p = scan_is_upper(scan_code(run->p)) && run_setting(run, "date month first")
				? run->p
				: NULL;
	date.month = p ? read_month(run, p, &p) : 0;
	if (date.month == 0 || scan_blanks(p) == 0)
		return false;
	p = read_day(run, p + scan_blanks(p), &date.day);
	if (!p || !scan_ends(p) || *p == ':' || (*p == '.' && scan_digits(p + 1) > 0) ||
		(scan_is_dash(scan_code(p)) && scan_digits(p + 1) > 0 && date.day > 31))
		return false;
	int last = 0;
	date.end = p = take_last_day(run, p, date.day, &last);
	long long year;
	const char *end = read_year(run, p, &year);
	if (end) {
		date.end = end;
		date.year = year;
	}
	if (last)
		return is_possible(&date) && say_days(run, &date, last);
	/* "May 10 people come?", "March 4 miles." */
	struct word after = scan_word_after(date.end);
	bool verb = date.month == MAY || (date.month == MARCH && scan_begins_sentence(run, run->p));
	if (!end && verb && scan_is_lower(scan_code(after.p)) &&
		!word_in(run, after, SECTION_SMALL_WORDS))
		return false;
	return is_possible(&date) && say(run, &date, "date month first");
}

/* "Jan. 1901", "Mai 1832": the year stays with say_year. */

/* ---- in numbers ---- */

static const char *read_part(const char *p, size_t least, size_t most, int *ret_part)
{
	size_t len = scan_digits(p);
	if (len < least || len > most)
		return NULL;
	*ret_part = atoi(p);
	return p + len;
}

/* Three numbers with the same sign between; NULL: no. */
static const char *read_three(
	const char *p, char mark, const size_t least[3], const size_t most[3], int parts[3])
{
	for (int i = 0; i < 3; i++) {
		if (i > 0 && *p++ != mark)
			return NULL;
		p = read_part(p, least[i], most[i], &parts[i]);
		if (!p)
			return NULL;
	}
	return p;
}

static bool say_iso(struct run *run)
{
	static const size_t lengths[] = { 4, 2, 2 };
	int parts[3];
	const char *end = read_three(run->p, '-', lengths, lengths, parts);
	if (!end || !scan_ends(end) || *end == '-')
		return false;
	const struct date date = { parts[2], parts[1], parts[0], end };
	return is_possible(&date) && say(run, &date, "date numbers");
}

/* The year last: which of the others is the day, the language's habit says, if they leave it open.
 */
static bool say_numeric(struct run *run)
{
	static const size_t least[] = { 1, 1, 4 }, most[] = { 2, 2, 4 };
	const char *marks = run_setting(run, "date marks");
	int parts[3];
	const char *end = NULL;
	for (; marks && *marks && !end; marks++)
		end = read_three(run->p, *marks, least, most, parts);
	if (!end || !scan_ends(end) || (*end && strchr("/-", *end)) ||
		(*end == '.' && scan_digits(end + 1) > 0))
		return false;
	struct date date = { parts[0], parts[1], parts[2], take_year_tail(run, end) };
	if (parts[1] > 12 || (parts[0] <= 12 && run->options.month_first)) {
		date.day = parts[1];
		date.month = parts[0];
	}
	return is_possible(&date) && say(run, &date, "date numbers");
}

/* "31.3.", "11. 9. 2001": an ordinal of a month's number, behind a word that such go with ("am").
 */
static bool say_dotted(struct run *run)
{
	struct date date = { .year = 0 };
	const char *p = read_part(run->p, 1, 2, &date.day);
	if (!p || *p != '.' || !run_is(run, "ordinal dot", "yes") ||
		!word_in(run, scan_word_before(run, run->p), SECTION_ORDINAL_FORMS))
		return false;
	p++;
	p = read_part(p + scan_blanks(p), 1, 2, &date.month);
	if (!p || *p != '.')
		return false;
	const char *end = p + 1, *year = end + scan_blanks(end);
	if (scan_digits(year) == 4 && scan_ends(year + 4)) {
		date.year = atoll(year);
		end = year + 4;
	} else if (scan_is_digit(scan_code(year))) {
		return false;
	} else if (scan_ends_line(end) || scan_new_sentence(run, end)) {
		end--;
	}
	date.end = end;
	return is_possible(&date) && say(run, &date, "date numbers");
}

bool say_date(struct run *run)
{
	uint32_t before = scan_before(run, run->p);
	if (!scan_is_digit(scan_code(run->p)) || !scan_starts(run, run->p) ||
		(before && strchr("./-", (int)(before < 0x80 ? before : ' '))))
		return false;
	return say_iso(run) || say_numeric(run) || say_dotted(run) || say_day_month(run) ||
	       say_first_day(run);
}
