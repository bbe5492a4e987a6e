/* saying.c: the run over a text: at each place every kind is asked, in a fixed order. */
#include "workers/saying/saying.h"

#include "workers/saying/parts.h"

#include <string.h>

static const char *const kind_names[SAYING_KINDS] = {
	[SAYING_NUMBER] = "number",
	[SAYING_YEAR] = "year",
	[SAYING_DATE] = "date",
	[SAYING_TIME] = "time",
	[SAYING_SCORE] = "score",
	[SAYING_MONEY] = "money",
	[SAYING_UNIT] = "unit",
	[SAYING_RANGE] = "range",
	[SAYING_FRACTION] = "fraction",
	[SAYING_POWER] = "power",
	[SAYING_ORDINAL] = "ordinal",
	[SAYING_ROMAN] = "roman",
	[SAYING_CODE] = "code",
	[SAYING_SIGN] = "sign",
	[SAYING_ABBREVIATION] = "abbreviation",
	[SAYING_ACRONYM] = "acronym",
	[SAYING_EMPHASIS] = "emphasis",
	[SAYING_EMOJI] = "emoji",
	[SAYING_FORMULA] = "chemical",
	[SAYING_INITIALS] = "initials",
	[SAYING_ADDRESS] = "address",
	[SAYING_CITATION] = "citation",
};

const char *saying_kind_name(enum saying_kind kind)
{
	return kind_names[kind];
}

const char *saying_word(const char *language, const char *key)
{
	return language_setting(language_find(language), key);
}

bool saying_knows(const char *language)
{
	return language_find(language) != NULL;
}

/* ---- the run ---- */

/* What is silent takes one of the blanks around it along. */
static void widen(const struct run *run, const char **start, const char **end)
{
	uint32_t before = scan_before(run, *start), behind = scan_code(*end);
	bool apart = before == 0 || before == '\n' || scan_is_blank(before);
	size_t done = run->count > 0 ? run->edits[run->count - 1].end : 0;
	if (apart)
		*end += scan_blanks(*end);
	else if (behind != 0 && behind != '\n')
		return;
	behind = scan_code(*end);
	if ((behind == 0 || behind == '\n') && scan_is_blank(before) &&
		(size_t)(*start - run->text) > done)
		*start = scan_previous(run, *start);
}

bool run_say(struct run *run, const char *start, const char *end, const char *said,
	enum saying_kind kind)
{
	if (run->count == run->room) {
		size_t room = run->room ? 2 * run->room : 32;
		struct saying_edit *edits = arena_alloc(run->arena, room * sizeof *edits);
		if (run->count > 0)
			memcpy(edits, run->edits, run->count * sizeof *edits);
		run->edits = edits;
		run->room = room;
	}
	if (*said == '\0')
		widen(run, &start, &end);
	run->edits[run->count++] = (struct saying_edit) {
		.start = (size_t)(start - run->text),
		.end = (size_t)(end - run->text),
		.said = said,
		.kind = kind,
	};
	run->p = end;
	return true;
}

const char *run_setting(const struct run *run, const char *key)
{
	const char *value = language_setting(run->language, key);
	/* A file says "nothing" where a word could stand. */
	return value && strcmp(value, "nothing") == 0 ? "" : value;
}

bool run_is(const struct run *run, const char *setting, const char *value)
{
	const char *is = run_setting(run, setting);
	return is && strcmp(is, value) == 0;
}

/* ---- which rule ---- */

/* A number that is none of what has signs within: what is behind it tells what it is. */
static bool say_counted(struct run *run)
{
	struct number number;
	uint32_t before = scan_before(run, run->p);
	if (!scan_starts(run, run->p) || before == '.' || before == ':' ||
		!number_read(run, run->p, &number))
		return false;
	/* "1,5" and "1/1000" that no rule knew as a whole. */
	if ((before == ',' || before == '/') && run->p >= run->text + 2 &&
		scan_is_digit((unsigned char)run->p[-2]))
		return false;
	uint32_t sign = scan_code(number.start);
	bool dashed = scan_is_dash(before) && sign != '-';
	if (!dashed &&
		(say_range(run, &number) || say_sides(run, &number) || say_amount(run, &number) ||
			say_position(run, &number) || say_unit(run, &number)))
		return true;
	if (dashed && say_unit(run, &number))
		return true;
	if (!dashed && say_year(run, &number))
		return true;
	return !dashed && say_number(run, &number);
}

static bool say_at_digit(struct run *run)
{
	return say_code(run) || say_date(run) || say_height(run) || say_angle(run) ||
	       say_shillings(run) || say_fraction(run) || say_decade(run) || say_time(run) ||
	       say_military(run) || say_score(run) || say_power(run) || say_ordinal(run) ||
	       say_counted(run);
}

static bool say_at_letter(struct run *run)
{
	if (!scan_starts(run, run->p))
		return false;
	return say_money(run) || say_flight(run) || say_month_range(run) || say_month_day(run) ||
	       say_abbreviation(run) || say_roman(run) || say_small_roman(run) ||
	       say_initials(run) || say_formula(run) || say_acronym(run) || say_power(run) ||
	       (*run->p == 'v' && say_code(run));
}

static bool say_at_sign(struct run *run)
{
	return say_citation(run) || say_emphasis(run) || say_money(run) || say_decade(run) ||
	       say_fraction(run) || say_code(run) || say_roman_sign(run) || say_counted(run) ||
	       say_abbreviation(run) || say_sign(run) || say_emoji(run);
}

/* Past a word or number that no rule knows, so that none begins within it. */
static const char *past_word(const char *p)
{
	size_t len;
	uint32_t code = scan_at(p, &len);
	if (!scan_is_alnum(code))
		return p + len;
	while (scan_is_alnum(scan_at(p, &len)))
		p += len;
	return p;
}

static void say_next(struct run *run)
{
	unsigned char c = (unsigned char)*run->p;
	bool said = false;
	if (c == ' ' || c == '\n')
		run->p++;
	else if (say_address(run))
		return;
	else if (scan_is_digit(c))
		said = say_at_digit(run);
	else if (scan_is_letter(scan_code(run->p)))
		said = say_at_letter(run);
	else
		said = say_at_sign(run);
	if (!said && c != ' ' && c != '\n')
		run->p = past_word(run->p);
}

struct saying saying_convert(const char *text, const char *language,
	const struct saying_options *options, struct arena *arena)
{
	struct run run = {
		.text = text, .p = text, .language = language_find(language), .arena = arena
	};
	if (options)
		run.options = *options;
	while (*run.p)
		say_next(&run);
	return (struct saying) { run.edits, run.count };
}

const char *saying_apply(const char *text, const struct saying *saying, struct arena *arena)
{
	if (saying->count == 0)
		return text;
	struct buf out = BUF_EMPTY;
	size_t at = 0;
	for (size_t i = 0; i < saying->count; i++) {
		const struct saying_edit *edit = &saying->edits[i];
		buf_append(&out, text + at, edit->start - at);
		buf_append_string(&out, edit->said);
		at = edit->end;
	}
	buf_append_string(&out, text + at);
	const char *said = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	return said;
}
