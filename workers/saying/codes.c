/* codes.c: phone numbers, ISBN, versions, network addresses, keys with leading zeros, "#5", "24/7".
 */
#include "workers/saying/parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A group of two digits where one says them as a number: "quarante-deux". */
static const char *said_pair(struct run *run, const char *p, const char *end)
{
	bool pair = run_is(run, "phone pairs", "yes") && scan_digits(p) == 2 && end - p >= 2 &&
		    *p != '0' && !(p > run->text && scan_is_digit(scan_before(run, p)));
	return pair ? spell(run, "cardinal", atoi(p)) : NULL;
}

/* Digits one by one; what parts the groups becomes a short pause. */
static const char *grouped_digits(struct run *run, const char *p, const char *end)
{
	struct buf out = BUF_EMPTY;
	const char *plus = run_setting(run, "plus"), *x = "X";
	bool gap = false;
	for (; p < end; p++) {
		if (*p >= '0' && *p <= '9') {
			const char *digit = said_pair(run, p, end);
			if (digit)
				p++;
			else
				digit = spell(run, "cardinal", *p - '0');
			buf_printf(&out, "%s%s",
				out.len == 0 ? ""
				: gap        ? ", "
					     : " ",
				digit ? digit : "");
			gap = false;
		} else if (*p == '+' && plus) {
			buf_append_string(&out, plus);
		} else if (*p == 'X') {
			buf_printf(&out, " %s", x);
		} else {
			gap = out.len > 0 && scan_digits(p + 1) > 0;
		}
	}
	/* "plus, four four" */
	const char *said = arena_string_n(run->arena, buf_string(&out), out.len);
	buf_free(&out);
	return said;
}

static const char *behind_digits(
	const char *p, const char *between, size_t *ret_digits, size_t *ret_groups)
{
	size_t digits = 0, groups = 0;
	const char *end = p;
	for (;;) {
		size_t n = scan_digits(p);
		if (n == 0)
			break;
		digits += n;
		groups++;
		p += n;
		end = p;
		p += *p == ')';
		if (!*p || !strchr(between, *p))
			break;
		p++;
		if (*p == '(' || *p == ')')
			p++;
	}
	*ret_digits = digits;
	*ret_groups = groups;
	return end;
}

/* The word before, also of "Tel.: 030" and "ISBN: 978". */
static struct word name_before(const struct run *run)
{
	bool colon = run->p > run->text + 1 && run->p[-1] == ' ' && run->p[-2] == ':';
	return scan_word_before(run, colon ? run->p - 2 : run->p);
}

/* "ISBN 978-3-16-148410-0", "the ISBN is 3-16-148410-0", "ISSN 1234-567X" */
static bool say_isbn(struct run *run)
{
	struct word before = name_before(run);
	if (before.len == 2) /* "is", "13:" of "ISBN-13" */
		before = scan_word_before(run, before.p);
	if (!word_is(before, "ISBN") && !word_is(before, "ISSN"))
		return false;
	size_t digits, groups;
	const char *end = behind_digits(run->p, "- ", &digits, &groups);
	if (*end == 'X' || (end[0] == '-' && end[1] == 'X'))
		end += *end == 'X' ? 1 : 2;
	return digits >= 7 &&
	       run_say(run, run->p, end, grouped_digits(run, run->p, end), SAYING_CODE);
}

enum { LEAST_DIALLED_GROUPS = 3 };

static bool names_phone(const struct run *run, size_t groups)
{
	struct word name = name_before(run);
	/* "Llame al 91 123 45 67" */
	bool article = name.len <= 3 && scan_is_lower(scan_code(name.p));
	struct word verb = article ? scan_word_before(run, name.p) : name;
	/* "Called 200 witnesses" counts; "dial 0800" does not. */
	return word_listed(run, name, "phone words") ||
	       ((*run->p == '0' || groups >= LEAST_DIALLED_GROUPS) &&
		       (word_listed(run, name, "dial words") ||
			       word_listed(run, verb, "dial words")));
}

/* "01 23 45 67 89": five pairs are one in France. */
static bool is_five_pairs(const struct run *run, size_t digits, size_t groups)
{
	return *run->p == '0' && scan_digits(run->p) == 2 && digits == 10 && groups == 5 &&
	       run_is(run, "phone pairs", "yes");
}

