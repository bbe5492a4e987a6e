/* notes.c: footnotes, known by their small type at a column's end and their marks. */
#include "common/text/letters.h"
#include "workers/page/superscript.h"
#include "workers/reading/chars.h"
#include "workers/reading/numbers.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <string.h>

enum { MAX_MARK_DIGITS = 3 };

/* ---- marks ---- */

static size_t sign_length(const char *p)
{
	static const char *const signs[] = { "*", "\xe2\x80\xa0", "\xe2\x80\xa1", "\xc2\xa7",
		"\xc2\xb6", "\xe2\x80\x96", /* paragraph, parallels */
		"\xe2\x88\x97", "\xe2\x8b\x86", "\xe2\x98\x85" /* TeX's asterisk and stars */ };
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		size_t len = strlen(signs[i]), all = 0;
		while (strncmp(p + all, signs[i], len) == 0)
			all += len;
		if (all > 0)
			return all;
	}
	return 0;
}

/* Digits, raised or not: of "17" the first may be taken for one on the line. */
static size_t number_length(const char *p)
{
	size_t digits = strspn(p, "0123456789");
	return digits + raised_length(p + digits);
}

size_t notes_mark_length(const char *text)
{
	size_t bracket = *text == '[' || *text == '(';
	size_t digits = strspn(text + bracket, "0123456789");
	size_t mark = digits <= MAX_MARK_DIGITS ? number_length(text + bracket) : 0;
	if (mark == 0)
		mark = sign_length(text + bracket);
	if (mark == 0)
		return 0;
	size_t end = bracket + mark;
	end += strspn(text + end, ".)]");
	size_t blanks = strspn(text + end, " \t"), len;
	uint32_t next = chars_at(text + end + blanks, &len);
	/* "1See" is a mark whose blank was lost, "3rd" and "1.5" are none */
	if (blanks == 0 && !letters_is_upper(next))
		return 0;
	return next && !letters_is_digit(next) ? end + blanks : 0;
}

size_t notes_mark_on(const struct reading_page *page, const char *text)
{
	size_t len = notes_mark_length(text);
	return len == 0 && page->source == LAYOUT_FROM_OCR ? ocr_slips_mark_length(text) : len;
}

/* ---- where they are ---- */

/* Of a column that ends before `end`, the first line of the small print it ends with. */
static size_t small_print(const struct reading_page *page, size_t first, size_t end)
{
	const float ratio = page->source == LAYOUT_FROM_OCR ? 0.89f : 0.93f;
	size_t i = end;
	while (i > first && page->lines[i - 1].size <= ratio * page->body)
		i--;
	return i;
}

static bool text_is_below(const struct reading_page *page, size_t i)
{
	const struct layout_box *box = &page->lines[i].box;
	for (size_t k = 0; k < page->count; k++) {
		const struct reading_line *other = &page->lines[k];
		if (other->box.top >= box->bottom && other->size > 0.93f * page->body &&
			other->box.left < box->right && other->box.right > box->left)
			return true;
	}
	return false;
}

bool notes_run_on(const struct reading_page *page, float body)
{
	const float ratio = page->source == LAYOUT_FROM_OCR ? 0.89f : 0.93f;
	const struct reading_line *last = NULL;
	bool marked = false;
	for (size_t i = 0; i < page->count; i++) {
		const struct reading_line *line = &page->lines[i];
		if (numbers_only(line->text) || (last && line->box.bottom < last->box.top))
			continue;
		bool small = line->size <= ratio * body;
		marked = small && (marked || notes_mark_on(page, line->text) > 0);
		last = line;
	}
	return marked && !chars_end_sentence(last->text, strlen(last->text));
}

/* The first lines of small print go on with a note of the page before. */
static bool goes_on(const struct reading_page *page, size_t first, size_t end)
{
	size_t ignored;
	return first < end && first > 0 &&
	       letters_is_lower(chars_at(page->lines[first].text, &ignored)) &&
	       !text_is_below(page, first);
}

void notes_find(struct reading_page *page, bool runs_on)
{
	for (size_t first = 0, end; first < page->count; first = end) {
		for (end = first + 1;
			end < page->count && page->lines[end].column == page->lines[first].column;
			end++)
			;
		size_t i = small_print(page, first, end);
		bool rest = runs_on && goes_on(page, i, end);
		runs_on = runs_on && !rest;
		while (!rest && i < end && notes_mark_on(page, page->lines[i].text) == 0)
			i++;
		/* All of a page in small print is no note. */
		if (i == 0 || (i < end && text_is_below(page, i)))
			continue;
		for (; i < end; i++)
			page->lines[i].role = LINE_NOTE;
	}
}

void notes_to_end(struct reading_page *page)
{
	struct reading_line *notes = arena_alloc(page->arena, (page->count + 1) * sizeof *notes);
	size_t texts = 0, count = 0;
	for (size_t i = 0; i < page->count; i++) {
		if (page->lines[i].role == LINE_NOTE)
			notes[count++] = page->lines[i];
		else
			page->lines[texts++] = page->lines[i];
	}
	if (count > 0)
		memcpy(page->lines + texts, notes, count * sizeof *notes);
}

/* ---- the marks that refer to them ---- */

