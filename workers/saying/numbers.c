/* numbers.c: numbers as they are written, and in words. */
#include "common/base/spaced_words.h"
#include "workers/saying/parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

/* A mark of the setting (characters in a row) at p; its bytes or 0. */
static size_t mark_at(const struct run *run, const char *setting, const char *p)
{
	const char *marks = run_setting(run, setting);
	size_t len;
	scan_at(p, &len);
	if (!marks || len == 0)
		return 0;
	for (const char *at = marks; *at;) {
		size_t n;
		scan_at(at, &n);
		if (n == len && strncmp(at, p, n) == 0)
			return n;
		at += n;
	}
	return 0;
}

/* What may part groups of three digits at p: bytes, or 0. */
static size_t group_mark(const struct run *run, const char *p)
{
	size_t len;
	uint32_t code = scan_at(p, &len);
	if (scan_is_blank(code) || code == '\'' || code == 0x2019)
		return scan_digits(p + len) == 3 ? len : 0;
	size_t mark = mark_at(run, "group marks", p);
	return mark > 0 && scan_digits(p + mark) == 3 ? mark : 0;
}

/* Numbers side by side in a table are not one. With a plain blank, the first group must be short or
 * the last one round, or a third one follow. */
static bool is_sure_group(const struct run *run, const char *start, const char *end, char mark,
	size_t first, int groups)
{
	if (mark != ' ')
		return true;
	uint32_t before = scan_before(run, start);
	const char *left = scan_is_blank(before) ? scan_previous(run, start) : start;
	bool lonely = !scan_is_digit(scan_before(run, left)) &&
		      !scan_is_digit(scan_code(end + scan_blanks(end)));
	bool round = strncmp(end - 3, "000", 3) == 0;
	struct word head = scan_word_before(run, start);
	bool named = word_in(run, head, SECTION_MONTHS) ||
		     (word_in(run, head, SECTION_COUNTED_HEADS) &&
			     !word_listed(run, head, "count heads"));
	return lonely && !named &&
	       (round || groups > 1 || first < 3 || scan_word_after(end).len > 2);
}

/* The digits of the whole part, in groups or not; where they end, or NULL: too many. */
static const char *read_whole(const struct run *run, const char *p, struct number *number)
{
	size_t first = scan_digits(p), len = first;
	if (first > NUMBER_DIGITS)
		return NULL;
	memcpy(number->whole, p, first);
	const char *end = p + first;
	if (first == 0 || first > 3 || *p == '0')
		return end;
	int groups = 0;
	char kind = *end;
	char whole[NUMBER_DIGITS + 1] = "";
	memcpy(whole, number->whole, first);
	const char *q = end;
	for (size_t mark; *q == kind && (mark = group_mark(run, q)) > 0; groups++) {
		if (len + 3 > NUMBER_DIGITS)
			return NULL;
		memcpy(whole + len, q + mark, 3);
		len += 3;
		q += mark + 3;
	}
	if (groups == 0 || !is_sure_group(run, p, q, kind, first, groups))
		return end;
	memcpy(number->whole, whole, sizeof whole);
	number->grouped = true;
	return q;
}

/* "-5", "−12": a minus, if no word or number is right before it. */
static const char *read_minus(const struct run *run, const char *p, struct number *number)
{
	size_t len;
	uint32_t code = scan_at(p, &len);
	if (code != '-' && code != 0x2212)
		return p;
	uint32_t before = scan_before(run, p);
	if (code == '-' && !scan_is_blank(before) && before != '(')
		return p;
	if (scan_is_alnum(before) || scan_is_dash(before) || !scan_is_digit(scan_code(p + len)))
		return p;
	number->minus = true;
	return p + len;
}

