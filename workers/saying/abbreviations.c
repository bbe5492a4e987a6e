/* abbreviations.c: "Dr.", "e.g.", "Sgt.", "St. Louis" and "Main St.", "Inc." at a sentence's end.
 */
#include "workers/saying/parts.h"

#include <string.h>

/* Not the end of "example.ie". */
static bool within_a_name(const struct run *run)
{
	if (run->p == run->text)
		return false;
	/* "l'avv. Rossi" */
	return strchr(".@_/-", run->p[-1]) ||
	       (run->p[-1] == '\'' && !run_is(run, "elisions", "yes"));
}

/* A letter alone is one where it is an initial: "Rev. B. Smith", not "Phys. Rev. B 45". */
static bool before_name(const struct run *run, const char *end)
{
	const char *p = end + scan_blanks(end);
	struct word name = { p, scan_letters(p, false) };
	return p > end && scan_is_upper(scan_code(p)) && !word_in(run, name, SECTION_STARTERS) &&
	       (scan_letters(p, true) > 1 || name.p[name.len] == '.');
}

/* "42nd" */
static bool is_ordinal(const struct run *run, struct word word)
{
	return word.len == 2 && word.p > run->text && scan_is_digit(scan_before(run, word.p));
}

static bool behind_name(const struct run *run)
{
	struct word before = scan_word_before(run, run->p);
	const char *p = before.p + before.len;
	bool comma = before.len == 0 && run->p > run->text + 1 && run->p[-2] == ',';
	if (comma)
		before = scan_word_before(run, run->p - 2);
	if (before.len > 0 && *p == '.' && !comma)
		return before.len == 1;
	return is_ordinal(run, before) || (before.len > 1 && scan_is_upper(scan_code(before.p)) &&
						  !word_in(run, before, SECTION_STARTERS));
}

static bool before_number(const char *end)
{
	const char *p = end + scan_blanks(end);
	size_t roman = strspn(p, "IVXL"), small = strspn(p, "ivxl");
	/* "pp. xi-xvii" */
	if (p > end && small > 0 && scan_ends(p + small) && roman_small_value(p, small) > 0)
		return true;
	/* "No. I think" */
	bool numbered = roman > 0 && p > end && scan_ends(p + roman) && (*p != 'I' || roman > 1);
	return scan_is_digit(scan_code(p)) || (*p == '(' && p > end) || numbered;
}

static bool fits(const struct run *run, const char *use, const char *end)
{
	if (strcmp(use, "name") == 0)
		return before_name(run, end);
	if (strcmp(use, "number") == 0)
		return before_number(end);
	if (strcmp(use, "behind") == 0)
		return behind_name(run);
	if (strcmp(use, "ordinal") == 0)
		return is_ordinal(run, scan_word_before(run, run->p));
	if (strcmp(use, "after") == 0)
		return scan_is_digit(scan_before(run, scan_is_blank(scan_before(run, run->p))
							      ? scan_previous(run, run->p)
							      : run->p));
	return !scan_is_alnum(scan_code(end));
}

/* The dot of an abbreviation may be that of the sentence too. */
static bool ends_sentence(
	const struct run *run, const struct language_row *row, const char *use, const char *end)
{
	if (row->key[row->key_len - 1] != '.' || strcmp(use, "name") == 0 ||
		strcmp(use, "number") == 0)
		return false;
	if (scan_ends_line(end))
		return true;
	const char *p = end + scan_blanks(end);
	if (strcmp(use, "end") == 0)
		return p > end && scan_is_upper(scan_code(p));
	return (strcmp(use, "behind") == 0 || strcmp(use, "after") == 0 ||
		       strcmp(use, "ordinal") == 0) &&
	       scan_new_sentence(run, end);
}

/* "Jan. 1901", "4 Sept.": the months' own rows. */
static bool say_month(struct run *run)
{
	size_t len = scan_letters(run->p, false);
	const struct language_row *row =
		len > 2 ? language_row(run->language, SECTION_MONTHS, run->p, len) : NULL;
	if (!row || row->count < 2)
		return false;
	const char *end = run->p + len;
	bool dot = *end == '.';
	end += dot;
	bool number = scan_blanks(end) > 0 && scan_is_digit(scan_code(end + scan_blanks(end)));
	const char *left = run->p;
	while (left > run->text && scan_is_blank(scan_before(run, left)))
		left = scan_previous(run, left);
	uint32_t before = scan_before(run, left);
	bool led = scan_is_digit(before) ||
		   word_in(run, scan_word_before(run, run->p), SECTION_YEAR_WORDS);
	if (!number && !(dot && led))
		return false;
	if (dot && !number && (scan_ends_line(end) || scan_new_sentence(run, end)))
		end--;
	return run_say(run, run->p, end, row->fields[1], SAYING_ABBREVIATION);
}

/* "Hauptstr. 5": a compound whose end is short. */
static bool say_compound(struct run *run)
{
	const char *written = run_setting(run, "short end"), *full = run_setting(run, "full end");
	size_t len = scan_letters(run->p, true), n = written ? strlen(written) : 0;
	if (!full || n == 0 || len <= n || run->p[len] != '.' ||
		!scan_is_upper(scan_code(run->p)) || strncmp(run->p + len - n, written, n) != 0)
		return false;
	const char *end = run->p + len + 1;
	if (scan_ends_line(end) || scan_new_sentence(run, end))
		end--;
	return run_say(run, run->p, end,
		arena_printf(run->arena, "%.*s%s", (int)(len - n), run->p, full),
		SAYING_ABBREVIATION);
}

bool say_abbreviation(struct run *run)
{
	if (!scan_starts(run, run->p) || within_a_name(run))
		return false;
	if (say_month(run) || say_compound(run))
		return true;
	const struct language_row *row =
		language_longest(run->language, SECTION_ABBREVIATIONS, run->p);
	if (!row)
		return false;
	const char *end = run->p + row->key_len;
	if (scan_is_letter(scan_code(scan_previous(run, end))) && scan_is_alnum(scan_code(end)))
		return false;
	/* Pairs of what is said and when. */
	for (size_t i = 0; i < row->count; i += 2) {
		const char *use = i + 1 < row->count ? row->fields[i + 1] : "any";
		if (!fits(run, use, end))
			continue;
		const char *said = row->fields[i];
		if (ends_sentence(run, row, use, end))
			end--;
		else if (scan_is_alnum(scan_code(end)))
			said = arena_printf(run->arena, "%s ", said);
		return run_say(run, run->p, end, said, SAYING_ABBREVIATION);
	}
	return false;
}
