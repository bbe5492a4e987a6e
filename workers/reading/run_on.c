/* run_on.c: the end of a sentence moves from the page where it stands to the one where the sentence
 * begins.
 *
 * What is moved was found by the pages' own texts (edges.c). The page itself may have been read
 * otherwise, by OCR or with other heads, so it is looked for word by word; what is not found stays,
 * since said twice is better than lost. */
#include "common/base/edit_distance.h"
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <string.h>

static const char *joined(const struct page_turn *turn, struct arena *arena)
{
	struct buf text = BUF_EMPTY;
	for (size_t i = 0; i < turn->count; i++)
		buf_printf(&text, "%s%s", i > 0 ? " " : "", turn->lines[i]);
	const char *string = arena_string_n(arena, buf_string(&text), text.len);
	buf_free(&text);
	return string;
}

/* ---- on the page where it begins ---- */

/* The line of that text nearest to the end; else the last one of text. NULL: there is none. */
static struct reading_line *find_last(struct reading_page *page, const char *text)
{
	struct reading_line *last = NULL;
	for (size_t i = page->count; i-- > 0;) {
		struct reading_line *line = &page->lines[i];
		if (strcmp(line->text, text) == 0)
			return line;
		if (!last && line->role != LINE_NOTE)
			last = line;
	}
	return last;
}

/* The page's layout gets the lines of the next page, and `line` comes from these too. */
static void add_places(
	struct reading_page *page, struct reading_line *line, const struct page_turn *turn)
{
	struct layout *layout = arena_alloc(page->arena, sizeof *layout);
	size_t own = page->layout->count, all = own + turn->from_count;
	*layout = *page->layout;
	layout->lines = arena_alloc(page->arena, (all + 1) * sizeof *layout->lines);
	if (own > 0)
		memcpy(layout->lines, page->layout->lines, own * sizeof *layout->lines);
	size_t *from =
		arena_alloc(page->arena, (line->from_count + turn->from_count + 1) * sizeof *from);
	if (line->from_count > 0)
		memcpy(from, line->from, line->from_count * sizeof *from);
	for (size_t i = 0; i < turn->from_count; i++) {
		layout->lines[own + i] = turn->from[i];
		from[line->from_count + i] = own + i;
	}
	layout->count = all;
	page->layout = layout;
	line->from = from;
	line->from_count += turn->from_count;
}

void run_on_take(struct reading_page *page, const struct page_turn *turn,
	const struct reading_options *options, struct changes *changes)
{
	struct reading_line *last = turn->count > 0 ? find_last(page, turn->last) : NULL;
	if (!last)
		return;
	struct buf text = BUF_EMPTY;
	buf_append_string(&text, last->text);
	for (size_t i = 0; i < turn->count; i++)
		broken_words_join(&text, turn->lines[i], options, page->arena);
	last->text = arena_string_n(page->arena, text.data, text.len);
	buf_free(&text);
	add_places(page, last, turn);
	const char *rest = joined(turn, page->arena);
	changes_add(changes, CHANGE_RUN_ON, rest, rest);
}

/* ---- on the page where it stands ---- */

/* What is compared of a word: its letters and digits, lower-case. */
static const char *bare(const char *word, size_t len, struct arena *arena)
{
	struct buf text = BUF_EMPTY;
	size_t size;
	for (size_t at = 0; at < len; at += size ? size : 1) {
		uint32_t code = chars_at(word + at, &size);
		if (letters_is_alnum(code))
			buf_append(&text, word + at, size);
	}
	const char *string = arena_string_n(arena, buf_string(&text), text.len);
	buf_free(&text);
	return string;
}

/* OCR may have misread a letter. */
static bool is_same_word(
	const struct reading_page *page, const char *a, size_t a_len, const char *b, size_t b_len)
{
	if (a_len == b_len && strncmp(a, b, a_len) == 0)
		return true;
	const char *x = bare(a, a_len, page->arena), *y = bare(b, b_len, page->arena);
	return page->source == LAYOUT_FROM_OCR &&
	       edit_distance_of_names(x, y) <= edit_distance_of_slips(y);
}

/* Where in the page's text we are. */
struct place {
	size_t line, byte;
};

/* The place behind the words of `rest`, if they stand from line `first` on. */
static bool find_end(
	const struct reading_page *page, size_t first, const char *rest, struct place *ret_end)
{
	struct place at = { first, 0 };
	size_t words = 0, wrong = 0;
	for (const char *p = rest; *p; p += strspn(p, " "), words++) {
		while (at.line < page->count && !page->lines[at.line].text[at.byte])
			at = (struct place) { at.line + 1, 0 };
		if (at.line == page->count)
			return false;
		const char *text = page->lines[at.line].text + at.byte;
		size_t len = strcspn(p, " "), there = strcspn(text, " ");
		wrong += !is_same_word(page, text, there, p, len);
		/* A sentence may end within what has no blanks. */
		bool within = page->source == LAYOUT_FROM_TEXT && there > len &&
			      strncmp(text, p, len) == 0 && p[len] == '\0';
		wrong -= within;
		at.byte += within ? len : there;
		at.byte += strspn(page->lines[at.line].text + at.byte, " ");
		p += len;
	}
	*ret_end = at;
	return page->source == LAYOUT_FROM_OCR ? wrong * 4 <= words : wrong == 0;
}

void run_on_leave(struct reading_page *page, const struct page_turn *turn, struct changes *changes)
{
	enum { MOST_BEFORE = 20 }; /* lines of figures and captions */
	struct place end = { 0, 0 };
	const char *rest = joined(turn, page->arena);
	size_t first = 0;
	while (first < page->count && first < MOST_BEFORE && *rest &&
		!find_end(page, first, rest, &end))
		first++;
	if (first == page->count || first == MOST_BEFORE || !*rest)
		return;
	changes_add(changes, CHANGE_RUN_ON, rest, NULL);
	bool whole = !page->lines[end.line].text[end.byte];
	if (!whole)
		page->lines[end.line].text += end.byte;
	for (size_t gone = end.line + whole; gone > first; gone--)
		page_remove(page, first);
}
