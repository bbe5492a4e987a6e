/* page_text.c: joins paragraphs into one string, and maps printed words to spoken ones. */
#include "workers/page/page_text.h"

#include "common/base/buf.h"

#include <string.h>

static const char *const role_names[TEXT_ROLES] = {
	[TEXT_HEADING] = "heading",
	[TEXT_PARAGRAPH] = "paragraph",
	[TEXT_ITEM] = "item",
	[TEXT_NOTE] = "note",
	[TEXT_CAPTION] = "caption",
	[TEXT_TABLE] = "table",
	[TEXT_CODE] = "code",
	[TEXT_FORMULA] = "formula",
	[TEXT_VERSE] = "verse",
	[TEXT_COMMENTARY] = "commentary",
};

static const char *const section_names[TEXT_SECTIONS] = {
	[TEXT_BODY] = "body",
	[TEXT_CONTENTS] = "contents",
	[TEXT_INDEX] = "index",
	[TEXT_BIBLIOGRAPHY] = "bibliography",
	[TEXT_NOTES] = "notes",
};

const char *text_role_name(enum text_role role)
{
	return role_names[role];
}

const char *text_section_name(enum text_section section)
{
	return section_names[section];
}

/* ---- spoken form ---- */

struct saying {
	const struct text_edit *edits;
	size_t *said_at; /* for each edit, where its words begin in the said string */
	size_t count;
};

/* The first edit that ends after `at`, or the number of edits. */
static size_t edit_at(const struct saying *saying, size_t at)
{
	size_t low = 0, high = saying->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (saying->edits[middle].end <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Maps a position outside the edits to the said string. */
static size_t said_place(const struct saying *saying, size_t at)
{
	size_t next = edit_at(saying, at);
	if (next == 0)
		return at;
	const struct text_edit *before = &saying->edits[next - 1];
	return saying->said_at[next - 1] + strlen(before->said) + (at - before->end);
}

/* The end of the group of words from `first` on that are spoken together. */
static size_t group_end(
	const struct saying *saying, const struct text_paragraph *paragraph, size_t first)
{
	size_t last = first;
	for (;;) {
		size_t end = paragraph->words[last].printed.end;
		size_t edit = edit_at(saying, end - 1);
		bool reaches = edit < saying->count && saying->edits[edit].start < end &&
			       saying->edits[edit].end > end;
		bool more = last + 1 < paragraph->word_count;
		if (!reaches || !more ||
			paragraph->words[last + 1].printed.start >= saying->edits[edit].end)
			return last + 1;
		last++;
	}
}

/* From the start of the group, or of the edit within which it starts, to its end. */
static struct text_range said_range(const struct saying *saying, size_t start, size_t end)
{
	struct text_range range;
	size_t first = edit_at(saying, start), last = edit_at(saying, end - 1);
	bool begins_in = first < saying->count && saying->edits[first].start <= start;
	bool ends_in = last < saying->count && saying->edits[last].start < end;
	range.start = begins_in ? saying->said_at[first] : said_place(saying, start);
	range.end = ends_in ? saying->said_at[last] + strlen(saying->edits[last].said)
			    : said_place(saying, end);
	return range;
}

static void trim(const char *said, struct text_range *range)
{
	while (range->start < range->end && strchr(" \n", said[range->start]))
		range->start++;
	while (range->end > range->start && strchr(" \n", said[range->end - 1]))
		range->end--;
}

void page_text_say(struct text_paragraph *paragraph, const struct text_edit *edits, size_t count,
	struct arena *arena)
{
	struct saying saying = { edits, arena_alloc(arena, (count + 1) * sizeof(size_t)), count };
	struct buf out = BUF_EMPTY;
	size_t at = 0;
	for (size_t i = 0; i < count; i++) {
		buf_append(&out, paragraph->printed + at, edits[i].start - at);
		saying.said_at[i] = out.len;
		buf_append_string(&out, edits[i].said);
		at = edits[i].end;
	}
	buf_append_string(&out, paragraph->printed + at);
	paragraph->said = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	for (size_t i = 0, end; i < paragraph->word_count; i = end) {
		end = group_end(&saying, paragraph, i);
		struct text_range said = said_range(&saying, paragraph->words[i].printed.start,
			paragraph->words[end - 1].printed.end);
		trim(paragraph->said, &said);
		for (size_t k = i; k < end; k++)
			paragraph->words[k].said = said;
	}
}

/* ---- the page ---- */

static const char *compose(
	const struct page_text *text, bool said, struct arena *arena, const size_t **ret_starts)
{
	struct buf out = BUF_EMPTY;
	size_t *starts = arena_alloc(arena, (text->count + 1) * sizeof *starts);
	for (size_t i = 0; i < text->count; i++) {
		const struct text_paragraph *paragraph = &text->paragraphs[i];
		const char *part = said ? paragraph->said : paragraph->printed;
		if (*part && paragraph->role == TEXT_HEADING)
			buf_append_string(&out, out.len > 0 ? "\n\n\n" : "\n\n");
		else if (*part && out.len > 0)
			buf_append_string(&out, "\n\n");
		starts[i] = out.len;
		buf_append_string(&out, part);
	}
	bool note = text->count > 0 && text->paragraphs[text->count - 1].role == TEXT_NOTE;
	if (out.len > 0 && (!text->runs_on || note))
		buf_append_char(&out, '\n');
	const char *whole = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	if (ret_starts)
		*ret_starts = starts;
	return whole;
}

const char *page_text_printed(
	const struct page_text *text, struct arena *arena, const size_t **ret_starts)
{
	return compose(text, false, arena, ret_starts);
}

const char *page_text_said(
	const struct page_text *text, struct arena *arena, const size_t **ret_starts)
{
	return compose(text, true, arena, ret_starts);
}
