/* money.c: "$1.25", "$10m", "£2.5bn", "€1.234,50", "50 €", "5 Mio. Euro". */
#include "workers/saying/parts.h"

#include <stdlib.h>
#include <string.h>

/* Fields of a currency: one, many, its cent, cents; of Slavic ones a few, many, of a part. The last
 * field "f" tells the gender of those that are not masculine. */
static char gender_of(const struct language_row *row)
{
	const char *last = row->count > 0 ? row->fields[row->count - 1] : "";
	return last[0] && !last[1] ? last[0] : 0;
}

/* ---- "m", "bn", "Mio." ---- */

struct scale {
	const char *const *words; /* NULL: none */
	size_t count;
	const char *end;
};

static struct scale scale_at(const struct run *run, const char *p, bool money)
{
	const char *q = p + scan_blanks(p);
	/* "$2-million" */
	if (q == p && *p == '-' && money && scan_letters(p + 1, false) > 3)
		q = ++p;
	const struct language_row *row = language_longest(run->language, SECTION_SCALES, q);
	if (!row || row->count == 0)
		return (struct scale) { NULL, 0, p };
	const char *end = q + row->key_len;
	/* "10 m" are metres: letters by themselves scale only what is money, and stand at it. */
	bool letter = row->key_len <= 2 && q[row->key_len - 1] != '.';
	/* "5 M€" */
	const struct language_row *sign = language_longest(run->language, SECTION_CURRENCIES, end);
	bool close = (money && q == p) || (sign && !scan_is_alnum(scan_code(sign->key)));
	if (scan_is_alnum(scan_code(end)) || (letter && !close))
		return (struct scale) { NULL, 0, p };
	return (struct scale) { row->fields, row->count, end };
}

static const char *scaled(struct run *run, const struct number *number, const struct scale *scale)
{
	enum number_case in = number_case(run, number->start, NULL);
	if (in != CASE_GENITIVE)
		in = CASE_PLAIN;
	size_t form = number_form(run, number, in);
	if (form >= scale->count)
		form = scale->count - 1;
	const char *gender = run_setting(run, "scale gender");
	const char *count = number_words(run, number, gender ? *gender : 'm', in);
	return count ? arena_printf(run->arena, "%s %s", count, scale->words[form]) : NULL;
}

/* ---- with a currency ---- */

static const char *unit_word(struct run *run, const struct language_row *row,
	const struct number *number, const struct scale *scale, enum number_case in)
{
	bool polish = run_is(run, "plural", "polish");
	size_t form = scale && scale->words ? (polish ? 2 : 1) : number_form(run, number, in);
	const char *start = number->start;
	while (start > run->text && !scan_is_blank(scan_before(run, start)))
		start = scan_previous(run, start);
	if (number_is_attributive(run, start, scale && scale->words ? scale->end : number->end))
		form = 0;
	return form < row->count ? row->fields[form] : row->fields[0];
}

/* "twenty-five cents" */
static const char *cents(struct run *run, const struct language_row *row, const char *fraction)
{
	bool polish = run_is(run, "plural", "polish");
	const struct number part = { .whole = {
					     fraction[0], fraction[1] ? fraction[1] : '0', '\0' } };
	long long value = number_value(&part);
	const char *form = run_setting(run, "money cents");
	const char *count = spell_cardinal(run, value, 'm', CASE_PLAIN);
	const char *name = "";
	if (row->count > 3 && !polish)
		name = row->fields[value == 1 ? 2 : 3];
	if (!count || !form)
		return NULL;
	return arena_printf(
		run->arena, "%s%s%s%s%s", form, *form ? " " : "", count, *name ? " " : "", name);
}

static const char *amount_words(struct run *run, const struct number *number,
	const struct scale *scale, const struct language_row *row)
{
	enum number_case in = number_case(run, number->start, row);
	const char *unit = unit_word(run, row, number, scale, in);
	const char *of = scale && scale->words ? run_setting(run, "scale of") : NULL;
	if (of && strchr("aeiou", *unit) && run_setting(run, "scale of vowel"))
		of = run_setting(run, "scale of vowel");
	if (scale && scale->words) {
		const char *said = scaled(run, number, scale);
		return said ? arena_printf(run->arena, "%s %s%s%s", said, of ? of : "",
				      of ? (strchr(of, '\'') ? "" : " ") : "", unit)
			    : NULL;
	}
	size_t digits = strlen(number->fraction);
	bool parts = (digits == 2) && row->count > 2;
	if (!parts) {
		const char *said =
			number_words(run, number, gender_of(row) ? gender_of(row) : 'm', in);
		return said ? arena_printf(run->arena, "%s %s", said, unit) : NULL;
	}
	struct number whole = *number;
	whole.fraction[0] = '\0';
	const char *said = number_words(run, &whole, gender_of(row) ? gender_of(row) : 'm', in);
	const char *rest =
		strcmp(number->fraction, "00") == 0 ? "" : cents(run, row, number->fraction);
	if (!said || !rest)
		return NULL;
	unit = unit_word(run, row, &whole, NULL, in);
	if (number_value(&whole) == 0 && *rest && row->count > 3 &&
		!run_is(run, "plural", "polish")) {
		const char *form = run_setting(run, "money cents");
		size_t skip = form && *form ? strlen(form) + 1 : 0;
		return rest + skip;
	}
	return arena_printf(run->arena, "%s %s%s%s", said, unit, *rest ? " " : "", rest);
}

/* ---- the sign first ---- */