/* "+44 20 7946 0958", "555-0199", "(212) 555-0123", "Tel. 030 1234567": a plus, or the shape that
 * numbers have in America, or a word before that says so. */
static bool say_phone(struct run *run)
{
	const char *p = run->p;
	bool plus = *p == '+' && scan_digits(p + 1) > 0,
	     open = *p == '(' && scan_digits(p + 1) == 3;
	if (!plus && !open && scan_digits(p) == 0)
		return false;
	p += plus || open;
	size_t digits, groups;
	const char *end;
	if (open) {
		if (p[3] != ')')
			return false;
		const char *rest = p + 4 + (p[4] == ' ');
		if (scan_digits(rest) != 3 || (rest[3] != '-' && rest[3] != ' ') ||
			scan_digits(rest + 4) != 4)
			return false;
		end = rest + 8;
		digits = 10;
	} else {
		end = behind_digits(p, plus ? " -/." : " -/", &digits, &groups);
		bool american = (scan_digits(p) == 3 && p[3] == '-' &&
				 ((scan_digits(p + 4) == 4 && digits == 7) ||
					 (scan_digits(p + 4) == 3 && p[7] == '-' && digits == 10)));
		if (!(plus && digits >= 7 && groups > 1) && !american &&
			!is_five_pairs(run, digits, groups) &&
			!(names_phone(run, groups) && digits >= 6))
			return false;
	}
	if (digits > 15 || scan_is_alnum(scan_code(end)) || *end == '-' ||
		!scan_starts(run, run->p) || (run->p > run->text && run->p[-1] == '-'))
		return false;
	return run_say(run, run->p, end, grouped_digits(run, run->p, end), SAYING_CODE);
}

/* "Dial 911.", "called 112, and": as it is typed. "Called 200 witnesses" counts them. */
static bool say_emergency(struct run *run)
{
	size_t digits = scan_digits(run->p);
	const char *end = run->p + digits;
	return digits == 3 && scan_ends(end) && scan_starts(run, run->p) &&
	       (*end == '\0' || !scan_is_digit(scan_code(end + 1))) &&
	       word_listed(run, scan_word_before(run, run->p), "dial words") &&
	       (scan_word_after(end).len == 0 ||
		       word_in(run, scan_word_after(end), SECTION_SMALL_WORDS)) &&
	       run_say(run, run->p, run->p + digits, number_digits(run, run->p, digits),
		       SAYING_CODE);
}

/* "2.0.1", "v1.2", "192.168.0.1": numbers with points between, each as a number. */
static bool say_version(struct run *run)
{
	const char *p = run->p;
	bool named = *p == 'v' && scan_digits(p + 1) > 0;
	p += named;
	const char *point = run_setting(run, "version point");
	struct buf out = BUF_EMPTY;
	size_t parts = 0, digits;
	const char *end = p;
	bool good = point != NULL;
	for (; good && (digits = scan_digits(p)) > 0; parts++) {
		const char *said = digits <= 6 ? spell(run, "cardinal", atoll(p)) : NULL;
		good = said != NULL && !(digits > 1 && *p == '0');
		if (good)
			buf_printf(&out, "%s%s%s%s", parts ? " " : "", parts ? point : "",
				parts ? " " : "", said);
		end = p + digits;
		if (*end != '.' || scan_digits(end + 1) == 0)
			parts++, digits = 0;
		if (digits == 0)
			break;
		p = end + 1;
	}
	const char *said = arena_string_n(run->arena, buf_string(&out), out.len);
	buf_free(&out);
	/* Three numbers may be a date or, in groups, one number. */
	bool grouped = parts >= 3 && run_is(run, "group marks", ".'") &&
		       scan_digits(end - 3) == 3 && end[-4] == '.';
	bool date = parts == 3 && scan_digits(run->p) <= 2 && end - run->p >= 8 &&
		    scan_digits(end - 4) == 4;
	bool heads = !named && (run->p == run->text || run->p[-1] == '\n');
	if (heads || !good || grouped || date || (parts < 3 && !(named && parts >= 1)) ||
		scan_is_alnum(scan_code(end)) || !scan_starts(run, run->p) ||
		(run->p > run->text && strchr(".,-/", run->p[-1])))
		return false;
	if (named) {
		const char *version = run_setting(run, "version");
		if (!version)
			return false;
		said = arena_printf(run->arena, "%s %s", version, said);
	}
	return run_say(run, run->p, end, said, SAYING_CODE);
}