bool number_read(const struct run *run, const char *p, struct number *ret_number)
{
	struct number number = { .start = p };
	p = read_minus(run, p, &number);
	const char *end = read_whole(run, p, &number);
	if (!end)
		return false;
	size_t mark = mark_at(run, "decimal marks", end), digits = 0;
	if (mark > 0)
		digits = scan_digits(end + mark);
	if (digits > NUMBER_FRACTION)
		return false;
	bool bare = end == p; /* ".75" */
	if (bare && (digits == 0 || *p != '.' || scan_is_alnum(scan_before(run, p)) ||
			    scan_before(run, p) == '.'))
		return false;
	if (digits > 0) {
		memcpy(number.fraction, end + mark, digits);
		end += mark + digits;
	}
	number.end = end;
	*ret_number = number;
	return true;
}

long long number_value(const struct number *number)
{
	return strtoll(number->whole, NULL, 10);
}

bool number_is_one(const struct number *number)
{
	return !*number->fraction && number_value(number) == 1;
}

/* ---- in words ---- */

size_t number_form(const struct run *run, const struct number *number, enum number_case in)
{
	long long value = number_value(number), last = value % 10, tens = value / 10 % 10;
	const char *rule = run_setting(run, "plural");
	if (rule && strcmp(rule, "french") == 0)
		return value < 2 ? 0 : 1;
	if (rule && strcmp(rule, "polish") == 0) {
		if (*number->fraction)
			return 3;
		if (value == 1)
			return in == CASE_GENITIVE ? 3 : 0;
		if (in == CASE_LOCATIVE)
			return 4;
		return in == CASE_PLAIN && last >= 2 && last <= 4 && tens != 1 ? 1 : 2;
	}
	return number_is_one(number) ? 0 : 1;
}

static const char *const case_names[CASES] = {
	[CASE_PLAIN] = "plain",
	[CASE_GENITIVE] = "genitive",
	[CASE_DATIVE] = "dative",
	[CASE_ACCUSATIVE] = "accusative",
	[CASE_LOCATIVE] = "locative",
};

const char *number_case_name(enum number_case in)
{
	return case_names[in];
}

enum number_case number_case_behind_range(const struct run *run)
{
	return run_is(run, "range case", "genitive") ? CASE_GENITIVE : CASE_PLAIN;
}

/* "w 20 °C" is where it is, "w 20 min" how long: units of which the case is asked for, and, behind
 * "-", endings of nouns. */
static bool is_asked(const char *list, const char *start, const struct language_row *unit)
{
	if (unit)
		return spaced_words_have(list, unit->key, unit->key_len);
	struct word noun = scan_word_after(start + scan_digits(start));
	for (const char *p = list; (p = strchr(p, '-')); p++) {
		size_t len = strcspn(p + 1, " ");
		if (noun.len > len && strncmp(noun.p + noun.len - len, p + 1, len) == 0)
			return true;
	}
	return false;
}

enum number_case number_case(
	const struct run *run, const char *start, const struct language_row *unit)
{
	/* "10-20" in Polish: the number behind "do". */
	if (scan_is_dash(scan_before(run, start)) &&
		scan_is_digit(scan_before(run, scan_previous(run, start))) &&
		number_case_behind_range(run) != CASE_PLAIN)
		return number_case_behind_range(run);
	const struct language_row *row = word_row(run, scan_word_before(run, start), SECTION_CASES);
	if (!row || row->count == 0 || (row->count > 1 && !is_asked(row->fields[1], start, unit)))
		return CASE_PLAIN;
	for (size_t in = 0; in < CASES; in++) {
		if (strcmp(row->fields[0], case_names[in]) == 0)
			return (enum number_case)in;
	}
	return CASE_PLAIN;
}

const char *number_digits(struct run *run, const char *digits, size_t len)
{
	struct buf out = BUF_EMPTY;
	for (size_t i = 0; i < len; i++) {
		const char *digit = spell(run, "cardinal", digits[i] - '0');
		if (digit)
			buf_printf(&out, "%s%s", i > 0 ? " " : "", digit);
	}
	const char *said = arena_string_n(run->arena, buf_string(&out), out.len);
	buf_free(&out);
	return said;
}

