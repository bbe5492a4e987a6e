/* paragraphs.c: where paragraphs begin, and their text, of lines that are joined. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <string.h>

/* ---- where paragraphs begin ---- */

struct column {
	float left, right;
};

/* Of the lines of text of a column that follow each other. */
static struct column column_of(const struct reading_page *page, size_t i)
{
	struct column column = { page->lines[i].box.left, page->lines[i].box.right };
	for (size_t k = 0; k < page->count; k++) {
		const struct reading_line *line = &page->lines[k];
		bool note = page->lines[i].role == LINE_NOTE;
		if (line->column != page->lines[i].column || line->role == LINE_ROW ||
			line->role == LINE_HEADING || (line->role == LINE_NOTE) != note ||
			line->narrow != page->lines[i].narrow)
			continue;
		column.left = line->box.left < column.left ? line->box.left : column.left;
		column.right = line->box.right > column.right ? line->box.right : column.right;
	}
	return column;
}

static bool is_broken_word(const char *text, const char *next)
{
	size_t len = strlen(text);
	return len > 1 && text[len - 1] == '-' && chars_letters_before(text, text + len - 1) > 0 &&
	       chars_letters(next) > 0;
}

/* A line that the next one's first word had room in was meant to end. Lines are not all of one
 * length, so it must be clear, and clearer still within a sentence. */
static bool ends_early(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *next = &page->lines[i + 1];
	struct column column = column_of(page, i);
	float width = column.right - column.left;
	size_t len = strlen(line->text);
	if (is_broken_word(line->text, next->text))
		return false;
	float letter = len > 0 ? (line->box.right - line->box.left) / (float)len : 0;
	float free =
		column.right - line->box.right - letter * (float)(1 + strcspn(next->text, " "));
	bool ended = chars_end_sentence(line->text, len);
	bool narrow = line->box.right - line->box.left < 0.45f * width;
	return width >= 12 * page->body && free > (ended ? 0.06f : narrow ? 0.1f : 0.25f) * width;
}

static bool is_indented(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	float in = line->box.left - before->box.left;
	/* hanging items and quotations go on where they are */
	if (!chars_end_sentence(before->text, strlen(before->text)))
		return false;
	if (in >= 0.8f * page->body)
		return in <= 6 * page->body;
	/* what somebody says in one line, and the answer */
	bool next = i + 1 < page->count && page->lines[i + 1].column == line->column;
	return in > -0.3f * page->body && next &&
	       page->lines[i + 1].box.left < line->box.left - 0.8f * page->body;
}

/* From one column to the next, or over a picture: does the sentence go on? */
static bool goes_on(const struct reading_line *before, const struct reading_line *line)
{
	size_t len = strlen(before->text), ignored;
	if (chars_end_sentence(before->text, len))
		return false;
	return letters_is_lower(chars_at(line->text, &ignored)) || before->text[len - 1] == '-' ||
	       before->text[len - 1] == ',';
}

/* No list has such long lines without an end. */
static bool is_full(const struct reading_line *line)
{
	enum { FULL_LINE = 25 };
	return strlen(line->text) >= FULL_LINE;
}

/* At a column's end: full for that column, after another line of the same kind. */
static bool fills_column(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i];
	const struct column column = column_of(page, i);
	bool inner = i > 0 && page->lines[i - 1].column == line->column &&
		     page->lines[i - 1].role == line->role;
	return is_full(line) ||
	       (inner && line->box.right - line->box.left > 0.7f * (column.right - column.left));
}

static bool role_parts(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	if (line->role == LINE_ITEM || line->starts || line->said || before->said)
		return true;
	/* a question in bold type, and the answer */
	if (before->role == LINE_ITEM)
		return before->bold && !line->bold &&
		       chars_end_sentence(before->text, strlen(before->text));
	if (line->role == LINE_NOTE && before->role == LINE_NOTE)
		return notes_mark_on(page, line->text) > 0;
	return line->role != before->role;
}

static bool heading_goes_on(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	float ratio = line->size / (before->size > 0 ? before->size : 1);
	return ratio > 0.9f && ratio < 1.1f && line->column == before->column &&
	       line->box.bottom - before->box.bottom < 1.6f * line->size &&
	       !isdigit((unsigned char)*line->text);
}

