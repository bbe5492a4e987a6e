/* paragraphs.c: lines are joined to paragraphs, and words broken between them mended. */
#include "common/text/letters.h"
#include "common/words/word_lists.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- broken words ---- */

static bool knows(const struct reading_options *options, const char *word)
{
	return *word && options->is_word && options->is_word(options->context, word);
}

/* "Ein- und Ausgabe", "pre- and post-war": the hyphen stands for what comes later. */
static bool is_suspended(const char *line, size_t len)
{
	return word_list_has(&word_list_hyphen_joiners, line, len);
}

enum hyphen {
	HYPHEN_GOES,
	HYPHEN_STAYS,
	HYPHEN_AND_BLANK,
};

/* What words end with, and no part of a compound is. */
static bool is_suffix(const char *tail)
{
	return word_list_has(&word_list_word_endings, tail, strlen(tail));
}

static size_t count_letters(const char *word)
{
	size_t count = 0;
	for (; *word; word++)
		count += ((unsigned char)*word & 0xc0) != 0x80;
	return count;
}

/* The hyphen between `head` and the line. It surely was there all along when the language knows
 * both parts and not the whole, or the line begins with a capital. */
static enum hyphen judge(const char *head, bool chain, const char *line,
	const struct reading_options *options, struct arena *arena)
{
	size_t tail_len = chars_letters(line), len;
	const char *tail = arena_string_n(arena, line, tail_len);
	enum { SHORT_HEAD = 2 };
	size_t letters = count_letters(head);
	if (letters == 1) /* "n-tridecanal", "x-ray": nobody breaks one letter off */
		return HYPHEN_STAYS;
	if (knows(options, arena_printf(arena, "%s%s", head, tail)))
		return HYPHEN_GOES;
	if (is_suspended(line, tail_len))
		return HYPHEN_AND_BLANK;
	if (chain || letters_is_upper(chars_at(line, &len)))
		return HYPHEN_STAYS;
	bool compound =
		letters > SHORT_HEAD || strcasecmp(head, "co") == 0 || strcasecmp(head, "ex") == 0;
	return compound && !is_suffix(tail) && knows(options, head) && knows(options, tail)
		       ? HYPHEN_STAYS
		       : HYPHEN_GOES;
}

/* An address that was broken within a word goes on with signs that only addresses have. */
static bool is_rest_of_address(const char *address, const char *line)
{
	size_t len = strcspn(line, " \t");
	const char *scheme = strstr(address, "://");
	if (!scheme || !strchr(scheme + 3, '/'))
		return false;
	size_t last = strlen(address);
	bool open = isalnum((unsigned char)address[last - 1]) != 0;
	while (len > 0 && strchr(".,;:!?)\"'", line[len - 1]))
		len--;
	size_t signs = 0;
	for (size_t i = 0; i < len; i++)
		signs += strchr("?=&#%_~", line[i]) != NULL;
	return open && signs > 0;
}

/* "https:" */
static bool is_scheme(const char *word)
{
	return strcmp(word, "https:") == 0 || strcmp(word, "http:") == 0 ||
	       strcmp(word, "ftp:") == 0;
}

/* "org", "org).": what the names of hosts end with. */
static bool begins_domain(const char *line)
{
	static const char *const domains[] = { "com", "org", "net", "edu", "gov", "de", "uk", "fr",
		"eu", "io" };
	size_t len = strspn(line, "abcdefghijklmnopqrstuvwxyz");
	if (isalnum((unsigned char)line[len]))
		return false;
	for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
		if (len == strlen(domains[i]) && strncmp(line, domains[i], len) == 0)
			return true;
	}
	return false;
}

/* "https://doi.org/10." goes on with "1145/1057270", "www.example." with "org/a": a full stop ends
 * no address that is followed by a number or by what has a slash in it. */
static bool goes_on_behind_stop(const char *address, const char *line)
{
	size_t len = strlen(address), next = strcspn(line, " \t");
	const char *slash = memchr(line, '/', next);
	if (address[len - 1] != '.' || memmem(line, next, "://", 3) ||
		(slash && memchr(line, ')', (size_t)(slash - line))))
		return false;
	return isdigit((unsigned char)*line)
		       ? slash || next >= 4
		       : (slash && letters_is_lower((unsigned char)*line)) || begins_domain(line);
}