/* The mark of a note alone, without brackets and blanks: "12". */
static const char *bare_mark(const char *text, struct arena *arena)
{
	size_t bracket = *text == '[' || *text == '(';
	size_t len = number_length(text + bracket);
	if (len == 0)
		len = sign_length(text + bracket);
	return arena_string_n(arena, text + bracket, len);
}

/* "3." may be the beginning of "3.1", "1840." is not. */
static bool ends_in_short_number(const char *text, const char *end)
{
	size_t digits = 0;
	while (end - digits > text && isdigit((unsigned char)end[-1 - (long)digits]))
		digits++;
	return end == text || (digits > 0 && digits < 4);
}

/* What stands before `p` may have a mark behind it: a word or its punctuation, or, where the mark
 * was drawn apart, the blank behind a sentence. */
static bool may_bear_mark(const char *text, const char *p, bool *ret_apart)
{
	size_t ignored;
	if (p == text)
		return false;
	const char *before = chars_before(text, p);
	uint32_t last = chars_at(before, &ignored);
	*ret_apart = last == ' ';
	if (*ret_apart)
		return before > text && strchr(".,;:!?)\"", before[-1]);
	return letters_is_lower(last) || last == '"' || last == ')' ||
	       ((last == '.' || last == ',' || last == ';') && !ends_in_short_number(text, before));
}

/* The length of the mark at `p`, or 0. It stands before a blank or punctuation. What is before it
 * is looked at first: a long row of signs is not copied for each of them. */
static size_t mark_at(const char *text, const char *p, const char *mark, struct arena *arena)
{
	size_t ignored;
	bool apart;
	if (!may_bear_mark(text, p, &apart))
		return 0;
	size_t len = number_length(p);
	if (len == 0)
		len = sign_length(p);
	if (len == 0 || strcmp(raised_plain(arena_string_n(arena, p, len), arena), mark) != 0)
		return 0;
	if (p[len] == '\0')
		return len;
	if (apart)
		return p[len] == ' ' && letters_is_upper(chars_at(p + len + 1, &ignored)) ? len : 0;
	return strchr(" \t.,;:!?)", p[len]) ? len : 0;
}

/* Several names may share a sign, which goes wherever it is; no two words share a number. NULL: the
 * mark is not there. */
static const char *without_mark(const char *text, const char *mark, struct arena *arena)
{
	bool all = sign_length(mark) > 0, found = false;
	struct buf rest = BUF_EMPTY;
	for (const char *p = text; *p;) {
		size_t len = found && !all ? 0 : mark_at(text, p, mark, arena);
		found = found || len > 0;
		if (len == 0) {
			buf_append_char(&rest, *p++);
			continue;
		}
		if (rest.len > 0 && rest.data[rest.len - 1] == ' ')
			rest.data[--rest.len] = '\0';
		p += len;
	}
	const char *string = found ? arena_string_n(arena, buf_string(&rest), rest.len) : NULL;
	buf_free(&rest);
	return string;
}

/* A line that is the mark alone, in small type: it did not fit behind its word. */
static bool is_lone_mark(
	const struct reading_page *page, const struct reading_line *line, const char *mark)
{
	return line->role != LINE_NOTE && line->size < 0.8f * page->body &&
	       strcmp(raised_plain(line->text, page->arena), mark) == 0;
}

static bool empty_lone_mark(struct reading_page *page, const char *mark)
{
	for (size_t i = 1; i < page->count; i++) {
		if (is_lone_mark(page, &page->lines[i], mark)) {
			page->lines[i].text = "";
			return true;
		}
	}
	return false;
}

static void drop_empty_lines(struct reading_page *page)
{
	size_t kept = 0;
	for (size_t i = 0; i < page->count; i++) {
		if (*page->lines[i].text)
			page->lines[kept++] = page->lines[i];
	}
	page->count = kept;
}

static bool remove_mark(struct reading_page *page, const char *mark)
{
	bool found = false, all = sign_length(mark) > 0;
	for (size_t i = 0; i < page->count && (all || !found); i++) {
		struct reading_line *line = &page->lines[i];
		const char *text = line->role == LINE_NOTE
					   ? NULL
					   : without_mark(line->text, mark, page->arena);
		if (!text || reading_text_is_blank(text))
			continue;
		line->text = text;
		found = true;
	}
	return found || empty_lone_mark(page, mark);
}

void notes_remove_marks(struct reading_page *page, struct changes *changes)
{
	size_t unread = 0; /* notes whose marks are in the text in some other form */
	for (size_t i = 0; i < page->count; i++) {
		const struct reading_line *note = &page->lines[i];
		if (note->role != LINE_NOTE || notes_mark_on(page, note->text) == 0)
			continue;
		const char *mark = raised_plain(bare_mark(note->text, page->arena), page->arena);
		if (remove_mark(page, mark))
			changes_add(changes, CHANGE_NOTE_MARK, mark, NULL);
		else
			unread++;
	}
	drop_empty_lines(page);
	size_t raised = raised_remove(page, changes);
	if (page->source == LAYOUT_FROM_OCR && unread > raised)
		ocr_slips_remove_marks(page, unread - raised, changes);
}
