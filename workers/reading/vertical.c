/* vertical.c: Chinese and Japanese set in columns from top to bottom, the first one at the right.
 *
 * Some programs draw each sign of a column by itself, as if it were a line. Signs that stand below
 * each other, and were drawn so, become one upright line. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_SIGNS = 3, MOST_SIGNS = 300 };

/* ---- signs become columns ---- */

static bool is_cjk_sign(uint32_t code)
{
	return letters_is_cjk(code) || (code >= 0x3000 && code <= 0x30ff) ||
	       (code >= 0xff00 && code <= 0xff60);
}

/* One sign, or two beside each other, as numbers are. */
static bool is_sign(const struct layout_line *line)
{
	size_t len, next = 0;
	if (!*line->text || strlen(line->text) > 6)
		return false;
	bool cjk = is_cjk_sign(chars_at(line->text, &len));
	if (line->text[len])
		cjk = (cjk && is_cjk_sign(chars_at(line->text + len, &next))) ||
		      line->text[1] == '\0';
	return (cjk || strlen(line->text) <= 2) && !line->text[len + next];
}

/* The sign that was drawn next stands below it. */
static bool follows(const struct layout_line *line, const struct layout_line *next)
{
	float middle = (line->box.left + line->box.right) / 2;
	float other = (next->box.left + next->box.right) / 2, step = next->box.top - line->box.top;
	return fabsf(middle - other) < 0.35f * line->size && step > 0.5f * line->size &&
	       step < 1.7f * line->size && fabsf(next->size - line->size) < 0.2f * line->size;
}

static size_t column_end(const struct layout *layout, size_t first)
{
	size_t end = first, cjk = 0, len;
	while (end < layout->count && end - first < MOST_SIGNS && is_sign(&layout->lines[end]) &&
		(end == first || follows(&layout->lines[end - 1], &layout->lines[end]))) {
		cjk += is_cjk_sign(chars_at(layout->lines[end].text, &len));
		end++;
	}
	return end - first >= LEAST_SIGNS && cjk * 2 > end - first ? end : first + 1;
}

static struct layout_line column_of(
	const struct layout *layout, size_t first, size_t end, struct arena *arena)
{
	struct layout_line column = layout->lines[first];
	struct buf text = BUF_EMPTY;
	for (size_t i = first; i < end; i++) {
		const struct layout_box *box = &layout->lines[i].box;
		buf_append_string(&text, layout->lines[i].text);
		column.box.left = fminf(column.box.left, box->left);
		column.box.right = fmaxf(column.box.right, box->right);
		column.box.bottom = fmaxf(column.box.bottom, box->bottom);
	}
	column.text = arena_string_n(arena, buf_string(&text), text.len);
	column.words = NULL;
	column.word_count = 0;
	buf_free(&text);
	return column;
}

const struct layout *vertical_join(const struct layout *layout, struct arena *arena)
{
	size_t signs = 0;
	for (size_t i = 0; i < layout->count; i++)
		signs += is_sign(&layout->lines[i]);
	if (signs < LEAST_SIGNS || signs * 2 < layout->count)
		return layout;
	struct layout *joined = arena_alloc(arena, sizeof *joined);
	*joined = *layout;
	joined->lines = arena_alloc(arena, layout->count * sizeof *joined->lines);
	joined->count = 0;
	for (size_t first = 0, end; first < layout->count; first = end) {
		end = column_end(layout, first);
		joined->lines[joined->count++] = end > first + 1
							 ? column_of(layout, first, end, arena)
							 : layout->lines[first];
	}
	return joined;
}

/* ---- columns become a text ---- */

/* All columns stand beside each other. */
static bool is_one_band(const struct reading_line *lines, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		float top = fmaxf(lines[0].box.top, lines[i].box.top);
		float bottom = fminf(lines[0].box.bottom, lines[i].box.bottom);
		float height = fminf(lines[0].box.bottom - lines[0].box.top,
			lines[i].box.bottom - lines[i].box.top);
		if (bottom - top < 0.5f * height)
			return false;
	}
	return true;
}

static int from_right(const void *a, const void *b)
{
	const struct reading_line *x = a, *y = b;
	if (x->box.left > y->box.left || x->box.left < y->box.left)
		return x->box.left > y->box.left ? -1 : 1;
	return x->from[0] < y->from[0] ? -1 : x->from[0] > y->from[0];
}

/* The sentence goes on in the next column: nothing is left free at the end of the one, nor at the
 * beginning of the other. */
static bool goes_on(
	const struct reading_line *line, const struct reading_line *next, float top, float bottom)
{
	float size = line->size > 0 ? line->size : 1;
	size_t ignored;
	bool beside = next->box.right <= line->box.left + 0.3f * size &&
		      line->box.left - next->box.right < 2.5f * size;
	return beside && fabsf(next->size - line->size) < 0.1f * size &&
	       letters_is_cjk(chars_at(next->text, &ignored)) &&
	       next->box.top < top + 0.7f * size && line->box.bottom > bottom - 1.6f * size;
}

void vertical_sort(struct reading_line *lines, size_t count)
{
	float top = 1e9f, bottom = 0;
	if (count == 0)
		return;
	if (is_one_band(lines, count))
		qsort(lines, count, sizeof *lines, from_right);
	for (size_t i = 0; i < count; i++) {
		top = fminf(top, lines[i].box.top);
		bottom = fmaxf(bottom, lines[i].box.bottom);
		lines[i].starts = true;
	}
	for (size_t i = 1; i < count; i++) {
		lines[i].runs_on = goes_on(&lines[i - 1], &lines[i], top, bottom);
		lines[i].starts = !lines[i].runs_on;
	}
}
