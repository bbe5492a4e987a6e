/* roman.c: "Henry VIII", "Chapter XL", "World War II", "XIXe siècle", "Ⅳ". */
#include "workers/saying/parts.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 15, LONGEST_ARTICLE = 3 };

int roman_value(const char *p, size_t len)
{
	static const struct {
		const char *letters;
		int value;
	} parts[] = { { "M", 1000 }, { "CM", 900 }, { "D", 500 }, { "CD", 400 }, { "C", 100 },
		{ "XC", 90 }, { "L", 50 }, { "XL", 40 }, { "X", 10 }, { "IX", 9 }, { "V", 5 },
		{ "IV", 4 }, { "I", 1 } };
	enum { PARTS = sizeof parts / sizeof *parts };
	int value = 0;
	const char *at = p, *end = p + len;
	for (size_t i = 0; i < PARTS; i++) {
		size_t n = strlen(parts[i].letters);
		int times = 0;
		while ((size_t)(end - at) >= n && strncmp(at, parts[i].letters, n) == 0 &&
			++times <= (n == 1 && *at != 'V' && *at != 'L' && *at != 'D' ? 3 : 1)) {
			value += parts[i].value;
			at += n;
		}
	}
	/* Written back it must be the same: "IVI" is nobody's four and one. */
	int rest = value;
	const char *again = p;
	for (size_t i = 0; i < PARTS; i++) {
		for (; rest >= parts[i].value; rest -= parts[i].value) {
			size_t n = strlen(parts[i].letters);
			if ((size_t)(end - again) < n || strncmp(again, parts[i].letters, n) != 0)
				return 0;
			again += n;
		}
	}
	return at == end && again == end ? value : 0;
}

int roman_small_value(const char *p, size_t len)
{
	char capitals[LONGEST + 1];
	if (len > LONGEST)
		return 0;
	for (size_t i = 0; i < len; i++)
		capitals[i] = (char)(p[i] - 'a' + 'A');
	return roman_value(capitals, len);
}

static size_t roman_length(const char *p)
{
	return strspn(p, "IVXLCDM");
}

/* ---- rulers ---- */

/* A setting of a ruler's gender and case, or the one that is nearest to it. */
static const char *ruler_setting(
	struct run *run, const char *name, bool feminine, enum number_case in)
{
	const char *own = feminine ? arena_printf(run->arena, "%s f", name) : name;
	const char *setting =
		run_setting(run, arena_printf(run->arena, "%s %s", own, number_case_name(in)));
	if (!setting)
		setting = run_setting(run, own);
	return setting ? setting : run_setting(run, name);
}

/* The name's row and its case: "mit Ludwig XIV.", "Ludwigs XIV." */
static const struct language_row *ruler_row(
	const struct run *run, struct word name, enum number_case *ret_case)
{
	const struct language_row *row =
		language_row(run->language, SECTION_ROMAN_NAMES, name.p, name.len);
	bool genitive = !row && run_setting(run, "ruler article genitive") && name.len > 1 &&
			name.p[name.len - 1] == 's';
	*ret_case = genitive ? CASE_GENITIVE : number_case(run, name.p, NULL);
	return genitive ? language_row(run->language, SECTION_ROMAN_NAMES, name.p, name.len - 1)
			: row;
}

/* "Henry VIII", "Ludwig XIV.", "Giovanni Paolo II": by its form the name may tell its gender. */
static bool say_ruler(struct run *run, struct word before, int value, const char *end)
{
	enum number_case in;
	const struct language_row *row = ruler_row(run, before, &in);
	/* "David I. Smith" has an initial. */
	bool initial = end - run->p == 1 && *end == '.' && !run_is(run, "ruler dot", "yes") &&
		       scan_is_upper(scan_code(scan_word_after(end + 1).p)) &&
		       !scan_new_sentence(run, end + 1);
	if (!row || initial || value > 40)
		return false;
	bool dot = run_is(run, "ordinal dot", "yes") && run_is(run, "ruler dot", "yes");
	if (dot && *end != '.')
		return false;
	if (dot && !scan_ends_line(end + 1) && !scan_new_sentence(run, end + 1))
		end++;
	bool feminine = row->count > 0 && *row->fields[0] == 'f';
	const char *most = run_setting(run, "ruler ordinals to");
	bool ordinal = !most || value <= atoi(most);
	const char *first = run_setting(run, "ruler first");
	const char *form = ruler_setting(run, "ruler form", feminine, in);
	const char *article = ruler_setting(run, "ruler article", feminine, in);
	const char *said = !ordinal                           ? spell(run, "cardinal", value)
			   : first && value == 1 && !feminine ? first
							      : spell_ordinal(run, value, form);
	if (!said)
		return false;
	if (run_is(run, "ruler capital", "yes") && said[0] >= 'a' && said[0] <= 'z')
		said = arena_printf(run->arena, "%c%s", said[0] - 'a' + 'A', said + 1);
	return run_say(run, run->p, end,
		article && ordinal ? arena_printf(run->arena, "%s %s", article, said) : said,
		SAYING_ROMAN);
}