static const char *fraction_words(struct run *run, const struct number *number)
{
	size_t len = strlen(number->fraction);
	/* "Section 2.10" is no decimal. */
	bool numbered = number->end[-(ptrdiff_t)len - 1] == '.' &&
			word_in(run, scan_word_before(run, number->start), SECTION_COUNTED_HEADS);
	if ((numbered || run_is(run, "decimals", "number")) && len <= 2 && *number->fraction != '0')
		return spell(run, "cardinal", strtoll(number->fraction, NULL, 10));
	return number_digits(run, number->fraction, len);
}

/* Which sign it has been written with: a language knows the other one by its own name. */
static const char *decimal_word(const struct run *run, const struct number *number)
{
	const char *mark = number->end - strlen(number->fraction) - 1;
	const char *word = run_setting(run, *mark == ',' ? "decimal comma" : "decimal point");
	return word ? word : "";
}

const char *number_words(
	struct run *run, const struct number *number, char gender, enum number_case in)
{
	bool coded = number->whole[0] == '0' && number->whole[1];
	bool decimal = *number->fraction != '\0';
	const char *whole = coded ? number_digits(run, number->whole, strlen(number->whole))
			    : !*number->whole
				    ? ""
				    : spell_cardinal(run, number_value(number),
					      decimal ? 0 : gender, decimal ? CASE_PLAIN : in);
	const char *minus = number->minus ? run_setting(run, "minus") : "";
	if (!whole || !minus)
		return NULL;
	const char *sign = *minus ? arena_printf(run->arena, "%s ", minus) : "";
	if (!decimal)
		return arena_printf(run->arena, "%s%s", sign, whole);
	const char *fraction = fraction_words(run, number);
	return fraction ? arena_printf(run->arena, "%s%s%s%s %s", sign, whole, *whole ? " " : "",
				  decimal_word(run, number), fraction)
			: NULL;
}

/* One and what ends like it agree with the noun behind in many languages; nobody told us its
 * gender, and the voice guesses as well as we do. */
static bool may_agree(const struct run *run, const struct number *number)
{
	const char *rule = run_setting(run, "agreement");
	long long value = number_value(number);
	if (*number->fraction || !rule || scan_word_after(number->end).len == 0)
		return false;
	if (strcmp(rule, "one") == 0)
		return value == 1;
	if (strcmp(rule, "ones") == 0)
		return value % 10 == 1 && value % 100 != 11;
	if (strcmp(rule, "hundreds") == 0)
		return (value % 10 == 1 && value % 100 != 11) || value % 1000 >= 200;
	return value % 10 <= 2 && value % 10 > 0 && value % 100 / 10 != 1; /* "twos" */
}

static bool ends_as(const struct run *run, struct word noun, const char *setting)
{
	const char *ending = run_setting(run, setting);
	size_t len = ending ? strlen(ending) : 0;
	return len > 0 && noun.len > len && strncmp(noun.p + noun.len - len, ending, len) == 0 &&
	       !word_listed(run, noun, "no nouns");
}

/* The gender that the noun behind tells by its ending, or 0. */
static char given_gender(const struct run *run, const struct number *number)
{
	struct word noun = scan_word_after(number->end);
	if (noun.len == 0 || *number->fraction || scan_blanks(number->end) == 0)
		return 0;
	if (word_listed(run, noun, "feminine nouns"))
		return 'f';
	if (word_listed(run, noun, "masculine nouns"))
		return 'm';
	return ends_as(run, noun, "feminine ending")    ? 'f'
	       : ends_as(run, noun, "masculine ending") ? 'm'
							: 0;
}

