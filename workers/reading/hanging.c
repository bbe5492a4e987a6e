/* hanging.c: paragraphs whose first line begins further left than the rest: items with a label, and
 * references, directories and glossaries without one. White at the end of their lines says little,
 * since most are set ragged, and their sentences end everywhere. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <math.h>
#include <string.h>

/* What is further away says nothing; a hostile page has lines without end. */
enum { FAR_LINES = 200 };

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

/* The line before is far shorter than this one, as what is explained below it, or an entry of its
 * own. */
static bool is_title(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	const float right = fmaxf(line->box.right, before->box.right);
	size_t ignored, len = strlen(before->text);
	float free = right - before->box.right;
	uint32_t first = chars_at(line->text, &ignored);
	bool begins = letters_is_upper(first) || letters_is_digit(first);
	bool titles = begins && !chars_end_sentence(before->text, len);
	return titles && free > 0.4f * (right - before->box.left);
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
	for (size_t k = i; k-- > 0 && i - k <= FAR_LINES;) {
		const struct reading_line *before = &page->lines[k];
		if (!is_near(page, before, &page->lines[k + 1]))
			return false;
		float in = line->box.left - before->box.left;
		if (before->role == LINE_ITEM)
			return in > 0.4f * page->body && in < 8 * page->body &&
			       (k + 1 < i || !(is_title(page, i) || is_indented_alone(page, i)));
		if (before->role != LINE_TEXT || fabsf(in) > off(page))
			return false;
	}
	return false;
}

/* What the lines around one tell of their paragraphs. */
struct evidence {
	size_t hanging; /* an indented line goes on with the sentence of one that is, too */
	size_t outside; /* lines at the left, after indented ones, that may begin something */
	bool usual;     /* a line at the left goes on with the sentence of one that is, too */
};

static bool is_open(const struct reading_line *line)
{
	enum { LEAST_BYTES = 20 };
	size_t len = strlen(line->text);
	return len >= LEAST_BYTES && !chars_end_sentence(line->text, len);
}

/* Of line `k` and the one before, where paragraphs hang by `in` from `left` on. */
static void look(
	const struct reading_page *page, size_t k, float left, float in, struct evidence *found)
{
	const struct reading_line *before = &page->lines[k - 1], *line = &page->lines[k];
	bool inside = fabsf(line->box.left - left - in) < off(page);
	bool outside = fabsf(line->box.left - left) < off(page);
	bool before_inside = fabsf(before->box.left - left - in) < off(page);
	bool before_outside = fabsf(before->box.left - left) < off(page);
	if (line->role != LINE_TEXT || before->role != LINE_TEXT)
		return;
	found->hanging += inside && before_inside && is_open(before);
	found->outside += outside && before_inside;
	found->usual = outside && before_outside && is_open(before);
}

/* Paragraphs hang around line `i` of a column: up and down to where others do not. */
static bool hangs(const struct reading_page *page, size_t i, float left, float in)
{
	enum { LEAST = 2 };
	const int column = page->lines[i].column;
	struct evidence found = { 0, 0, false };
	const size_t from = i > FAR_LINES ? i - FAR_LINES : 0;
	const size_t to = page->count - i > FAR_LINES ? i + FAR_LINES : page->count;
	for (size_t k = i; k > from && page->lines[k - 1].column == column && !found.usual; k--)
		look(page, k, left, in, &found);
	found.usual = false;
	for (size_t k = i + 1; k < to && page->lines[k].column == column && !found.usual; k++)
		look(page, k, left, in, &found);
	return found.hanging >= LEAST && found.outside >= LEAST;
}

enum hanging hanging_at(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	float in = line->box.left - before->box.left;
	const float least = 0.8f * page->body, most = 6 * page->body;
	if (line->role != LINE_TEXT || before->role != LINE_TEXT || !is_near(page, before, line))
		return HANGING_NOT;
	if (in > -off(page) && is_title(page, i))
		return HANGING_NOT;
	if (in >= least && in <= most)
		return hangs(page, i, before->box.left, in) ? HANGING_GOES_ON : HANGING_NOT;
	if (-in >= least && -in <= most)
		return hangs(page, i, line->box.left, -in) ? HANGING_BEGINS : HANGING_NOT;
	if (fabsf(in) > off(page))
		return HANGING_NOT;
	/* as far in as the line before: where is the line that begins it? */
	for (size_t k = i - 1;
		k-- > 0 && i - k <= FAR_LINES && page->lines[k].column == line->column;) {
		float further = line->box.left - page->lines[k].box.left;
		if (further >= least && further <= most)
			return hangs(page, i, page->lines[k].box.left, further) ? HANGING_GOES_ON
										: HANGING_NOT;
		if (fabsf(further) > off(page))
			break;
	}
	return HANGING_NOT;
}