/* "24/7", "50/50": such as the file's settings have. */
static bool say_stroked(struct run *run)
{
	enum { LONGEST_STROKED = 5 };
	size_t len = scan_digits(run->p);
	if (len == 0 || run->p[len] != '/' || !scan_starts(run, run->p))
		return false;
	len += 1 + scan_digits(run->p + len + 1);
	if (len > LONGEST_STROKED || !scan_ends(run->p + len) || run->p[len] == '/')
		return false;
	const char *said = run_setting(run, arena_string_n(run->arena, run->p, len));
	return said && run_say(run, run->p, run->p + len, said, SAYING_SIGN);
}

/* "scored 7/10": out of ten, where somebody rates something. */
static bool say_rating(struct run *run)
{
	enum { NEAR = 3 };
	const char *out_of = run_setting(run, "out of");
	size_t left = scan_digits(run->p);
	const char *right = run->p + left + 1;
	size_t len = left > 0 && run->p[left] == '/' ? scan_digits(right) : 0;
	if (!out_of || left > 3 || len == 0 || len > 3 || !scan_starts(run, run->p) ||
		!scan_ends(right + len) || right[len] == '/' || atoi(run->p) > atoi(right) ||
		atoi(right) % 5 != 0 || !scan_near(run, run->p, "rating words", NEAR))
		return false;
	const char *first = spell(run, "cardinal", atoi(run->p));
	const char *last = spell(run, "cardinal", atoi(right));
	return first && last &&
	       run_say(run, run->p, right + len,
		       arena_printf(run->arena, "%s %s %s", first, out_of, last), SAYING_SCORE);
}

/* "#5": a number; "#topic" and "C#" are the voice's. "№ 5" */
static bool say_hash(struct run *run)
{
	size_t len;
	uint32_t code = scan_at(run->p, &len);
	const char *word = run_setting(run, "hash");
	if (!word || (code != '#' && code != 0x2116) || !scan_starts(run, run->p))
		return false;
	const char *p = run->p + len;
	if (code == 0x2116)
		p += scan_blanks(p);
	size_t digits = scan_digits(p);
	if (digits == 0 || digits > 6 || !scan_ends(p + digits) || (p > run->p + 1 && code == '#'))
		return false;
	const char *count = *p == '0' && digits > 1 ? number_digits(run, p, digits)
						    : spell(run, "cardinal", atoll(p));
	return count && run_say(run, run->p, p + digits,
				arena_printf(run->arena, "%s %s", word, count), SAYING_SIGN);
}

/* "~5": about. */
static bool say_about(struct run *run)
{
	const char *word = run_setting(run, "about");
	struct number number;
	if (!word || *run->p != '~' || !scan_starts(run, run->p) ||
		!scan_is_digit(scan_code(run->p + 1)) || !number_read(run, run->p + 1, &number))
		return false;
	return run_say(run, run->p, run->p + 1, arena_printf(run->arena, "%s ", word), SAYING_SIGN);
}

/* "flight BA 249", "LH400 landed": some word near tells what it is. */
bool say_flight(struct run *run)
{
	enum { CARRIER = 2, MOST_DIGITS = 4, NEAR = 2 };
	const char *p = run->p;
	size_t letters = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), blanks = scan_blanks(p + letters);
	const char *number = p + letters + blanks, *end = number + scan_digits(number);
	if (letters != CARRIER || blanks > 1 || end - number < 2 || end - number > MOST_DIGITS ||
		!scan_ends(end))
		return false;
	struct word first = scan_word_after(end), second = scan_word_after(first.p + first.len);
	bool near = scan_near(run, p, "flight heads", NEAR) ||
		    word_listed(run, first, "flight tails") ||
		    word_listed(run, second, "flight tails");
	const char *said = near ? number_digits(run, number, (size_t)(end - number)) : NULL;
	return said && run_say(run, p, end, arena_printf(run->arena, "%c %c %s", p[0], p[1], said),
			       SAYING_CODE);
}

bool say_code(struct run *run)
{
	return say_hash(run) || say_about(run) || say_stroked(run) || say_rating(run) ||
	       say_isbn(run) || say_phone(run) || say_emergency(run) || say_version(run);
}
