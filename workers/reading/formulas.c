/* formulas.c: displayed formulas, which are announced, since nobody could follow them by ear.
 *
 * Print sets them apart, and a PDF draws them in pieces: what stands above and below a fraction's
 * line, the limits of a sum, its sign, and the number at the column's end. The pieces that belong
 * to a line with a relation in it are one formula, which is announced once. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <string.h>

/* ---- one line ---- */

static bool is_relation(uint32_t code)
{
	return code == '=' || code == '<' || code == '>' || code == 0x2208 ||
	       (code >= 0x2190 && code <= 0x21ff && code != 0x2192) || code == 0x2211 ||
	       code == 0x222b || (code >= 0x223c && code <= 0x228b);
}

static bool is_mathematical(uint32_t code)
{
	return strchr("=+<>^|/*", (int)(code < 0x80 ? code : 'x')) || code == 0xd7 ||
	       code == 0xb1 || code == 0xf7 || (code >= 0x2190 && code <= 0x22ff) ||
	       (code >= 0x27c0 && code <= 0x2aff) || (code >= 0x1d400 && code <= 0x1d7ff);
}

static bool is_greek(uint32_t code)
{
	return code >= 0x391 && code <= 0x3f5;
}

struct content {
	size_t signs, relations;
	size_t words;      /* of four letters and more */
	size_t short_ones; /* runs of up to three letters, and of digits */
	size_t longest;    /* run of letters */
	size_t greek;
	size_t bytes;
};

static struct content content_of(const char *text)
{
	struct content found = { 0, 0, 0, 0, 0, 0, strlen(text) };
	size_t run = 0, len;
	bool digits = false;
	for (const char *p = text;; p += len ? len : 1) {
		uint32_t code = chars_at(p, &len);
		if (letters_is_letter(code) && !is_mathematical(code)) {
			found.greek += is_greek(code);
			run++;
			continue;
		}
		bool digit = letters_is_digit(code);
		found.short_ones += (run > 0 && run < 4) || (digit && !digits);
		found.words += run >= 4;
		found.longest = run > found.longest ? run : found.longest;
		run = 0;
		digits = digit;
		if (!*p)
			return found;
		found.signs += is_mathematical(code);
		found.relations += is_relation(code);
	}
}

/* What only programs and prompts have. */
static bool is_of_program(const char *text)
{
	return strchr("/$.%\"'", *text) || strncmp(text, "> ", 2) == 0 || strstr(text, "->") ||
	       strchr(text, ';') || strstr(text, "==");
}

bool formula_is(const char *text)
{
	const struct content found = content_of(text);
	return found.relations > 0 && found.signs > 0 && found.words == 0 && !is_of_program(text);
}

/* Of a line that is set apart, less is wanted: it may name something ("H_int = ..."), or go on with
 * the line above. */
static bool may_be_formula(const char *text)
{
	enum { LONGEST_NAME = 5, LEAST_SHORT = 3 };
	const struct content found = content_of(text);
	return found.words <= 1 && found.longest <= LONGEST_NAME &&
	       found.short_ones >= LEAST_SHORT && !is_of_program(text) &&
	       (found.relations > 0 || (found.signs > 0 && found.greek > 0));
}

/* Nothing but signs, numbers and a few letters: what a fraction or a sum is drawn of. */
static bool is_piece(const char *text, bool displayed)
{
	enum { MOST_BYTES = 60 };
	const size_t most_letters = displayed ? 4 : 3;
	const struct content found = content_of(text);
	return found.bytes <= MOST_BYTES && found.longest <= most_letters;
}

/* ---- lines of a page ---- */

static bool may_be_of_one(const struct reading_line *line)
{
	return line->role == LINE_TEXT || line->role == LINE_OWN;
}

/* It begins further in than the text of its column does. */
static bool *find_displayed(const struct reading_page *page)
{
	const float least = 1.5f; /* in sizes of the type */
	bool *displayed = arena_alloc(page->arena, page->count + 1);
	for (size_t first = 0, end; first < page->count; first = end) {
		float left = page->lines[first].box.left;
		for (end = first;
			end < page->count && page->lines[end].column == page->lines[first].column;
			end++)
			left = fminf(left, page->lines[end].box.left);
		for (size_t i = first; i < end; i++)
			displayed[i] = page->lines[i].box.left > left + least * page->body;
	}
	return displayed;
}

