/* units.c: "10 m", "5kg", "20 °C", "60 km/h", "m³/hr", "5'8\"". */
#include "workers/saying/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fields of a unit: one and many, or for Slavic languages one, few, many and of a part; "f" or "n"
 * behind them is its gender, "sure" that it needs no closer look ("a" may be a word). */

char unit_gender(const struct language_row *row)
{
	for (size_t i = 1; i < row->count; i++) {
		if (row->fields[i][0] && !row->fields[i][1] && strchr("fn", row->fields[i][0]))
			return row->fields[i][0];
	}
	return 'm';
}

/* Forms before the gender. */
static const char *form_of(const struct language_row *row, size_t form)
{
	size_t forms = 0;
	while (forms < row->count && row->fields[forms][0] && row->fields[forms][1])
		forms++;
	if (forms == 0)
		return NULL;
	return row->fields[form < forms ? form : forms - 1];
}

const struct language_row *unit_at(const struct run *run, const char *p, const char **ret_end)
{
	const struct language_row *row = language_longest(run->language, SECTION_UNITS, p);
	if (!row || row->count == 0)
		return NULL;
	const char *end = p + row->key_len;
	uint32_t behind = scan_code(end);
	if (scan_is_letter(scan_code(scan_previous(run, end))) || end[-1] == '\xb2') {
		/* "2021 l'utile" */
		bool elided = (behind == '\'' || behind == 0x2019) &&
			      scan_is_letter(scan_code(end + (behind == '\'' ? 1 : 3)));
		if (scan_is_alnum(behind) || elided)
			return NULL;
	}
	*ret_end = end;
	return row;
}

/* "m" and "in" and "l" may be more than units: a word that is one, "10 a day", "5 in a row". */
static bool is_a_word(const struct run *run, const struct language_row *row, const char *p,
	const char *end, const struct number *number)
{
	const struct word key = { row->key, row->key_len };
	/* "0.5 A": nobody counts so. */
	bool large = scan_is_upper(scan_code(p)), decimal = number->fraction[0] != '\0';
	if (!word_listed(run, key, "unsure units") || p == number->end || (large && decimal))
		return false;
	/* "16 A and 230 V" */
	uint32_t behind = scan_code(end);
	if (large && scan_is_blank(behind) && word_listed(run, scan_word_after(end), "and words"))
		return false;
	return scan_is_blank(behind) || behind == 0 || behind == '\n' || behind == '.';
}

/* A sentence may end with the dot of "5 in." */
static bool keeps_dot(const struct run *run, const struct language_row *row, const char *end)
{
	return row->key[row->key_len - 1] == '.' &&
	       (scan_ends_line(end) || scan_new_sentence(run, end));
}

const char *unit_take_per(struct run *run, const char *p, const char *said, const char **ret_end)
{
	const char *per = run_setting(run, "per");
	const char *end;
	if (*p != '/' || !per)
		return said;
	const struct language_row *row = unit_at(run, p + 1, &end);
	const char *of = row ? form_of(row, 0) : NULL;
	const struct word word = { p + 1, scan_letters(p + 1, false) };
	if (!of && word_listed(run, word, "per words")) {
		of = arena_string_n(run->arena, word.p, word.len);
		end = word.p + word.len;
	}
	if (!of || scan_is_alnum(scan_code(end)) || *end == '/')
		return NULL;
	*ret_end = end - (row && keeps_dot(run, row, end));
	return arena_printf(run->arena, "%s %s %s", said, per, of);
}

const char *unit_take_behind(struct run *run, const char *p, const char *said, const char **ret_end)
{
	enum { MANY = 2 }; /* or the last that there is */
	const char *start = p + scan_blanks(p), *end;
	const struct language_row *row = unit_at(run, start, &end);
	const char *unit = row ? form_of(row, MANY) : NULL;
	/* A word such as "in" is none. */
	if (!unit || word_listed(run, (struct word) { row->key, row->key_len }, "unsure units"))
		return said;
	end -= keeps_dot(run, row, end);
	const char *all =
		unit_take_per(run, end, arena_printf(run->arena, "%s %s", said, unit), &end);
	if (!all || scan_is_digit(scan_code(end)))
		return said;
	*ret_end = end;
	return all;
}

/* "a 40cm gap", but "40cm long". */
static bool is_adjective(const struct run *run, const char *end)
{
	struct word after = scan_word_after(end);
	return run_is(run, "unit adjectives", "yes") && after.len > 2 && scan_blanks(end) == 1 &&
	       scan_is_letter(scan_code(scan_previous(run, end))) &&
	       scan_is_lower(scan_code(after.p)) && !word_in(run, after, SECTION_SMALL_WORDS) &&
	       !word_listed(run, after, "unit tails");
}