/* Behind what joins two measures of one thing: "5 m by 3 m", "12 V, 7 Ah"; or NULL. */
static const char *behind_joint(const struct run *run, const char *p)
{
	if (*p == ',')
		return p + 1 + scan_blanks(p + 1);
	struct word joint = scan_word_after(p);
	if (!word_listed(run, joint, "measure joints"))
		return NULL;
	p = joint.p + joint.len;
	return p + scan_blanks(p);
}

/* Behind all the measures that are joined to the one that ends at p. */
static const char *behind_measures(const struct run *run, const char *p)
{
	struct number next;
	const char *q, *end;
	while ((q = behind_joint(run, p)) && number_read(run, q, &next) &&
		unit_at(run, next.end + scan_blanks(next.end), &end))
		p = end;
	return p;
}

bool number_is_attributive(struct run *run, const char *start, const char *end)
{
	if (!run_is(run, "unit adjectives", "yes"))
		return false;
	bool joined =
		run->measured && run->measured < start && behind_joint(run, run->measured) == start;
	if (!joined && !word_listed(run, scan_word_before(run, start), "adjective heads"))
		return false;
	const char *p = behind_measures(run, end);
	struct word after = scan_word_after(p);
	if (scan_blanks(p) != 1 || after.len < 2 || word_in(run, after, SECTION_SMALL_WORDS) ||
		word_listed(run, after, "unit tails"))
		return false;
	run->measured = end;
	return true;
}

bool number_in_row(const struct run *run, const struct number *number)
{
	const char *left = number->start;
	while (left > run->text && scan_is_blank(scan_before(run, left)))
		left = scan_previous(run, left);
	const char *right = number->end + scan_blanks(number->end);
	return (left < number->start && scan_is_digit(scan_before(run, left))) ||
	       (right > number->end && scan_is_digit(scan_code(right)));
}

bool say_number(struct run *run, const struct number *number)
{
	uint32_t before = scan_before(run, number->start), behind = scan_code(number->end);
	char gender = given_gender(run, number);
	enum number_case in = number_case(run, number->start, NULL);
	if (number_in_row(run, number) ||
		(!gender && in != CASE_LOCATIVE && may_agree(run, number) && !number->grouped &&
			!number->minus))
		return false;
	/* Codes, paths, sums and words of letters and digits are the voice's. */
	if (scan_is_alnum(behind) ||
		(before && strchr("_@\\/#=", (int)(before < 0x80 ? before : 1))) || behind == '_' ||
		behind == '/' || behind == '@' || behind == '\\')
		return false;
	/* "1. Scope", "2) To do", "3.1 Methods": a number of its line. */
	bool first = before == 0 || before == '\n';
	if (first &&
		(behind == '.' || behind == ')' ||
			(*number->fraction &&
				scan_is_upper(scan_code(number->end + scan_blanks(number->end))))))
		return false;
	/* "5." is the end of a sentence or a German ordinal. */
	bool ends = scan_ends_line(number->end + (behind != 0)) ||
		    (behind && scan_new_sentence(run, number->end + 1));
	if (behind == '.' && run_is(run, "ordinal dot", "yes") && !*number->fraction &&
		!number->grouped && strlen(number->whole) <= 2 && !ends)
		return false;
	/* A part of "4.1.3" */
	if (behind == '.' && scan_digits(number->end + 1) > 0)
		return false;
	/* "21:15" that is neither time nor score. */
	if ((behind == ':' && scan_is_alnum(scan_code(number->end + 1))) ||
		((behind == ':' || behind == '.') && scan_is_raised(scan_code(number->end + 1))))
		return false;
	/* "7-Eleven"; of "5-4" and "978-3-16" no part is said without the others. */
	size_t len;
	if (scan_is_dash(scan_at(number->end, &len)) &&
		(scan_is_upper(scan_code(number->end + len)) || scan_digits(number->end + len) > 0))
		return false;
	const char *said = number_words(run, number, gender, in);
	return said && run_say(run, number->start, number->end, said, SAYING_NUMBER);
}
