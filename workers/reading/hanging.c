/* hanging.c: paragraphs whose first line begins further left than the rest: items with a label, and
 * references, directories and glossaries without one. White at the end of their lines says little,
 * since most are set ragged, and their sentences end everywhere. */
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <string.h>

/* Lines may slope, and signs stand out a little. */
static float off(const struct reading_page *page)
{
	return (page->source == LAYOUT_FROM_OCR ? 0.6f : 0.25f) * page->body;
}

static bool is_near(const struct reading_page *page, const struct reading_line *before,
	const struct reading_line *line)
{
	return before->column == line->column && !before->said &&
	       line->box.bottom - before->box.bottom < 1.35f * page->leading;
}

/* The line after it is further out again: it is the first one of a paragraph. */
static bool is_indented_alone(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i];
	if (i + 1 >= page->count || !is_near(page, line, line + 1) || line[1].role != LINE_TEXT)
		return false;
	return line->box.left - line[1].box.left > off(page);
}

bool hanging_in_item(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i];
	if (line->role != LINE_TEXT)
		return false;
	for (size_t k = i; k-- > 0;) {
		const struct reading_line *before = &page->lines[k];
		if (!is_near(page, before, &page->lines[k + 1]))
			return false;
		float in = line->box.left - before->box.left;
		if (before->role == LINE_ITEM)
			return in > 0.4f * page->body && in < 8 * page->body &&
			       (k + 1 < i || !is_indented_alone(page, i));
		if (before->role != LINE_TEXT || fabsf(in) > off(page))
			return false;
	}
	return false;
}

/* What the lines of a column tell of its paragraphs. */
struct evidence {
	size_t hanging; /* an indented line goes on with the sentence of one that is, too */
	size_t usual;   /* a line at the left goes on with the sentence of one that is, too */
	size_t outside; /* lines at the left, after others, that may begin something */
};

static bool is_open(const struct reading_line *line)
{
	enum { LEAST_BYTES = 20 };
	size_t len = strlen(line->text);
	return len >= LEAST_BYTES && !chars_end_sentence(line->text, len);
}

/* Of the lines around `i` in its column, which is as far in as `in` from `left`. */
static struct evidence look(const struct reading_page *page, size_t i, float left, float in)
{
	struct evidence found = { 0, 0, 0 };
	size_t first = i, end = i + 1;
	while (first > 0 && page->lines[first - 1].column == page->lines[i].column)
		first--;
	while (end < page->count && page->lines[end].column == page->lines[i].column)
		end++;
	for (size_t k = first + 1; k < end; k++) {
		const struct reading_line *before = &page->lines[k - 1], *line = &page->lines[k];
		bool inside = fabsf(line->box.left - left - in) < off(page);
		bool outside = fabsf(line->box.left - left) < off(page);
		bool before_inside = fabsf(before->box.left - left - in) < off(page);
		bool before_outside = fabsf(before->box.left - left) < off(page);
		if (line->role != LINE_TEXT || before->role != LINE_TEXT)
			continue;
		found.hanging += inside && before_inside && is_open(before);
		found.usual += outside && before_outside && is_open(before);
		found.outside += outside && before_inside;
	}
	return found;
}

/* Paragraphs hang around here, from `left` on. */
static bool hangs(const struct reading_page *page, size_t i, float left, float in)
{
	enum { LEAST = 2 };
	const struct evidence found = look(page, i, left, in);
	return found.hanging >= LEAST && found.outside >= LEAST && found.usual == 0;
}

enum hanging hanging_at(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	float in = line->box.left - before->box.left;
	const float least = 0.8f * page->body, most = 6 * page->body;
	if (line->role != LINE_TEXT || before->role != LINE_TEXT || !is_near(page, before, line))
		return HANGING_NOT;
	if (in >= least && in <= most)
		return hangs(page, i, before->box.left, in) ? HANGING_GOES_ON : HANGING_NOT;
	if (-in >= least && -in <= most)
		return hangs(page, i, line->box.left, -in) ? HANGING_BEGINS : HANGING_NOT;
	if (fabsf(in) > off(page))
		return HANGING_NOT;
	/* as far in as the line before: where is the line that begins it? */
	for (size_t k = i - 1; k-- > 0 && page->lines[k].column == line->column;) {
		float further = line->box.left - page->lines[k].box.left;
		if (further >= least && further <= most)
			return hangs(page, i, page->lines[k].box.left, further) ? HANGING_GOES_ON
										: HANGING_NOT;
		if (fabsf(further) > off(page))
			break;
	}
	return HANGING_NOT;
}
