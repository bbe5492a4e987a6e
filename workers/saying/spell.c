/* spell.c: numbers in words, by ICU's rule sets and the language file's settings. */
#include "workers/saying/parts.h"

#include "common/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

/* ---- ICU ---- */

enum { LONGEST_NUMBER = 400, MOST_FORMATTERS = 32 };

/* Reading a language's rules takes ICU milliseconds, which no page should pay again. They depend on
 * the language alone, so that they may stay as long as the process. */
static UNumberFormat *formatter_of(const char *locale)
{
	static struct {
		const char *locale; /* of a language file, which stays too */
		UNumberFormat *formatter;
	} known[MOST_FORMATTERS];
	size_t i = 0;
	for (; i < MOST_FORMATTERS && known[i].locale; i++) {
		if (strcmp(known[i].locale, locale) == 0)
			return known[i].formatter;
	}
	if (i == MOST_FORMATTERS)
		return NULL;
	UErrorCode status = U_ZERO_ERROR;
	UNumberFormat *formatter = unum_open(UNUM_SPELLOUT, NULL, 0, locale, NULL, &status);
	known[i].locale = locale;
	known[i].formatter = U_SUCCESS(status) ? formatter : NULL;
	return known[i].formatter;
}

/* Without soft hyphens, which ICU has within German and Italian words, and English commas, which a
 * voice pauses at. */
static const char *tidied(struct arena *arena, const UChar *words, int32_t len)
{
	char *text = arena_alloc(arena, (size_t)len * 3 + 1);
	UErrorCode status = U_ZERO_ERROR;
	u_strToUTF8(text, len * 3 + 1, NULL, words, len, &status);
	if (U_FAILURE(status))
		return NULL;
	char *to = text;
	for (const char *from = text; *from; from++) {
		if (strncmp(from, "\xc2\xad", 2) == 0)
			from++;
		else if (*from != ',')
			*to++ = *from;
	}
	*to = '\0';
	return text;
}

static const char *spell_by(struct run *run, const char *rules, long long value)
{
	const char *locale = run_setting(run, "icu");
	UNumberFormat *formatter = locale ? formatter_of(locale) : NULL;
	UChar name[80], words[LONGEST_NUMBER];
	UErrorCode status = U_ZERO_ERROR;
	if (!formatter || strlen(rules) >= sizeof name / sizeof *name)
		return NULL;
	u_uastrcpy(name, rules);
	unum_setTextAttribute(formatter, UNUM_DEFAULT_RULESET, name, -1, &status);
	int32_t len = unum_formatInt64(formatter, value, words, LONGEST_NUMBER, NULL, &status);
	if (U_FAILURE(status) || len >= LONGEST_NUMBER)
		return NULL;
	return tidied(run->arena, words, len);
}

const char *spell(struct run *run, const char *setting, long long value)
{
	const char *rules = run_setting(run, setting);
	return rules ? spell_by(run, rules, value) : NULL;
}

const char *spell_cardinal(struct run *run, long long value, char gender, enum number_case in)
{
	const char *name = gender ? arena_printf(run->arena, "cardinal %c", gender) : "cardinal";
	const char *said = NULL;
	if (in != CASE_PLAIN)
		said = spell(
			run, arena_printf(run->arena, "%s %s", name, number_case_name(in)), value);
	if (!said)
		said = spell(run, name, value);
	return said ? said : spell(run, "cardinal", value);
}

/* ---- ordinals ---- */

/* A row of [ordinals] is a stem and which column of [ordinal endings] it takes. */
static const char *stem_with(struct run *run, long long value, const char *form)
{
	char key[24];
	int len = snprintf(key, sizeof key, "%lld", value);
	const struct language_row *stem =
		language_row(run->language, SECTION_ORDINALS, key, (size_t)len);
	const struct language_row *ending =
		language_row(run->language, SECTION_ORDINAL_ENDINGS, form, strlen(form));
	if (!stem || !ending)
		return NULL;
	size_t column = stem->count > 1 ? (size_t)strtoul(stem->fields[1], NULL, 10) : 0;
	if (column >= ending->count)
		return NULL;
	return arena_printf(run->arena, "%s%s", stem->fields[0], ending->fields[column]);
}

/* "tysiąc osiemset" + "trzydziesty" + "drugi": tens and ones are ordinals, what is before them is
 * none. */
static const char *composed_ordinal(struct run *run, long long value, const char *form)
{
	long long last = value % 100, unit = 1;
	const char *said;
	if (last == 0) {
		/* The last number that is not zero is the ordinal. */
		for (unit = 1; unit <= value && value % (unit * 10) == 0; unit *= 10)
			;
		last = value % (unit * 10);
		said = value >= 1000 && value % 1000 == 0 ? stem_with(run, value, form)
							  : stem_with(run, last, form);
	} else if (last < 20 || last % 10 == 0) {
		said = stem_with(run, last, form);
	} else {
		const char *tens = stem_with(run, last - last % 10, form);
		const char *ones = stem_with(run, last % 10, form);
		said = tens && ones ? arena_printf(run->arena, "%s %s", tens, ones) : NULL;
	}
	long long before = value - last;
	if (!said || before == 0 || (value >= 1000 && value % 1000 == 0))
		return said;
	const char *lead = spell(run, "cardinal", before);
	return lead ? arena_printf(run->arena, "%s %s", lead, said) : NULL;
}

const char *spell_ordinal(struct run *run, long long value, const char *form)
{
	const char *rules =
		run_setting(run, arena_printf(run->arena, "ordinal %s", form ? form : "usual"));
	if (rules)
		return spell_by(run, rules, value);
	if (!form)
		form = run_setting(run, "ordinal form");
	return form ? composed_ordinal(run, value, form) : NULL;
}

/* "roku = gen | w | loc": in "w roku" the word before that decides. */
const char *spell_asked_form(const struct run *run, const char *start)
{
	struct word before = scan_word_before(run, start);
	const struct language_row *row = word_row(run, before, SECTION_ORDINAL_FORMS);
	if (!row || row->count == 0)
		return NULL;
	struct word first = scan_word_before(run, before.p);
	return row->count > 2 && word_among(first, row->fields[1]) ? row->fields[2]
								   : row->fields[0];
}

const char *spell_form(const struct run *run, const char *start)
{
	const char *form = spell_asked_form(run, start);
	return form ? form : run_setting(run, "ordinal form");
}