/* An address or a file's path goes on: its hyphens and slashes are its own. */
static bool join_address(struct buf *text, const char *line)
{
	const char *start = text->data + text->len;
	while (start > text->data && !strchr(" \n(", start[-1]))
		start--;
	if (text->data[text->len - 1] == '/' && *start == '/' &&
		letters_is_lower((unsigned char)*line)) {
		buf_append_string(text, line);
		return true;
	}
	if (!is_scheme(start) && !strstr(start, "://") && !strchr(start, '@') &&
		strncmp(start, "www.", 4) != 0)
		return false;
	if (is_scheme(start) && strncmp(line, "//", 2) == 0) {
		buf_append_string(text, line);
		return true;
	}
	size_t len;
	uint32_t next = chars_at(line, &len);
	bool broken = is_rest_of_address(start, line);
	if ((!strchr("/-_=&?#%", text->data[text->len - 1]) && !broken &&
		    !goes_on_behind_stop(start, line)) ||
		!letters_is_alnum(next))
		return false;
	buf_append_string(text, line);
	return true;
}

/* The text so far ends within a word: continue it. False when it does not. */
static bool join_broken_word(struct buf *text, const char *line,
	const struct reading_options *options, struct arena *arena)
{
	size_t end = text->len, len;
	if (end < 2 || text->data[end - 1] != '-' || !letters_is_alnum(chars_at(line, &len)))
		return false;
	bool digit_before = isdigit((unsigned char)text->data[end - 2]);
	if (digit_before && isdigit((unsigned char)*line)) {
		buf_append_string(text, line);
		return true;
	}
	size_t letters = chars_letters_before(text->data, text->data + end - 1);
	if (digit_before && !is_suspended(line, chars_letters(line))) { /* "2-methyl" */
		buf_append_string(text, line);
		return true;
	}
	if (letters == 0 || isdigit((unsigned char)*line))
		return false;
	size_t start = end - 1 - letters;
	const char *head = arena_string_n(arena, text->data + start, letters);
	bool chain = start > 0 && text->data[start - 1] == '-';
	switch (judge(head, chain, line, options, arena)) {
	case HYPHEN_GOES:
		text->data[--text->len] = '\0';
		break;
	case HYPHEN_AND_BLANK:
		buf_append_char(text, ' ');
		break;
	default:
		break;
	}
	buf_append_string(text, line);
	return true;
}

/* Chinese and Japanese have no blanks. */
static bool joins_tight(const struct buf *text, const char *line)
{
	size_t len;
	return letters_is_cjk(chars_at(line, &len)) &&
	       letters_is_cjk(chars_at(chars_before(text->data, text->data + text->len), &len));
}

/* A hyphen that is surely the word's own stays. */
static bool join_own_hyphen(struct buf *text, const char *line)
{
	size_t len = strlen(CHARS_OWN_HYPHEN);
	if (text->len < len || strcmp(text->data + text->len - len, CHARS_OWN_HYPHEN) != 0)
		return false;
	text->len -= len;
	buf_printf(text, "-%s", line);
	return true;
}

void paragraphs_join(struct buf *text, const char *line, const struct reading_options *options,
	struct arena *arena)
{
	if (text->len == 0 || joins_tight(text, line))
		buf_append_string(text, line);
	else if (!join_own_hyphen(text, line) && !join_address(text, line) &&
		 !join_broken_word(text, line, options, arena))
		buf_printf(text, " %s", line);
}

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

/* A line that the next one's first word had room in was meant to end. Lines are not all of one
 * length, so it must be clear, and clearer still within a sentence. */
static bool ends_early(const struct reading_page *page, size_t i)
{
	const struct reading_line *line = &page->lines[i], *next = &page->lines[i + 1];
	struct column column = column_of(page, i);
	float width = column.right - column.left;
	size_t len = strlen(line->text);
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
		paragraphs_join(text, line->text, options, arena);
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