/* A title and what is below it. */
static bool size_parts(const struct reading_page *page, size_t i)
{
	float size = page->lines[i].size, before = page->lines[i - 1].size;
	const float ratio = page->source == LAYOUT_FROM_OCR ? 1.6f : 1.2f;
	return page->lines[i].role == LINE_TEXT && (size > ratio * before || before > ratio * size);
}

/* Where paragraphs are indented, a column that begins without does not begin one. */
static bool begins_column(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	bool indents = false;
	for (size_t k = 1; k < page->count; k++)
		indents = indents || (page->lines[k].column == page->lines[k - 1].column &&
					     is_indented(page, k));
	if (indents && line->box.left - column_of(page, i).left < 0.3f * page->body &&
		!ends_early(page, i - 1) && fills_column(page, i - 1))
		return false;
	return chars_end_sentence(before->text, strlen(before->text)) || !is_full(before);
}

bool begins_paragraph(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *before = &page->lines[i - 1];
	if (line->runs_on && line->role == LINE_TEXT && before->role == LINE_TEXT)
		return false;
	if (role_parts(page, i))
		return true;
	if (line->role == LINE_HEADING)
		return !heading_goes_on(page, i);
	if (line->role == LINE_FORMULA || size_parts(page, i))
		return true;
	bool same_column = line->column == before->column;
	float step = line->box.bottom - before->box.bottom;
	if (line->role == LINE_ROW)
		return !same_column || step > 4 * page->leading;
	if (line->role == LINE_OWN || line->role == LINE_CODE)
		return !same_column || step > 1.4f * page->leading;
	if (goes_on(before, line) &&
		(is_full(before) || before->narrow || (!same_column && fills_column(page, i - 1))))
		return false;
	if (!same_column)
		return begins_column(page, i);
	enum hanging hanging = hanging_at(page, i);
	if (hanging != HANGING_NOT || hanging_in_item(page, i))
		return hanging == HANGING_BEGINS;
	if (line->role != LINE_NOTE && step > 1.35f * page->leading)
		return true;
	return ends_early(page, i - 1) || (line->role == LINE_TEXT && is_indented(page, i));
}

/* ---- paragraphs ---- */

static struct paragraph *new_paragraph(struct paragraphs *list, struct arena *arena)
{
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 32;
		struct paragraph *items = arena_alloc(arena, room * sizeof *items);
		if (list->count > 0)
			memcpy(items, list->items, list->count * sizeof *items);
		list->items = items;
		list->room = room;
	}
	return &list->items[list->count++];
}

/* A cell of a row, and what follows it. */
static const char *next_cell(const char *cell)
{
	cell += strcspn(cell, "\t");
	return *cell ? cell + 1 : NULL;
}

static size_t count_cells(const char *row)
{
	size_t count = 0;
	for (const char *cell = row; cell; cell = next_cell(cell))
		count++;
	return count;
}

/* The names for a row's cells, from cell *ret_first on; NULL if they do not fit. The rows' first
 * cells may have none. */
static const char *names_of(const struct reading_line *line, size_t *ret_first)
{
	if (!line->head)
		return NULL;
	size_t names = count_cells(line->head), cells = count_cells(line->text);
	if (names != cells && names + 1 != cells)
		return NULL;
	*ret_first = cells - names;
	return line->head;
}

static void insert(struct paragraph *paragraph, size_t at, const char *name, struct arena *arena)
{
	if (paragraph->insertion_count == paragraph->insertion_room) {
		size_t room = paragraph->insertion_room ? paragraph->insertion_room * 2 : 16;
		struct insertion *larger = arena_alloc(arena, room * sizeof *larger);
		if (paragraph->insertion_count > 0)
			memcpy(larger, paragraph->insertions,
				paragraph->insertion_count * sizeof *larger);
		paragraph->insertions = larger;
		paragraph->insertion_room = room;
	}
	paragraph->insertions[paragraph->insertion_count++] = (struct insertion) { at,
		arena_printf(arena, "%.*s ", (int)strcspn(name, "\t"), name) };
}

