/* superscripts.c: raised numbers: marks of notes, which nobody wants to hear, and exponents. */
#include "common/text/letters.h"
#include "workers/page/superscript.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <string.h>

enum {
	LEAST_LETTERS = 3,
	YEAR_DIGITS = 4,
	/* Bytes that are looked at for one mark: a page of nothing but marks must not take long. */
	MOST_MARKS = 200,
	MOST_ASIDE = 400,
};

/* ---- what they are ---- */

/* Daggers stand for nothing else than marks where they touch a word. */
static size_t dagger_length(const char *p)
{
	return strncmp(p, "\xe2\x80\xa0", 3) == 0 || strncmp(p, "\xe2\x80\xa1", 3) == 0 ? 3 : 0;
}

/* Several marks: what parts them goes with them, "12, 13". */
static size_t marks_length(const char *p)
{
	static const char *const between[] = { ", ", ",", "; ", ";", "-", " \xe2\x80\x94 " };
	size_t all = raised_length(p), more = all;
	while (more > 0 && all < MOST_MARKS) {
		more = 0;
		for (size_t i = 0; more == 0 && i < sizeof between / sizeof *between; i++) {
			size_t len = strlen(between[i]);
			if (strncmp(p + all, between[i], len) == 0)
				more = raised_length(p + all + len) ? len : 0;
		}
		all += more;
		all += raised_length(p + all);
	}
	return all;
}

/* ---- what is before them ---- */

/* Words that numbers are raised behind as exponents. */
static bool takes_exponents(const char *word, size_t len)
{
	static const char *const words[] = { "sin", "cos", "tan", "cot", "sec", "sinh", "cosh",
		"tanh", "exp", "det", "log", "rad", "mol", "bar", "min" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (len == strlen(words[i]) && strncmp(word, words[i], len) == 0)
			return true;
	}
	return false;
}

/* Bytes of what closes a sentence, clause, quotation or bracket. */
static size_t closing_length(const char *text, size_t len)
{
	static const char *const closing[] = { ".", ",", ";", ":", "!", "?", "\"", "'", ")", "]",
		"\xe2\x80\x9d", "\xe2\x80\x99", "\xc2\xbb" };
	for (size_t i = 0; i < sizeof closing / sizeof *closing; i++) {
		size_t n = strlen(closing[i]);
		if (len > n && strncmp(text + len - n, closing[i], n) == 0)
			return n;
	}
	return 0;
}

static size_t digits_before(const char *text, size_t len)
{
	size_t digits = 0;
	while (digits < len && letters_is_digit((unsigned char)text[len - 1 - digits]))
		digits++;
	return digits;
}

/* Two digits are raised in prices and times: "3.50", "12:30". */
static bool may_go_on(const char *text, size_t len, const char *mark)
{
	size_t digits = digits_before(text, len);
	char before = digits < len ? text[len - digits - 1] : ' ';
	bool year = digits == YEAR_DIGITS && strchr(" (-", before);
	return raised_count(mark) == 2 && !year;
}

/* "(Smith 1987)", and not "(2a + 1)": there are words in the bracket that ends here. */
static bool ends_in_aside(const char *text, size_t len)
{
	size_t ignored, letters = 0;
	if (len == 0 || (text[len - 1] != ')' && text[len - 1] != ']'))
		return false;
	const char *start = len > MOST_ASIDE ? text + len - MOST_ASIDE : text;
	for (const char *p = text + len - 1; p > start && letters < LEAST_LETTERS;) {
		p = chars_before(text, p);
		if (*p == '(' || *p == '[')
			break;
		letters = letters_is_letter(chars_at(p, &ignored)) ? letters + 1 : 0;
	}
	return letters >= LEAST_LETTERS;
}

/* "in 1999": a number that may be a year, behind a word. */
static bool ends_in_year(const char *text, size_t len)
{
	if (digits_before(text, len) != YEAR_DIGITS || len < YEAR_DIGITS + 2)
		return false;
	const char *year = text + len - YEAR_DIGITS, *before = chars_before(text, year - 1);
	size_t ignored;
	bool likely = (*year == '1' && year[1] >= '1') || strncmp(year, "20", 2) == 0;
	bool power = strncmp(year, "2048", YEAR_DIGITS) == 0;
	return likely && !power && year[-1] == ' ' && letters_is_letter(chars_at(before, &ignored));
}

