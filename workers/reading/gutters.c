/* gutters.c: lines that were taken together although two columns of text stand side by side.
 *
 * Few lines beside each other look like rows of a table, to Tesseract and to MuPDF. But what runs
 * on from line to line on both sides of the white is text, and a table is none: such lines are
 * taken apart again where the white is. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* White between two parts of a line. */
struct gap {
	size_t line;
	size_t byte;       /* of the TAB */
	size_t word;       /* the first one behind it */
	float left, right; /* in points */
};

struct gaps {
	struct gap *items; /* from top to bottom */
	size_t count;
};

struct work {
	const struct layout *layout;
	struct arena *arena;
	float body;
	struct gaps gaps;
};

/* ---- gaps ---- */

static size_t words_of(const char *text)
{
	size_t count = 1;
	for (; *text; text++)
		count += *text == ' ' || *text == '\t';
	return count;
}

static int from_top(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;
	return x->line < y->line ? -1 : x->line > y->line;
}

static size_t count_tabs(const struct layout *layout)
{
	size_t count = 0;
	for (size_t i = 0; i < layout->count; i++) {
		for (const char *p = layout->lines[i].text; *p; p++)
			count += *p == '\t';
	}
	return count;
}

static struct gaps find_gaps(const struct layout *layout, struct arena *arena)
{
	struct gaps gaps = { arena_alloc(arena, (count_tabs(layout) + 1) * sizeof *gaps.items), 0 };
	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_line *line = &layout->lines[i];
		size_t word = 0;
		if (!line->words || words_of(line->text) != line->word_count)
			continue;
		for (const char *p = line->text; *p; p++) {
			word += *p == ' ' || *p == '\t';
			if (*p == '\t')
				gaps.items[gaps.count++] = (struct gap) { i,
					(size_t)(p - line->text), word, line->words[word - 1].right,
					line->words[word].left };
		}
	}
	if (gaps.count > 0)
		qsort(gaps.items, gaps.count, sizeof *gaps.items, from_top);
	return gaps;
}

/* ---- the text on both sides ---- */

/* The band's lines, from the first of `gaps` to the last: its whole height. */
static void measure(const struct work *w, const struct gap *const *band, size_t count, float x,
	struct flow sides[2])
{
	const struct layout_line *lines = w->layout->lines;
	float top = lines[band[0]->line].box.top - w->body;
	float bottom = lines[band[count - 1]->line].box.bottom + w->body;
	for (size_t i = 0; i < w->layout->count; i++) {
		const struct layout_line *line = &lines[i];
		const struct gap *gap = NULL;
		if (line->box.top < top || line->box.bottom > bottom)
			continue;
		for (size_t k = 0; k < count; k++)
			gap = band[k]->line == i ? band[k] : gap;
		if (gap) {
			const char *right = line->text + gap->byte + 1;
			flow_add(&sides[0], line->text, gap->byte);
			flow_add(&sides[1], right, strlen(right));
		} else if (line->box.right < x) {
			flow_add(&sides[0], line->text, strlen(line->text));
		} else if (line->box.left > x) {
			flow_add(&sides[1], line->text, strlen(line->text));
		}
	}
}

/* ---- bands ---- */

/* Gaps of lines that follow each other and have white in common. Returns how many, in `band`. */
static size_t collect(const struct work *w, size_t first, const struct gap **band, float *ret_left,
	float *ret_right)
{
	const struct gap *gap = &w->gaps.items[first];
	float left = gap->left, right = gap->right;
	size_t count = 0;
	band[count++] = gap;
	for (size_t i = first + 1; i < w->gaps.count; i++) {
		const struct gap *next = &w->gaps.items[i];
		const struct layout_box *box = &w->layout->lines[next->line].box;
		const struct layout_box *before = &w->layout->lines[band[count - 1]->line].box;
		float from = fmaxf(left, next->left), to = fminf(right, next->right);
		if (next->line == band[count - 1]->line || to - from < 0.7f * w->body)
			continue;
		if (box->bottom - before->bottom > 4.5f * w->body || box->top < before->top)
			break;
		left = from;
		right = to;
		band[count++] = next;
	}
	*ret_left = left;
	*ret_right = right;
	return count;
}

static struct layout_line part_of(
	const struct layout_line *line, const struct gap *gap, bool right, struct arena *arena)
{
	struct layout_line part = *line;
	const char *text = right ? line->text + gap->byte + 1 : line->text;
	part.text = arena_string_n(arena, text, right ? strlen(text) : gap->byte);
	part.words = right ? line->words + gap->word : line->words;
	part.word_count = right ? line->word_count - gap->word : gap->word;
	if (right)
		part.box.left = gap->right;
	else
		part.box.right = gap->left;
	return part;
}

/* Each line that has a gap to be opened becomes two. */
static const struct layout *open_gaps(
	const struct work *w, const struct gap *const *opened, size_t count)
{
	struct layout *layout = arena_alloc(w->arena, sizeof *layout);
	*layout = *w->layout;
	layout->count = 0;
	layout->lines =
		arena_alloc(w->arena, (w->layout->count + count + 1) * sizeof *layout->lines);
	for (size_t i = 0; i < w->layout->count; i++) {
		const struct layout_line *line = &w->layout->lines[i];
		const struct gap *gap = NULL;
		for (size_t k = 0; k < count; k++)
			gap = opened[k]->line == i ? opened[k] : gap;
		if (!gap) {
			layout->lines[layout->count++] = *line;
			continue;
		}
		layout->lines[layout->count++] = part_of(line, gap, false, w->arena);
		layout->lines[layout->count++] = part_of(line, gap, true, w->arena);
	}
	return layout;
}

const struct layout *gutters_open(const struct layout *layout, float body, struct arena *arena)
{
	enum { LEAST_LINES = 2, MOST_GAPS = 400 };
	struct work w = { layout, arena, body, find_gaps(layout, arena) };
	if (w.gaps.count < LEAST_LINES || w.gaps.count > MOST_GAPS || body <= 0)
		return layout;
	const struct gap **opened = arena_alloc(arena, w.gaps.count * sizeof *opened);
	const struct gap **band = arena_alloc(arena, w.gaps.count * sizeof *band);
	bool *taken = arena_alloc(arena, layout->count + 1);
	size_t used = 0;
	for (size_t first = 0; first < w.gaps.count; first++) {
		struct flow sides[2] = { { .last = NULL }, { .last = NULL } };
		float left, right;
		if (taken[w.gaps.items[first].line])
			continue;
		size_t count = collect(&w, first, band, &left, &right);
		if (count < LEAST_LINES)
			continue;
		measure(&w, band, count, (left + right) / 2, sides);
		if (!flow_is_text(&sides[0]) || !flow_is_text(&sides[1]))
			continue;
		for (size_t i = 0; i < count; i++) {
			if (!taken[band[i]->line])
				opened[used++] = band[i];
			taken[band[i]->line] = true;
		}
	}
	return used > 0 ? open_gaps(&w, opened, used) : layout;
}
