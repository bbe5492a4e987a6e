/* signs.c: signs that voices leave out or spell. What may be something else (a menu, a name in
 * brackets) stays. */
#include "workers/saying/parts.h"

#include <string.h>

/* ---- comparisons ---- */

enum { MOST_FACTORS = 3 }; /* letters side by side in a formula */

/* A number, or the name of a variable: one letter. Bytes, or 0. */
static size_t operand_length(const char *p)
{
	size_t sign = 0, len;
	uint32_t code = scan_at(p, &len);
	if (code == '-' || code == '.') {
		sign = len;
		code = scan_at(p + sign, &len);
		if (!scan_is_digit(code))
			return 0;
	}
	/* "mc²" */
	size_t letters = scan_letters(p + sign, false);
	if (letters > len && letters <= MOST_FACTORS &&
		scan_is_raised(scan_code(p + sign + letters)))
		return sign + letters;
	if (scan_is_digit(code))
		len = strspn(p + sign, "0123456789.,");
	else if (!scan_is_letter(code))
		return 0;
	return scan_is_letter(scan_code(p + sign + len)) ? 0 : sign + len;
}

/* Whether that stands before `end`, too. */
static bool ends_in_operand(const struct run *run, const char *end)
{
	uint32_t code = scan_before(run, end);
	if (end == run->text || code == ')')
		return end > run->text;
	if (scan_is_digit(code) || scan_is_raised(code))
		return true;
	return scan_is_letter(code) && !scan_is_alnum(scan_before(run, scan_previous(run, end)));
}

/* A word in small letters, "width" or "cm", which no menu and no heading is. */
static bool ends_in_small_word(const struct run *run, const char *end)
{
	struct word word = scan_word_before(run, end);
	return word.len > 0 && word.p + word.len == end && scan_is_lower(scan_code(word.p));
}

/* "x < limit", "width > 5", and neither "File > Open" nor "A > B > C", which lead from one to the
 * next, nor what a mail quotes. */
static bool compares_apart(const struct run *run, const char *left, const char *right)
{
	bool operand = ends_in_operand(run, left);
	if (scan_digits(right + strspn(right, "-.")) > 0 && operand_length(right) > 0)
		return operand || ends_in_small_word(run, left);
	if (*run->p == '>')
		return operand && operand_length(right) > 0 && scan_is_lower(scan_code(right));
	return operand && scan_is_letter(scan_code(right));
}

/* "p<0.05", and neither "<name>" nor "M<2, 3>" nor "x<y" in code. */
static bool compares_closely(const struct run *run, const char *right)
{
	enum { BRACKETED = 40 }; /* bytes in which one would be closed */
	const char *word = run->p;
	while (word > run->text && !strchr(" \n<>", word[-1]))
		word--;
	size_t more = 0;
	while (more < BRACKETED && right[more] && !strchr(">\n", right[more]))
		more++;
	bool number = scan_digits(right + strspn(right, "-.")) > 0;
	return operand_length(right) > 0 && number && right[more] != '>' &&
	       (word == run->text || word[-1] <= ' ') && ends_in_operand(run, run->p);
}

static bool compares(const struct run *run)
{
	if (run->p == run->text)
		return false;
	if (run->p[-1] == ' ' && run->p[1] == ' ')
		return compares_apart(run, run->p - 1, run->p + 2);
	return compares_closely(run, run->p + 1);
}

/* An arrow between variables is logic; anywhere else it leads through menus or is a bullet. */
static bool concludes(const struct run *run, size_t len)
{
	const char *right = run->p + len, *left = run->p;
	right += *right == ' ';
	left -= left > run->text && left[-1] == ' ';
	return operand_length(right) > 0 && ends_in_operand(run, left);
}

/* "Smith & Sons", "R&D"; not "&amp;", "&x". */
static bool joins_words(const struct run *run)
{
	bool apart =
		scan_is_blank(scan_before(run, run->p)) && scan_is_blank(scan_code(run->p + 1));
	bool close =
		scan_is_upper(scan_before(run, run->p)) && scan_is_upper(scan_code(run->p + 1));
	return apart || close;
}

enum { MIDDLE_DOT = 0xb7 }; /* "6 · 10²⁴" */

/* "and/or": words of a row of its own in the file. "km/h" is the units'. */
static bool is_meant(const struct run *run, uint32_t code, size_t len)
{
	if (code == '<' || code == '>')
		return compares(run);
	if (code == '&')
		return joins_words(run);
	if (code == '=' || code == '+' || code == MIDDLE_DOT)
		return run->p > run->text && ends_in_operand(run, run->p - (run->p[-1] == ' ')) &&
		       operand_length(run->p + len + (run->p[len] == ' ')) > 0;
	return (code != 0x21d2 && code != 0x21d4) || concludes(run, len);
}

/* What stands around it is parted from it by a blank, unless there is one. */
static bool say_apart(struct run *run, const char *words, size_t len)
{
	uint32_t before = scan_before(run, run->p), behind = scan_code(run->p + len);
	bool left = *words && before && before != '\n' && before != '(' && !scan_is_blank(before);
	bool right = *words &&
		     (scan_is_alnum(behind) || behind == '(' || behind == '.' || behind == '-') &&
		     (behind != '.' || scan_digits(run->p + len + 1) > 0);
	return run_say(run, run->p, run->p + len,
		arena_printf(run->arena, "%s%s%s", left ? " " : "", words, right ? " " : ""),
		SAYING_SIGN);
}

bool say_sign(struct run *run)
{
	size_t len;
	uint32_t code = scan_at(run->p, &len);
	if (scan_is_alnum(code) || code <= ' ')
		return false;
	const struct language_row *row = language_longest(run->language, SECTION_SIGNS, run->p);
	if (!row || row->count == 0 || !is_meant(run, code, row->key_len))
		return false;
	const char *words = strcmp(row->fields[0], "-") == 0 ? "" : row->fields[0];
	return say_apart(run, words, row->key_len);
}
