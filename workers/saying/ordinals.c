/* ordinals.c: "1st", "22nd", "2e", "1º", "3. Kapitel". */
#include "workers/saying/parts.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DIGITS = 6 };

/* The mark behind the digits and the form that it tells; NULL: none. */
static const char *mark_form(const struct run *run, const char *p, const char **ret_end)
{
	const struct language_row *row = language_longest(run->language, SECTION_ORDINAL_MARKS, p);
	if (!row || scan_is_alnum(scan_code(p + row->key_len)))
		return NULL;
	/* "il 3° piano", but "di 90°" */
	struct word noun = scan_word_after(p + row->key_len);
	if (strcmp(row->key, "\xc2\xb0") == 0 &&
		(noun.len < 3 || !scan_is_lower(scan_code(noun.p)) ||
			word_in(run, noun, SECTION_SMALL_WORDS)))
		return NULL;
	*ret_end = p + row->key_len;
	return row->count > 0 ? row->fields[0] : "usual";
}

/* "3. Kapitel": a number before what it counts, not the end of a sentence. What follows is a noun
 * in German, and in small letters in Polish; before it stands no name or number of a list. */
static const char *dot_form(
	const struct run *run, const char *p, size_t digits, const char **ret_end)
{
	if (*p != '.' || digits > 3 || !run_is(run, "ordinal dot", "yes") ||
		scan_blanks(p + 1) == 0 || scan_begins_sentence(run, run->p))
		return NULL;
	struct word after = scan_word_after(p + 1), before = scan_word_before(run, run->p);
	bool small = scan_is_lower(scan_code(after.p));
	bool led = before.len > 0 && word_row(run, before, SECTION_ORDINAL_FORMS);
	if (after.len < 2 || word_in(run, after, SECTION_STARTERS) || (!small && !led))
		return NULL;
	if (word_in(run, before, SECTION_COUNTED_HEADS))
		return NULL;
	*ret_end = p + 1;
	const struct language_row *noun = word_row(run, after, SECTION_ORDINAL_NOUNS);
	return noun && noun->count > 0 ? noun->fields[0] : spell_form(run, run->p);
}

/* "1,500th" */
static bool say_grouped(struct run *run)
{
	struct number number;
	const char *end;
	if (!scan_starts(run, run->p) || !number_read(run, run->p, &number) || !number.grouped ||
		*number.fraction || number.minus || strlen(number.whole) > MOST_DIGITS)
		return false;
	const char *form = mark_form(run, number.end, &end);
	const char *said = form ? spell_ordinal(run, number_value(&number),
					  strcmp(form, "usual") == 0 ? NULL : form)
				: NULL;
	return said && run_say(run, run->p, end, said, SAYING_ORDINAL);
}

bool say_ordinal(struct run *run)
{
	if (say_grouped(run))
		return true;
	size_t digits = scan_digits(run->p);
	uint32_t before = scan_before(run, run->p);
	if (digits == 0 || digits > MOST_DIGITS || *run->p == '0' || !scan_starts(run, run->p) ||
		(before && before < 0x80 && strchr("./:", (int)before)) ||
		(before == ',' && run->p - run->text > 1 &&
			scan_is_digit((unsigned char)run->p[-2])))
		return false;
	const char *end, *form = mark_form(run, run->p + digits, &end);
	if (!form)
		form = dot_form(run, run->p + digits, digits, &end);
	if (!form)
		return false;
	/* "2nde" is "seconde", "2e" is "deuxième". */
	const char *said =
		run_setting(run, arena_string_n(run->arena, run->p, (size_t)(end - run->p)));
	if (!said)
		said = spell_ordinal(run, atoll(run->p), strcmp(form, "usual") == 0 ? NULL : form);
	return said && run_say(run, run->p, end, said, SAYING_ORDINAL);
}