/* Cells as short phrases, and the row as a sentence; numbers are said with their column's name. */
static void append_row(struct paragraph *paragraph, struct buf *text,
	const struct reading_line *line, struct arena *arena)
{
	size_t k = 0, first = 0;
	const char *name = names_of(line, &first);
	for (const char *cell = line->text; cell; cell = next_cell(cell), k++) {
		if (k > 0 && text->len > 0 && !strchr(",.;:", text->data[text->len - 1]))
			buf_append_char(text, ',');
		if (k > 0)
			buf_append_char(text, ' ');
		bool named = name && k >= first;
		if (named && table_is_number(cell, strcspn(cell, "\t")))
			insert(paragraph, text->len, name, arena);
		if (named)
			name = next_cell(name);
		buf_append(text, cell, strcspn(cell, "\t"));
	}
	if (text->len > 0 && !strchr(".!?:;", text->data[text->len - 1]))
		buf_append_char(text, '.');
}

static void append_line(struct paragraph *paragraph, struct buf *text,
	const struct reading_line *line, const struct reading_options *options, struct arena *arena)
{
	bool own = line->role == LINE_OWN || line->role == LINE_CODE;
	if (text->len > 0 && (line->role == LINE_ROW || own))
		buf_append_char(text, '\n');
	if (line->role == LINE_ROW)
		append_row(paragraph, text, line, arena);
	else if (own)
		buf_append_string(text, line->text);
	else
		broken_words_join(text, line->text, options, arena);
}

/* A line at the end of the text, which knows where it came from. A hyphen that the text ended with
 * may go. */
static void add_line(struct paragraph *paragraph, struct buf *text, const struct reading_line *line,
	const struct reading_options *options, struct arena *arena)
{
	struct span *span = &paragraph->spans[paragraph->span_count++];
	size_t before = text->len;
	append_line(paragraph, text, line, options, arena);
	if (paragraph->span_count > 1) {
		size_t len = strlen(line->text), start = text->len > len ? text->len - len : 0;
		if (start < before && memcmp(text->data + start, line->text, len) == 0)
			before = start;
		while (before > 0 && (before > text->len || text->data[before - 1] == '-'))
			before--;
		span[-1].end = span[-1].end > before ? before : span[-1].end;
	}
	*span = (struct span) { before, text->len, line->from, line->from_count };
}

static enum text_role role_of(const struct reading_line *line)
{
	static const enum text_role roles[] = {
		[LINE_TEXT] = TEXT_PARAGRAPH,
		[LINE_HEADING] = TEXT_HEADING,
		[LINE_ITEM] = TEXT_ITEM,
		[LINE_ROW] = TEXT_TABLE,
		[LINE_OWN] = TEXT_VERSE,
		[LINE_TABLE] = TEXT_TABLE,
		[LINE_CODE] = TEXT_CODE,
		[LINE_CAPTION] = TEXT_CAPTION,
		[LINE_FORMULA] = TEXT_FORMULA,
		[LINE_NOTE] = TEXT_NOTE,
	};
	return roles[line->role];
}

struct paragraphs paragraphs_of(
	const struct reading_page *page, const struct reading_options *options)
{
	struct paragraphs list = { NULL, 0, 0 };
	struct buf text = BUF_EMPTY;
	struct span *spans = arena_alloc(page->arena, (page->count + 1) * sizeof *spans);
	for (size_t first = 0, end; first < page->count; first = end) {
		struct paragraph *paragraph = new_paragraph(&list, page->arena);
		*paragraph = (struct paragraph) {
			.role = role_of(&page->lines[first]),
			.said = page->lines[first].said,
			.spans = spans + first,
		};
		buf_clear(&text);
		add_line(paragraph, &text, &page->lines[first], options, page->arena);
		for (end = first + 1; end < page->count && !begins_paragraph(page, end); end++)
			add_line(paragraph, &text, &page->lines[end], options, page->arena);
		paragraph->text = arena_string_n(page->arena, buf_string(&text), text.len);
	}
	buf_free(&text);
	return list;
}