/* "Elizabeth I think": a pronoun. */
static bool is_pronoun(const struct run *run, size_t len, const char *end)
{
	if (len != 1 || *run->p != 'I')
		return false;
	return *end == '\'' || strncmp(end, "\xe2\x80\x99", 3) == 0 ||
	       word_listed(run, scan_word_after(end), "verbs of I");
}

/* ---- heads and tails ---- */

/* "Appendix C", "section I.3": one of the letters that things are marked with. */
static bool is_letter(const struct run *run, const char *end)
{
	if (end - run->p > 1)
		return false;
	return strchr("CDLM", *run->p) || (*end == '.' && scan_is_alnum(scan_code(end + 1)));
}

static const char *numbered_words(struct run *run, const struct language_row *head, int value)
{
	return head->count > 0 ? spell_ordinal(run, value, head->fields[0])
			       : spell(run, "cardinal", value);
}

/* "Chapter XL": a number as any; "Chapters IV-VI". */
static bool say_numbered(struct run *run, struct word before, int value, const char *end)
{
	const struct language_row *row =
		is_letter(run, end) ? NULL : word_row(run, before, SECTION_ROMAN_HEADS);
	const char *said = row ? numbered_words(run, row, value) : NULL;
	const char *to = run_setting(run, "range");
	size_t dash;
	if (!said)
		return false;
	if (to && scan_is_dash(scan_at(end, &dash))) {
		const char *p = end + dash;
		size_t len = roman_length(p);
		int last =
			len > 0 && len <= LONGEST && scan_ends(p + len) ? roman_value(p, len) : 0;
		const char *until = last > value ? numbered_words(run, row, last) : NULL;
		if (until) {
			said = arena_printf(run->arena, "%s %s %s", said, to, until);
			end = p + len;
		}
	}
	return run_say(run, run->p, end, said, SAYING_ROMAN);
}

/* "XIX and XX", "XIX. und XX.": where the second number ends, with its mark; NULL: there is none.
 */
static const char *behind_second(const struct run *run, const char *p)
{
	struct word and = scan_word_after(p);
	if (!word_listed(run, and, "and words"))
		return NULL;
	p = and.p + and.len + scan_blanks(and.p + and.len);
	/* "e il XXI": an article. */
	struct word article = { p, scan_letters(p, false) };
	if (article.len <= LONGEST_ARTICLE && scan_is_lower(scan_code(p)))
		p += article.len + scan_blanks(p + article.len);
	size_t len = roman_length(p);
	if (len == 0 || len > LONGEST || roman_value(p, len) == 0)
		return NULL;
	const struct language_row *mark =
		language_longest(run->language, SECTION_ORDINAL_MARKS, p + len);
	p += len + (mark ? mark->key_len : 0);
	return p + (*p == '.');
}

/* Where the number begins, or the first of "IV and V". */
static const char *first_of_pair(const struct run *run)
{
	struct word before = scan_word_before(run, run->p);
	struct word first = scan_word_before(run, before.p);
	bool pair = word_listed(run, before, "and words") && first.len > 0 &&
		    first.len <= LONGEST && roman_value(first.p, first.len) > 0;
	return pair ? first.p : run->p;
}

/* "XIXe siècle", "XIX. Jahrhundert", "XIX wieku": the mark or the noun behind makes it an ordinal.
 */
static bool say_century(struct run *run, int value, const char *end)
{
	const char *mark_end = end;
	const struct language_row *mark =
		language_longest(run->language, SECTION_ORDINAL_MARKS, end);
	/* "Le" and "Los" are no numbers: centuries and dynasties have small ones. */
	bool small = strspn(run->p, "IVX") == (size_t)(end - run->p);
	bool marked = mark && small && !scan_is_alnum(scan_code(end + mark->key_len)) &&
		      mark->key[0] != '.';
	if (marked)
		mark_end = end + mark->key_len;
	else if (*end == '.' && run_is(run, "ordinal dot", "yes"))
		mark_end = end + 1;
	struct word after = scan_word_after(mark_end);
	const char *second = behind_second(run, mark_end);
	if (second)
		after = scan_word_after(second);
	const struct language_row *row = word_row(run, after, SECTION_ROMAN_TAILS);
	struct word before = scan_word_before(run, run->p);
	bool ruler = language_row(run->language, SECTION_ROMAN_NAMES, before.p, before.len);
	if ((!row && !(marked && ((value > 1 && end - run->p > 1) || ruler))) ||
		(!marked && !scan_ends(end)))
		return false;
	const char *form = row && row->count > 0 ? row->fields[0] : NULL;
	if (form && strcmp(form, "context") == 0) {
		const char *asked = spell_asked_form(run, first_of_pair(run));
		form = asked ? asked : row->fields[row->count - 1];
	}
	if (!form && marked && mark->count > 0)
		form = mark->fields[0];
	const char *said = spell_ordinal(run, value, form);
	return said && run_say(run, run->p, mark_end, said, SAYING_ROMAN);
}