static size_t cells_of(const char *text)
{
	size_t count = 1;
	for (; *text; text++)
		count += *text == '\t';
	return count;
}

/* Three rows and more of as many cells each are a table, whatever stands in them. */
static bool *find_tabulated(const struct reading_page *page)
{
	enum { LEAST_ROWS = 3, LEAST_CELLS = 2 };
	bool *tabulated = arena_alloc(page->arena, page->count + 1);
	for (size_t first = 0, end; first < page->count; first = end) {
		size_t cells = cells_of(page->lines[first].text);
		for (end = first + 1;
			end < page->count && page->lines[end].column == page->lines[first].column &&
			cells_of(page->lines[end].text) == cells;
			end++)
			;
		for (size_t i = first; i < end; i++)
			tabulated[i] = cells >= LEAST_CELLS && end - first >= LEAST_ROWS;
	}
	return tabulated;
}

/* Closer than lines of text are, or hardly any white is between them. */
static bool are_close(const struct reading_page *page, const struct reading_line *line,
	const struct reading_line *next)
{
	float step = fabsf(line->box.bottom - next->box.bottom);
	float white = fmaxf(next->box.top - line->box.bottom, line->box.top - next->box.bottom);
	return line->column == next->column &&
	       (step < 1.25f * page->leading || white < 0.5f * page->body);
}

static bool *find_lines(const struct reading_page *page)
{
	bool *is = arena_alloc(page->arena, page->count + 1);
	const bool *displayed = find_displayed(page), *tabulated = find_tabulated(page);
	for (size_t i = 0; i < page->count; i++) {
		const struct reading_line *line = &page->lines[i];
		is[i] = may_be_of_one(line) && !tabulated[i] &&
			(formula_is(line->text) || (displayed[i] && may_be_formula(line->text)));
	}
	for (int back = 0; back < 2; back++) {
		for (size_t n = 1; n < page->count; n++) {
			size_t i = back ? page->count - 1 - n : n, other = back ? i + 1 : i - 1;
			const struct reading_line *line = &page->lines[i];
			if (is[other] && !is[i] && !tabulated[i] && line->role == LINE_TEXT &&
				is_piece(line->text, displayed[i]) &&
				are_close(page, line, &page->lines[other]))
				is[i] = true;
		}
	}
	return is;
}

/* ---- what is said of them ---- */

/* One that can be said as it stands: "x = 4", "E = mc\xc2\xb2". */
static bool is_short(const char *text)
{
	enum { MOST_BYTES = 10 };
	return strlen(text) <= MOST_BYTES && !strpbrk(text, "\n/()");
}

/* Pieces of one formula that were found in different ways are announced once. */
static void join_announced(struct reading_page *page)
{
	for (size_t i = 1; i < page->count;) {
		struct reading_line *before = &page->lines[i - 1], *line = &page->lines[i];
		if (before->role != LINE_FORMULA || line->role != LINE_FORMULA || !before->said ||
			!line->said || before->column != line->column) {
			i++;
			continue;
		}
		before->text = arena_printf(page->arena, "%s\n%s", before->text, line->text);
		page_merge(page, i - 1, i + 1);
	}
}

const char *formulas_said(const struct reading_options *options)
{
	return options->formulas == READING_SKIP ? "" : spoken_word(options->language, SAY_FORMULA);
}

void formulas_find(
	struct reading_page *page, const struct reading_options *options, struct changes *changes)
{
	bool *is = find_lines(page);
	for (size_t first = 0; first < page->count; first++) {
		if (!is[first])
			continue;
		size_t end = first + 1;
		while (end < page->count && is[end])
			end++;
		page->lines[first].role = LINE_FORMULA;
		if (options->formulas == READING_READ ||
			(options->formulas == READING_ANNOUNCE && end - first == 1 &&
				is_short(page->lines[first].text)))
			continue;
		memmove(is + first + 1, is + end, page->count - end);
		page_announce(page, first, end, CHANGE_FORMULA, formulas_said(options), changes);
	}
	join_announced(page);
}
