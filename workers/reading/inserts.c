/* inserts.c: what stands in the middle of a sentence that goes on behind it: captions of figures,
 * pull quotes, boxes. It is said behind the paragraph that flows around it. */
#include "common/words/word_lists.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <string.h>

/* "Fig. 3", "Table 2:" */
bool caption_is(const char *text)
{
	size_t len = strcspn(text, " ");
	if (!text[len] || !(word_list_has(&word_list_figure_words, text, len) ||
				  word_list_has(&word_list_table_words, text, len)))
		return false;
	const char *start = text + len + 1;
	size_t digits = strspn(start, "0123456789.-");
	bool letters = digits == 0 && isupper((unsigned char)*start);
	const char *end = start + digits + (letters ? strspn(start, "IVXLC") : 0);
	return end > start && (*end == '\0' || *end == ':' || end[-1] == '.' || *end == ')' ||
				      (*end == ' ' && isupper((unsigned char)end[1])));
}

static bool is_text(const struct reading_line *line)
{
	return line->role == LINE_TEXT && !line->said;
}

/* OCR sees sizes roughly, and bold type where there is none. */
static bool differs(const struct reading_page *page, const struct reading_line *line,
	const struct reading_line *text)
{
	bool seen = page->source == LAYOUT_FROM_OCR;
	float off = seen ? 0.25f : 0.06f;
	float ratio = line->size / (text->size > 0 ? text->size : 1);
	return ratio < 1 - off || ratio > 1 + off || (!seen && line->bold != text->bold) ||
	       line->role == LINE_HEADING || line->role == LINE_CAPTION || line->said;
}

/* The sentence that `before` leaves open goes on with `line`. */
static bool goes_on(const struct reading_page *page, const struct reading_line *before,
	const struct reading_line *line)
{
	enum { FULL_LINE = 25 };
	size_t len = strlen(before->text);
	return len >= FULL_LINE && chars_run_on(before->text, len, line->text) && is_text(before) &&
	       is_text(line) && !differs(page, line, before);
}

/* The end of what is inserted from `first` on; `first` itself: nothing is. */
static size_t insert_end(const struct reading_page *page, size_t first)
{
	enum { MOST_LINES = 14 };
	const struct reading_line *before = &page->lines[first - 1];
	size_t end = first;
	while (end < page->count && end - first < MOST_LINES &&
		differs(page, &page->lines[end], before))
		end++;
	return end < page->count && end > first && goes_on(page, before, &page->lines[end]) ? end
											    : first;
}

/* Behind the paragraph that goes on with line `i`. */
static size_t paragraph_end(const struct reading_page *page, size_t i)
{
	size_t end = i + 1;
	while (end < page->count && is_text(&page->lines[end]) && !begins_paragraph(page, end) &&
		!differs(page, &page->lines[end], &page->lines[i]))
		end++;
	return end;
}

static void move(struct reading_page *page, size_t first, size_t end, size_t behind)
{
	size_t count = end - first;
	struct reading_line *moved = arena_alloc(page->arena, count * sizeof *moved);
	memcpy(moved, &page->lines[first], count * sizeof *moved);
	memmove(&page->lines[first], &page->lines[end], (behind - end) * sizeof *moved);
	memcpy(&page->lines[behind - count], moved, count * sizeof *moved);
	page->lines[behind - count].starts = true;
	if (behind < page->count)
		page->lines[behind].starts = true;
}

/* A caption is what begins like one, in a paragraph of its own. */
static void find_captions(struct reading_page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		if (!is_text(&page->lines[i]) || !caption_is(page->lines[i].text) ||
			(i > 0 && !begins_paragraph(page, i) &&
				!differs(page, &page->lines[i], &page->lines[i - 1])))
			continue;
		size_t end = paragraph_end(page, i);
		for (; i < end; i++)
			page->lines[i].role = LINE_CAPTION;
		i = end - 1;
	}
}

void inserts_move(struct reading_page *page)
{
	find_captions(page);
	for (size_t first = 1; first < page->count; first++) {
		size_t end = insert_end(page, first);
		if (end == first)
			continue;
		size_t behind = paragraph_end(page, end);
		move(page, first, end, behind);
		first = behind - 1;
	}
}