/* "World War II", "Rocky IV", not "the IV drip", "Vitamin C", "Malcolm X", "Plan B". */
static bool say_titled(struct run *run, struct word before, int value, size_t len, const char *end)
{
	const char *safe = run_setting(run, "roman titles");
	if (!safe || len < 2 || value > 30 || before.len < 3 ||
		!scan_is_upper(scan_code(before.p)) || scan_is_upper(scan_code(before.p + 1)) ||
		word_in(run, before, SECTION_STARTERS) || scan_code(end) == '-')
		return false;
	/* Only letters of I, V, X: "CD", "DM", "ML" and "MI" are something else. */
	if (strspn(run->p, "IVX") < len)
		return false;
	const char *said = spell(run, "cardinal", value);
	return said && run_say(run, run->p, end, said, SAYING_ROMAN);
}

/* ---- small letters ---- */

static size_t small_length(const char *p)
{
	return strspn(p, "ivxlc");
}

/* "page xiv", "pp. ii-ix": behind words that such numbers go with. */
bool say_small_roman(struct run *run)
{
	size_t len = small_length(run->p), dash;
	int value = len > 0 ? roman_small_value(run->p, len) : 0;
	struct word before = scan_word_before(run, run->p);
	/* "p l" are two letters. */
	bool letter = len == 1 && (*run->p == 'l' || *run->p == 'c');
	if (value == 0 || letter || !word_listed(run, before, "small roman heads"))
		return false;
	const char *end = run->p + len, *said = spell(run, "cardinal", value);
	const char *to = run_setting(run, "range");
	if (said && to && scan_is_dash(scan_at(end, &dash))) {
		const char *p = end + dash;
		size_t last = small_length(p);
		int until = last > 0 ? roman_small_value(p, last) : 0;
		if (until > value) {
			said = arena_printf(
				run->arena, "%s %s %s", said, to, spell(run, "cardinal", until));
			end = p + last;
		}
	}
	return said && !scan_is_alnum(scan_code(end)) &&
	       run_say(run, run->p, end, said, SAYING_ROMAN);
}

/* ---- all ---- */

/* Bytes of "'s" at p, or 0. */
static size_t owner_mark(const char *p)
{
	size_t len = *p == '\'' ? 1 : strncmp(p, "\xe2\x80\x99", 3) == 0 ? 3 : 0;
	return len > 0 && p[len] == 's' && !scan_is_alnum(scan_code(p + len + 1)) ? len + 1 : 0;
}

bool say_roman(struct run *run)
{
	size_t len = roman_length(run->p);
	if (len == 0 || len > LONGEST || !scan_starts(run, run->p))
		return false;
	const char *end = run->p + len;
	int value = roman_value(run->p, len);
	if (value == 0)
		return false;
	if (say_century(run, value, end))
		return true;
	/* "Louis XIV's palace" */
	bool owns = owner_mark(end) > 0;
	if (!owns && (!scan_ends(end) || *end == '\'' || *end == '&' || *end == '/'))
		return false;
	struct word before = scan_word_before(run, first_of_pair(run));
	if (before.len == 0 || !scan_is_blank(scan_before(run, run->p)) ||
		is_pronoun(run, len, end))
		return false;
	if (owns)
		return say_ruler(run, before, value, end);
	/* "Vol. III", not "No. I won't" */
	if (before.p[before.len] == '.')
		return (len > 1 || *run->p != 'I') && say_numbered(run, before, value, end);
	return say_ruler(run, before, value, end) || say_numbered(run, before, value, end) ||
	       say_titled(run, before, value, len, end);
}

/* Unicode's own: Ⅰ to Ⅻ, ⅰ to ⅻ. */
bool say_roman_sign(struct run *run)
{
	enum { CAPITAL = 0x2160, SMALL = 0x2170, TWELVE = 11 };
	size_t len;
	uint32_t code = scan_at(run->p, &len);
	uint32_t first = code >= SMALL ? SMALL : CAPITAL;
	if (code < first || code > first + TWELVE || scan_is_alnum(scan_code(run->p + len)) ||
		scan_is_alnum(scan_before(run, run->p)))
		return false;
	int value = (int)(code - first) + 1;
	struct word before = scan_word_before(run, run->p);
	if (say_ruler(run, before, value, run->p + len))
		return true;
	const char *said = spell(run, "cardinal", value);
	return said && run_say(run, run->p, run->p + len, said, SAYING_ROMAN);
}
