/* margins.c: what stands on a page and is no part of its text: the numbers of its lines, and words
 * across the whole of it. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DIGITS = 4 };

/* ---- watermarks ---- */

static bool lies_over(const struct layout_box *box, const struct layout_box *line)
{
	float x = (line->left + line->right) / 2, y = (line->top + line->bottom) / 2;
	bool across = line->left < box->right && line->right > box->left;
	return across && y > box->top && y < box->bottom &&
	       ((x > box->left && x < box->right) || line->right - line->left > 0);
}

/* Text that neither runs along the page nor up or down: its box is far larger than its type. */
static bool is_diagonal(const struct reading_page *page, const struct reading_line *line)
{
	float width = line->box.right - line->box.left, height = line->box.bottom - line->box.top;
	return page->source == LAYOUT_FROM_TEXT && height > 1.8f * line->size &&
	       width > 1.8f * line->size && line->size > 2 * page->body;
}

/* "DRAFT" in large type over several lines of text, or across them. */
static bool is_watermark(const struct reading_page *page, size_t i)
{
	enum { LEAST_LINES = 3 };
	const struct reading_line *line = &page->lines[i];
	size_t over = 0;
	if (is_diagonal(page, line))
		return true;
	if (line->size < 2.5f * page->body || strlen(line->text) < 3)
		return false;
	for (size_t k = 0; k < page->count; k++) {
		const struct reading_line *other = &page->lines[k];
		over += k != i && other->size < 0.6f * line->size &&
			lies_over(&line->box, &other->box);
	}
	return over >= LEAST_LINES;
}

static void remove_watermarks(struct reading_page *page, struct changes *changes)
{
	for (size_t i = page->count; i-- > 0;) {
		if (!is_watermark(page, i))
			continue;
		changes_add(changes, CHANGE_WATERMARK, page->lines[i].text, NULL);
		page_remove(page, i);
	}
}

/* ---- numbers of lines ---- */

/* One that may be the number of its row. */
struct numbering {
	size_t line; /* of the page */
	size_t row;
	long value;
	bool alone;   /* it is a line of its own; else a part of one, before or behind a TAB */
	bool runs_on; /* its row's text begins within a sentence */
};

struct numberings {
	struct numbering *items;
	size_t count;
};

static bool read_number(const char *text, size_t len, long *ret_value)
{
	if (len == 0 || len > MOST_DIGITS || strspn(text, "0123456789") < len)
		return false;
	*ret_value = strtol(text, NULL, 10);
	return true;
}

static size_t count_tabs(const char *text)
{
	size_t count = 0;
	for (; *text; text++)
		count += *text == '\t';
	return count;
}

static bool has_letters(const char *text)
{
	size_t len;
	for (; *text; text += len ? len : 1) {
		if (letters_is_letter(chars_at(text, &len)))
			return true;
	}
	return false;
}

/* A row's text without the numbers before and behind it. */
static const char *bare_text(const char *row, struct arena *arena)
{
	long ignored;
	size_t first = strcspn(row, "\t");
	if (row[first] && read_number(row, first, &ignored))
		row += first + 1;
	const char *last = strrchr(row, '\t');
	size_t len = last && read_number(last + 1, strlen(last + 1), &ignored)
			     ? (size_t)(last - row)
			     : strlen(row);
	return arena_string_n(arena, row, len);
}

/* Where letters have no case the line before tells. */
static bool begins_within(const char *text, const char *before)
{
	size_t len;
	uint32_t code = chars_at(text, &len);
	if (letters_is_lower(code) || letters_is_upper(code))
		return letters_is_lower(code);
	return letters_is_letter(code) && before && !chars_end_sentence(before, strlen(before));
}

/* The number at one end of a row of text, if there is one. */
static bool number_of_row(const struct reading_page *page, const struct row *row, bool right,
	struct numbering *ret_number)
{
	size_t at = row->lines[right ? row->count - 1 : 0];
	const char *text = page->lines[at].text;
	const char *tab = right ? strrchr(text, '\t') : strchr(text, '\t');
	const char *start = right && tab ? tab + 1 : text;
	size_t len = right || !tab ? strlen(start) : (size_t)(tab - text);
	struct numbering number = { .line = at, .alone = !tab };
	if (!read_number(start, len, &number.value) || (number.alone && row->count < 2))
		return false;
	*ret_number = number;
	return true;
}