bool say_money(struct run *run)
{
	if (!scan_starts(run, run->p))
		return false;
	const struct language_row *row =
		language_longest(run->language, SECTION_CURRENCIES, run->p);
	if (!row || row->count < 2)
		return false;
	const char *p = run->p + row->key_len;
	/* "F1" is a key, "F 100" an amount. */
	if (scan_blanks(p) == 0 && scan_is_letter(scan_code(scan_previous(run, p))))
		return false;
	p += scan_blanks(p);
	struct number number;
	if (!scan_is_digit(scan_code(p)) || !number_read(run, p, &number))
		return false;
	const struct scale scale = scale_at(run, number.end, true);
	const char *end = scale.words ? scale.end : number.end;
	/* "the value of \"$1\"": a parameter of a program. */
	uint32_t before = scan_before(run, run->p);
	bool quoted = before == '"' || before == '\'' || before == '`' || before == 0x2018 ||
		      before == 0x201c;
	if (quoted && p == run->p + row->key_len && strlen(number.whole) < 3 && !*number.fraction &&
		!scale.words && strchr("\"'`$\xe2", *end ? *end : ' '))
		return false;
	/* "$5-$10", "$5/month" and such are said piece by piece; "$1a" is none. */
	if (scan_is_alnum(scan_code(end)))
		return false;
	size_t len;
	if (scan_is_dash(scan_at(end, &len)) && !scale.words) {
		/* "$10-20", "$10-$20" */
		const char *q = end + len;
		struct number last;
		if (strncmp(q, row->key, row->key_len) == 0)
			q += row->key_len;
		const char *to = run_setting(run, "range");
		if (to && scan_is_digit(scan_code(q)) && number_read(run, q, &last)) {
			const struct scale both = scale_at(run, last.end, true);
			const char *first = number_words(run, &number, 0, CASE_PLAIN);
			const char *second = amount_words(run, &last, &both, row);
			if (first && second &&
				!scan_is_alnum(scan_code(both.words ? both.end : last.end)))
				return run_say(run, run->p, both.words ? both.end : last.end,
					arena_printf(run->arena, "%s %s %s", first, to, second),
					SAYING_MONEY);
		}
	}
	const char *said = amount_words(run, &number, &scale, row);
	const char *per = said ? unit_take_per(run, end, said, &end) : NULL;
	said = per ? per : said;
	return said && run_say(run, run->p, end, said, SAYING_MONEY);
}

/* ---- shillings ---- */

/* "3s.", "6d.": of up to `most`, whose letter has a dot; where it ends, or NULL. */
static const char *read_old_coin(const char *p, char letter, int most, int *ret_count)
{
	size_t digits = scan_digits(p);
	if (digits == 0 || digits > 2 || atoi(p) > most || p[digits] != letter ||
		p[digits + 1] != '.')
		return NULL;
	*ret_count = atoi(p);
	return p + digits + 2;
}

static const char *old_coin_words(struct run *run, int count, const char *one, const char *many)
{
	const char *name = run_setting(run, count == 1 ? one : many);
	const char *number = spell(run, "cardinal", count);
	return name && number ? arena_printf(run->arena, "%s %s", number, name) : NULL;
}

/* Whether "£3 " stands before p. */
static bool behind_pounds(const struct run *run, const char *p)
{
	while (p > run->text &&
		(scan_is_blank(scan_before(run, p)) || scan_is_digit(scan_before(run, p))))
		p = scan_previous(run, p);
	return scan_before(run, p) == 0xa3;
}

/* "3s. 6d.", "£2 10s.": the money of older books. */
bool say_shillings(struct run *run)
{
	int shillings = 0, pence = 0;
	const char *end = read_old_coin(run->p, 's', 99, &shillings);
	const char *said = end ? old_coin_words(run, shillings, "shilling", "shillings") : NULL;
	if (!said || !scan_starts(run, run->p))
		return false;
	const char *rest = read_old_coin(end + scan_blanks(end), 'd', 11, &pence);
	const char *more = rest ? old_coin_words(run, pence, "penny", "pence") : NULL;
	const char *and = run_setting(run, "money cents");
	if (!more && !behind_pounds(run, run->p))
		return false;
	if (more && and) {
		said = arena_printf(run->arena, "%s %s %s", said, and, more);
		end = rest;
	}
	/* The dot may be the sentence's as well. */
	if (scan_ends_line(end) || scan_new_sentence(run, end))
		end--;
	return run_say(run, run->p, end, said, SAYING_MONEY);
}

/* ---- behind a number ---- */

bool say_amount(struct run *run, const struct number *number)
{
	const struct scale scale = scale_at(run, number->end, false);
	const char *p = scale.words ? scale.end : number->end;
	p += scan_blanks(p);
	const struct language_row *row = language_longest(run->language, SECTION_CURRENCIES, p);
	if (row && row->count > 1 && !scan_is_alnum(scan_code(p + row->key_len)) &&
		scan_starts(run, number->start)) {
		const char *said = amount_words(run, number, &scale, row);
		const char *end = p + row->key_len;
		/* "$5 $10": the sign belongs to what is behind it. */
		if (scan_is_digit(scan_code(end)) || !said)
			return false;
		const char *per = unit_take_per(run, end, said, &end);
		return run_say(run, number->start, end, per ? per : said, SAYING_MONEY);
	}
	/* "5 Mio. Menschen", "5 Mio. Euro" */
	if (!scale.words || !scan_starts(run, number->start))
		return false;
	const char *said = scaled(run, number, &scale);
	return said && run_say(run, number->start, scale.end, said, SAYING_NUMBER);
}