/* The "4" of "3x4 m". */
static bool is_side(const struct run *run, const char *start)
{
	return start - run->text > 1 && start[-1] == 'x' && scan_is_digit((unsigned char)start[-2]);
}

/* The "20" of "3h 20m". */
static bool is_behind_hours(const struct run *run, const struct number *number)
{
	const struct saying_edit *last = run->count > 0 ? &run->edits[run->count - 1] : NULL;
	const char *end = last ? run->text + last->end : NULL;
	return last && last->kind == SAYING_UNIT && end + scan_blanks(end) == number->start &&
	       (end[-1] == 'h' || strncmp(end - 2, "hr", 2) == 0);
}

bool say_unit(struct run *run, const struct number *number)
{
	const char *p = number->end;
	size_t blanks = scan_blanks(p), len;
	p += blanks;
	/* "a 40-cm gap" */
	bool hyphened = blanks == 0 && scan_is_dash(scan_at(p, &len));
	if (hyphened)
		p += len;
	const char *end;
	const struct language_row *row = unit_at(run, p, &end);
	if (!row || (!scan_starts(run, number->start) && !is_side(run, number->start)) ||
		is_a_word(run, row, p, end, number) || (hyphened && row->key_len < 2) ||
		((*end == '-' || *end == ':') && scan_is_alnum(scan_code(end + 1))))
		return false;
	const struct word key = { row->key, row->key_len };
	if (word_is(key, "m") && is_behind_hours(run, number))
		row = language_row(run->language, SECTION_UNITS, "min", 3);
	/* "50p", not "720p", "p. 3 p" */
	bool coin = word_listed(run, key, "coins");
	if (coin && (blanks > 0 || hyphened || strlen(number->whole) > 2 ||
			    strlen(number->fraction) > 1 || number->minus))
		return false;
	/* "a column of 1s" */
	if (run_is(run, "unit adjectives", "yes") && blanks == 0 && !hyphened &&
		row->key_len == 1 && *row->key == 's' && !*number->fraction)
		return false;
	/* "fileutils-4.0h" */
	if (blanks == 0 && row->key_len == 1 && scan_is_letter(scan_code(row->key)) &&
		scan_is_dash(scan_before(run, number->start)) && *number->start != '-')
		return false;
	/* "64K" is a measure of memory, "300 K" one of heat. */
	if (blanks == 0 && row->key_len == 1 && *row->key == 'K')
		return false;
	enum number_case in = number_case(run, number->start, row);
	/* "A 50p piece" is one of fifty pence. */
	bool single = !coin && (hyphened || number_is_attributive(run, number->start, end) ||
				       (blanks == 0 && is_adjective(run, end)));
	const char *count = number_words(run, number, unit_gender(row), in);
	size_t form = single ? 0 : number_form(run, number, in);
	const char *said = form_of(row, form);
	if (keeps_dot(run, row, end))
		end--;
	said = said ? unit_take_per(run, end, said, &end) : NULL;
	if (!count || !said || scan_is_digit(scan_code(end)))
		return false;
	said = arena_printf(run->arena, "%s %s", count, said);
	end = range_take_side(run, end, row, &said);
	return run_say(run, number->start, end, said, SAYING_UNIT);
}

/* ---- feet and inches ---- */

/* "6'2\"", "5' 8\"": with both signs it is no quotation. */
bool say_height(struct run *run)
{
	size_t feet = scan_digits(run->p), mark = 0;
	const char *p = run->p + feet;
	const struct language_row *foot = language_row(run->language, SECTION_UNITS, "ft", 2);
	const struct language_row *inch = language_row(run->language, SECTION_UNITS, "in.", 3);
	if (feet == 0 || feet > 2 || !foot || !inch || !scan_starts(run, run->p))
		return false;
	mark = *p == '\''                                                                 ? 1
	       : strncmp(p, "\xe2\x80\xb2", 3) == 0 || strncmp(p, "\xe2\x80\x99", 3) == 0 ? 3
											  : 0;
	const char *q = p + mark + scan_blanks(p + mark);
	size_t inches = mark ? scan_digits(q) : 0;
	const char *end = q + inches;
	if (inches == 0 || inches > 2 || atoi(q) > 11)
		return false;
	if (*end == '"')
		end++;
	else if (strncmp(end, "\xe2\x80\xb3", 3) == 0 || strncmp(end, "\xe2\x80\x9d", 3) == 0)
		end += 3;
	else
		return false;
	const char *first = spell(run, "cardinal", atoi(run->p));
	const char *second = spell(run, "cardinal", atoi(q));
	if (!first || !second)
		return false;
	return run_say(run, run->p, end,
		arena_printf(run->arena, "%s %s %s %s", first,
			form_of(foot, atoi(run->p) == 1 ? 0 : 1), second,
			form_of(inch, atoi(q) == 1 ? 0 : 1)),
		SAYING_UNIT);
}

