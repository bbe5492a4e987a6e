/* fills.c: lines between whose words others stand: a form that was filled in, words that were drawn
 * in any order. They are taken apart there, so that what stands in a row is read from left to
 * right. */
#include "workers/reading/parts.h"

#include <math.h>
#include <string.h>

/* Side by side: more than half of the lower one. */
static bool is_beside(const struct layout_box *a, const struct layout_box *b)
{
	float shared = fminf(a->bottom, b->bottom) - fmaxf(a->top, b->top);
	return shared > fminf(a->bottom - a->top, b->bottom - b->top) / 2;
}

/* Some other line has all of its words in the white behind word `k` of line `i`. */
static bool is_filled(const struct layout *layout, size_t i, size_t k)
{
	const struct layout_line *line = &layout->lines[i];
	const float off = 0.15f * line->size;
	float left = line->words[k].right - off, right = line->words[k + 1].left + off;
	if (right - left < 0.7f * line->size)
		return false;
	for (size_t other = 0; other < layout->count; other++) {
		const struct layout_box *box = &layout->lines[other].box;
		if (other != i && box->left >= left && box->right <= right &&
			is_beside(&line->box, box))
			return true;
	}
	return false;
}

static size_t words_of(const char *text)
{
	size_t count = 1;
	for (; *text; text++)
		count += *text == ' ' || *text == '\t';
	return count;
}

/* Words `first` to `end`, which begin at `start` and have `len` bytes. */
static struct layout_line piece_of(const struct layout_line *line, size_t first, size_t end,
	const char *start, size_t len, struct arena *arena)
{
	struct layout_line piece = *line;
	piece.text = arena_string_n(arena, start, len);
	piece.words = line->words + first;
	piece.word_count = end - first;
	if (first > 0)
		piece.box.left = line->words[first].left;
	if (end < line->word_count)
		piece.box.right = line->words[end - 1].right;
	return piece;
}

/* Adds the line's pieces to `to`, which has room for one for each word. */
static void take_apart(
	const struct layout *layout, size_t i, struct layout *to, struct arena *arena)
{
	const struct layout_line *line = &layout->lines[i];
	const char *start = line->text, *p = start;
	size_t first = 0;
	bool known = line->words && words_of(line->text) == line->word_count;
	for (size_t k = 0; known && k + 1 < line->word_count; k++) {
		p += strcspn(p, " \t");
		if (is_filled(layout, i, k)) {
			to->lines[to->count++] =
				piece_of(line, first, k + 1, start, (size_t)(p - start), arena);
			start = p + 1;
			first = k + 1;
		}
		p++;
	}
	to->lines[to->count++] =
		first > 0 ? piece_of(line, first, line->word_count, start, strlen(start), arena)
			  : *line;
}

const struct layout *fills_open(const struct layout *layout, struct arena *arena)
{
	enum { MOST_LINES = 1500 };
	size_t most = 0;
	if (layout->source != LAYOUT_FROM_TEXT || layout->count > MOST_LINES)
		return layout;
	for (size_t i = 0; i < layout->count; i++)
		most += layout->lines[i].word_count + 1;
	struct layout *apart = arena_alloc(arena, sizeof *apart);
	*apart = *layout;
	apart->lines = arena_alloc(arena, (most + 1) * sizeof *apart->lines);
	apart->count = 0;
	for (size_t i = 0; i < layout->count; i++)
		take_apart(layout, i, apart, arena);
	return apart->count > layout->count ? apart : layout;
}
