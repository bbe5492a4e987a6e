#include "workers/reading/signs.h"

#include "common/base/buf.h"
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/fractions.h"
#include "workers/reading/words.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

struct signs {
	const char *text, *p; /* p: where we are in it */
	const char *language;
	const struct sign *known; /* in that language */
	struct buf out;
	bool changed;
};

/* Whether what stands here is a word, a number or a bracket, and no end of either. */
static bool begins_something(const char *p)
{
	size_t len;
	uint32_t code = chars_at(p, &len);
	if (code == '.')
		code = chars_at(p + len, &len);
	return letters_is_alnum(code) || code == '(';
}

static void append_apart(struct signs *s, const char *words, size_t len)
{
	if (s->out.len > 0 && !strchr(" \n(", s->out.data[s->out.len - 1]))
		buf_append_char(&s->out, ' ');
	buf_append_string(&s->out, words);
	s->p += len;
	if (begins_something(s->p))
		buf_append_char(&s->out, ' ');
	s->changed = true;
}

static bool say_fraction(struct signs *s)
{
	char said[FRACTION_SAID];
	size_t len = fraction_said(s->text, s->p, &s->out, s->language, said);
	if (len > 0)
		append_apart(s, said, len);
	return len > 0;
}

/* ---- comparisons ---- */

/* A number, or the name of a variable: one letter. Bytes, or 0. */
static size_t operand_length(const char *p)
{
	size_t sign = 0, len, ignored;
	uint32_t code = chars_at(p, &len);
	if (code == '-' || code == '.') {
		sign = len;
		code = chars_at(p + sign, &len);
		if (!letters_is_digit(code))
			return 0;
	}
	if (letters_is_digit(code))
		len = strspn(p + sign, "0123456789.,");
	else if (!letters_is_letter(code))
		return 0;
	return letters_is_letter(chars_at(p + sign + len, &ignored)) ? 0 : sign + len;
}

/* Whether that stands before `end`, too. */
static bool ends_in_operand(const char *start, const char *end)
{
	const char *last = chars_before(start, end);
	size_t len;
	uint32_t code = chars_at(last, &len);
	if (end == start || code == ')')
		return end > start;
	if (letters_is_digit(code))
		return true;
	return letters_is_letter(code) &&
	       (last == start || !letters_is_alnum(chars_at(chars_before(start, last), &len)));
}

/* A word in small letters, "width" or "cm", which no menu and no heading is. */
static bool ends_in_small_word(const char *start, const char *end)
{
	size_t len = chars_letters_before(start, end), ignored;
	return len > 0 && letters_is_lower(chars_at(end - len, &ignored));
}

/* "x < limit", "width > 5", and neither "File > Open" nor "A > B > C", which lead from one to the
 * next, nor what a mail quotes. */
static bool compares_apart(const struct signs *s, const char *left, const char *right)
{
	size_t ignored;
	bool operand = ends_in_operand(s->text, left);
	uint32_t code = chars_at(right, &ignored);
	if (isdigit((unsigned char)right[strspn(right, "-.")]) && operand_length(right) > 0)
		return operand || ends_in_small_word(s->text, left);
	if (*s->p == '>')
		return operand && operand_length(right) > 0 && letters_is_lower(code);
	return operand && letters_is_letter(code);
}

/* "p<0.05", and neither "<name>" nor "M<2, 3>" nor "x<y" in code. */
static bool compares_closely(const struct signs *s, const char *right)
{
	enum { BRACKETED = 40 }; /* bytes in which one would be closed */
	const char *word = s->p;
	while (word > s->text && !strchr(" \n<>", word[-1]))
		word--;
	size_t len = operand_length(right), more = 0;
	while (more < BRACKETED && right[more] && !strchr(">\n", right[more]))
		more++;
	bool number = isdigit((unsigned char)right[strspn(right, "-.")]);
	return len > 0 && number && right[more] != '>' && (word == s->text || word[-1] <= ' ') &&
	       ends_in_operand(s->text, s->p);
}

static bool compares(const struct signs *s)
{
	if (s->p == s->text)
		return false;
	if (s->p[-1] == ' ' && s->p[1] == ' ')
		return compares_apart(s, s->p - 1, s->p + 2);
	return compares_closely(s, s->p + 1);
}

/* An arrow between variables is logic; anywhere else it leads through menus or is a bullet. */
static bool concludes(const struct signs *s, size_t len)
{
	const char *right = s->p + len, *left = s->p;
	right += *right == ' ';
	left -= left > s->text && left[-1] == ' ';
	return operand_length(right) > 0 && ends_in_operand(s->text, left);
}

static bool is_meant(const struct signs *s, uint32_t code, size_t len)
{
	if (code < 0x80)
		return compares(s);
	return (code != 0x21d2 && code != 0x21d4) || concludes(s, len);
}

static bool say_sign(struct signs *s)
{
	size_t len;
	uint32_t code = chars_at(s->p, &len);
	if (letters_is_alnum(code) || code <= ' ')
		return false;
	for (const struct sign *sign = s->known; sign->code; sign++) {
		if (sign->code != code)
			continue;
		if (!is_meant(s, code, len))
			return false;
		append_apart(s, sign->words, len);
		return true;
	}
	return false;
}

/* Bytes up to what may be a fraction or a sign. */
static size_t plain_length(const char *p)
{
	size_t len = 0;
	for (unsigned char c; (c = (unsigned char)p[len]); len++) {
		if (c >= 0x80 || (c >= '0' && c <= '9') || (c >= '<' && c <= '>'))
			break;
	}
	return len;
}

const char *signs_spoken(const char *text, const char *language, struct arena *arena)
{
	size_t len = plain_length(text);
	if (!text[len])
		return text;
	struct signs s = { text, text, language, words_of(language)->signs, BUF_EMPTY, false };
	for (; *s.p; len = plain_length(s.p)) {
		buf_append(&s.out, s.p, len);
		s.p += len;
		if (!*s.p || say_fraction(&s) || say_sign(&s))
			continue;
		chars_at(s.p, &len);
		buf_append(&s.out, s.p, len);
		s.p += len;
	}
	const char *spoken =
		s.changed ? arena_string_n(arena, buf_string(&s.out), s.out.len) : text;
	buf_free(&s.out);
	return spoken;
}