const char *unit_amount(struct run *run, long long value, const char *unit)
{
	const struct language_row *row =
		language_row(run->language, SECTION_UNITS, unit, strlen(unit));
	struct number number = { .whole = "" };
	snprintf(number.whole, sizeof number.whole, "%lld", value);
	const char *count = row ? spell_cardinal(run, value, unit_gender(row), CASE_PLAIN) : NULL;
	return count ? arena_printf(run->arena, "%s %s", count,
			       form_of(row, number_form(run, &number, CASE_PLAIN)))
		     : NULL;
}

/* ---- angles ---- */

/* "°", "′" or "″" at p, or how a typewriter has the last two; its bytes, or 0. */
static size_t angle_mark(const char *p, const char *mark, char typed)
{
	size_t len = strlen(mark);
	return strncmp(p, mark, len) == 0 ? len : typed && *p == typed ? 1 : 0;
}

static const char *direction_at(const struct run *run, const char *p, const char **ret_end)
{
	static const struct {
		char letter;
		const char *setting;
	} directions[] = { { 'N', "north" }, { 'S', "south" }, { 'E', "east" }, { 'W', "west" },
		{ 'O', "direction O" } };
	p += scan_blanks(p);
	for (size_t i = 0; i < sizeof directions / sizeof *directions; i++) {
		const char *said = run_setting(run, directions[i].setting);
		if (*p == directions[i].letter && said && scan_ends(p + 1)) {
			*ret_end = p + 1;
			return said;
		}
	}
	return "";
}

/* "41.7 N, 12.5 E", "at 41.7 N latitude": no newtons. The other axis, or a word, tells. */
static bool is_position(const struct run *run, const struct number *number, const char *end)
{
	const char *p = end + (*end == ','), *ignored = NULL;
	struct number other;
	p += scan_blanks(p);
	if (word_listed(run, scan_word_after(end), "position words") ||
		word_listed(run, scan_word_before(run, number->start), "position words"))
		return true;
	return scan_is_digit(scan_code(p)) && number_read(run, p, &other) &&
	       *direction_at(run, other.end, &ignored) != '\0';
}

bool say_position(struct run *run, const struct number *number)
{
	const char *end = number->end, *direction = direction_at(run, number->end, &end);
	/* The second of the pair has the first right before it. */
	const struct saying_edit *last = run->count > 0 ? &run->edits[run->count - 1] : NULL;
	bool paired = last && last->kind == SAYING_UNIT &&
		      (size_t)(number->start - run->text) <= last->end + 2 &&
		      strchr("NS", run->text[last->end - 1]) && strchr("EWO", end[-1]);
	if (!*direction || !(paired || is_position(run, number, end)))
		return false;
	const char *count = number_words(run, number, 0, CASE_PLAIN);
	return count && run_say(run, number->start, end,
				arena_printf(run->arena, "%s %s", count, direction), SAYING_UNIT);
}

/* One part of an angle: its number and the unit's name; where it ends, or NULL. */
static const char *take_part(
	struct run *run, const char *p, size_t mark, const char *unit, const char **said)
{
	size_t digits = scan_digits(p);
	const char *part =
		digits > 0 && digits <= 3 && mark > 0 ? unit_amount(run, atoi(p), unit) : NULL;
	if (!part)
		return NULL;
	*said = arena_printf(run->arena, "%s%s%s", *said, **said ? " " : "", part);
	return p + digits + mark;
}

/* "51°30′N", "7° 5' 12\" W", "45° N": with minutes or a direction, or else it is a unit as any. */
bool say_angle(struct run *run)
{
	const char *said = "", *p = run->p, *end;
	if (!scan_starts(run, p))
		return false;
	p = take_part(run, p, angle_mark(p + scan_digits(p), "\xc2\xb0", 0), "\xc2\xb0", &said);
	if (!p)
		return false;
	const char *q = p + scan_blanks(p);
	end = take_part(run, q, angle_mark(q + scan_digits(q), "\xe2\x80\xb2", '\''), "min", &said);
	bool minutes = end != NULL;
	if (minutes) {
		p = end;
		q = p + scan_blanks(p);
		end = take_part(
			run, q, angle_mark(q + scan_digits(q), "\xe2\x80\xb3", '"'), "s", &said);
		p = end ? end : p;
	}
	const char *direction = direction_at(run, p, &p);
	if (!minutes && !*direction)
		return false;
	return run_say(run, run->p, p,
		*direction ? arena_printf(run->arena, "%s %s", said, direction) : said,
		SAYING_UNIT);
}