/* Rows of prose or verse, with the numbers at that side of them. */
static struct numberings numbers_at(
	const struct reading_page *page, const struct rows *rows, bool right)
{
	struct numberings found = {
		arena_alloc(page->arena, (rows->count + 1) * sizeof *found.items), 0
	};
	const char *before = NULL;
	size_t place = 0;
	for (size_t i = 0; i < rows->count; i++) {
		const char *bare = bare_text(rows->rows[i].text, page->arena);
		struct numbering *number = &found.items[found.count];
		if (!has_letters(bare))
			continue;
		if (count_tabs(bare) == 0 && number_of_row(page, &rows->rows[i], right, number)) {
			number->row = place;
			number->runs_on = begins_within(bare, before);
			found.count++;
		}
		before = bare;
		place++;
	}
	return found;
}

/* They count the rows, one by one or in steps of five or so; and what they count one by one is no
 * list, since sentences run on from one to the next. */
static bool count_rows(const struct numberings *found)
{
	enum { LEAST_PARTS = 4, LEAST_ALONE = 2, LEAST_STEPS = 3 };
	size_t in_step = 0, wide = 0, runs_on = 0, parts = 0;
	for (size_t i = 0; i < found->count; i++) {
		const struct numbering *number = &found->items[i];
		parts += !number->alone;
		runs_on += number->runs_on;
		if (i == 0)
			continue;
		long rows = (long)number->row - (long)number[-1].row;
		long step = number->value - number[-1].value;
		in_step += step == rows;
		wide += step == rows && step > 1;
	}
	size_t least = parts > 0 ? LEAST_PARTS : LEAST_ALONE;
	bool stepped = wide > 0 && wide * 2 >= in_step;
	if (stepped)
		least = LEAST_STEPS;
	return found->count >= least && in_step * 5 >= (found->count - 1) * 4 &&
	       (stepped || runs_on * 4 >= found->count);
}

/* Where the text of a line begins or ends when its number is gone. */
static void narrow_box(struct reading_page *page, struct reading_line *line, bool right)
{
	const struct layout_line *from = &page->layout->lines[line->from[0]];
	if (line->from_count != 1 || from->word_count < 2 || !from->words)
		return;
	if (right)
		line->box.right = from->words[from->word_count - 2].right;
	else
		line->box.left = from->words[1].left;
}

static void strip_number(struct reading_page *page, const struct numbering *number, bool right)
{
	struct reading_line *line = &page->lines[number->line];
	const char *tab = right ? strrchr(line->text, '\t') : strchr(line->text, '\t');
	if (number->alone) {
		line->text = "";
		return;
	}
	narrow_box(page, line, right);
	line->text = right ? arena_string_n(page->arena, line->text, (size_t)(tab - line->text))
			   : tab + 1;
}

/* Further down or up than the text goes they stand alone, as on paper that is printed with them. */
static void strip_beyond(struct reading_page *page, const struct rows *rows,
	const struct numberings *found, struct changes *changes)
{
	const struct layout_box *box = &page->lines[found->items[0].line].box;
	const float off = page->body;
	for (size_t i = 0; found->items[0].alone && i < rows->count; i++) {
		const struct row *row = &rows->rows[i];
		struct reading_line *line = &page->lines[row->lines[0]];
		long ignored;
		if (row->count > 1 || line->box.left < box->left - off ||
			line->box.right > box->right + off ||
			!read_number(line->text, strlen(line->text), &ignored))
			continue;
		changes_add(changes, CHANGE_LINE_NUMBER, line->text, NULL);
		line->text = "";
	}
}

static void remove_numbers(struct reading_page *page, struct changes *changes)
{
	struct rows rows = page_rows(page);
	struct numberings sides[2];
	bool any = false;
	for (int right = 0; right < 2; right++)
		sides[right] = numbers_at(page, &rows, right == 1);
	for (int right = 0; right < 2; right++) {
		if (!count_rows(&sides[right]))
			continue;
		any = true;
		for (size_t i = 0; i < sides[right].count; i++) {
			const struct numbering *number = &sides[right].items[i];
			changes_add(changes, CHANGE_LINE_NUMBER,
				arena_printf(page->arena, "%ld", number->value), NULL);
			strip_number(page, number, right == 1);
		}
		strip_beyond(page, &rows, &sides[right], changes);
	}
	for (size_t i = page->count; any && i-- > 0;) {
		if (!*page->lines[i].text)
			page_remove(page, i);
	}
}

void margins_clean(struct reading_page *page, struct changes *changes)
{
	remove_watermarks(page, changes);
	remove_numbers(page, changes);
}