/* Whether `mark` stands behind a word, a sentence or a quotation, and not behind a number, a unit
 * or the name of a variable, where it is an exponent. */
static bool ends_in_prose(const char *text, size_t len, const char *mark)
{
	bool stopped = false; /* a sentence or clause: behind it there are no exponents */
	char inner = '\0';
	if (ends_in_aside(text, len))
		return true;
	for (size_t n; (n = closing_length(text, len)) > 0; len -= n) {
		inner = text[len - n];
		stopped = stopped || strchr(".,;:!?", inner);
	}
	size_t bytes = chars_letters_before(text, text + len), letters = 0;
	for (size_t i = len - bytes; i < len; i++)
		letters += ((unsigned char)text[i] & 0xc0) != 0x80;
	if (stopped)
		return letters > 0 || text[len - 1] == '%' || !strchr(".,:", inner) ||
		       (digits_before(text, len) > 0 && !may_go_on(text, len, mark));
	if (letters == 0 && ends_in_year(text, len))
		return true;
	return letters >= LEAST_LETTERS && !takes_exponents(text + len - bytes, bytes);
}

/* No fraction, no charge of an ion, no isotope. */
static bool ends_a_word(const char *next)
{
	size_t len;
	uint32_t code = chars_at(next, &len);
	if (*next == '-')
		return letters_is_letter(chars_at(next + 1, &len));
	return !letters_is_alnum(code) && *next != '/' && *next != '+' && code != 0x2044;
}

/* ---- removing them ---- */

struct raising {
	struct buf out;
	struct changes *changes;
	struct arena *arena;
	bool is_note; /* of a note, whose own mark is no reference */
	bool changed;
	size_t removed;
};

/* Bytes of what goes from here on, or 0; with it go `ret_back` bytes that are written already. */
static size_t mark_here(const struct raising *r, const char *p, size_t *ret_back)
{
	const char *text = buf_string(&r->out);
	size_t dagger = dagger_length(p), len = dagger ? dagger : marks_length(p);
	size_t end = r->out.len;
	if (len == 0 || end == 0 || r->is_note)
		return 0;
	char open = text[end - 1], close = p[len];
	bool square = open == '[' && close == ']';
	bool bracket = square || (open == '(' && close == ')');
	len += bracket;
	end -= bracket;
	while (end > 0 && text[end - 1] == ' ' && !dagger)
		end--;
	if (end == 0 || !(square || (ends_in_prose(text, end, p) && ends_a_word(p + len))))
		return 0;
	*ret_back = r->out.len - end;
	return len;
}

/* Returns how far it went. */
static size_t take_next(struct raising *r, const char *p)
{
	size_t back, len = mark_here(r, p, &back);
	if (len > 0) {
		const char *bare =
			arena_string_n(r->arena, p, len - (strchr(")]", p[len - 1]) != NULL));
		changes_add(r->changes, CHANGE_NOTE_MARK, raised_plain(bare, r->arena), NULL);
		r->out.len -= back;
		r->changed = true;
		r->removed++;
		return len;
	}
	len = raised_sign_length(p);
	if (len > 0) {
		buf_append_char(&r->out, '*');
		r->changed = true;
		return len;
	}
	len = raised_length(p);
	char before = r->out.len > 0 ? r->out.data[r->out.len - 1] : ' ';
	if (len > 0 && before == '[' && p[len] == ']') { /* of a list: "[12] Author" */
		const char *here = arena_string_n(r->arena, p, len);
		buf_append_string(&r->out, raised_plain(here, r->arena));
		r->changed = true;
		return len;
	}
	len = len ? len : 1;
	buf_append(&r->out, p, len);
	return len;
}

static bool may_have_marks(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text >= 0x80 && (raised_length(text) || dagger_length(text)))
			return true;
	}
	return false;
}

size_t raised_remove(struct reading_page *page, struct changes *changes)
{
	size_t removed = 0;
	for (size_t i = 0; i < page->count; i++) {
		struct reading_line *line = &page->lines[i];
		struct raising r = { BUF_EMPTY, changes, page->arena, line->role == LINE_NOTE,
			false, 0 };
		if (!may_have_marks(line->text))
			continue;
		for (const char *p = line->text; *p;)
			p += take_next(&r, p);
		if (r.changed)
			line->text = arena_string_n(page->arena, buf_string(&r.out), r.out.len);
		removed += r.removed;
		buf_free(&r.out);
	}
	return removed;
}
