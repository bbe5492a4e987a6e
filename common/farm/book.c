/* book.c: names of a book's parts, cleaning of its texts, labels of its pages. */
#include "common/farm/book.h"

#include "common/base/buf.h"
#include "common/base/utf8.h"

#include <string.h>

const char *book_key(
	struct arena *arena, const char *tenant, const char *workflow, enum book_part part)
{
	static const char *const names[BOOK_PARTS] = {
		[BOOK_OUTLINE] = "outline.json",
		[BOOK_COVER] = "cover.jpg",
		[BOOK_JSON] = "book.json",
		[BOOK_PAGES] = "pages.json",
		[BOOK_EDITS] = "edits.json",
	};
	return arena_printf(arena, "%s/%s/%s", tenant, workflow, names[part]);
}

struct book book_empty(void)
{
	return (struct book) {
		.title = "",
		.title_source = "",
		.subject = "",
		.language = "",
		.date = "",
		.cover = "",
		.audio_digest = "",
		.chapter_source = "",
	};
}

const char *book_timeline_mark(struct arena *arena, const char *digest)
{
	enum { MARK = 12 };
	const char *letters = strchr(digest, '=');
	letters = letters ? letters + 1 : digest;
	size_t len = strlen(letters);
	return arena_string_n(arena, letters, len < MARK ? len : MARK);
}

int book_entry_ordinal(const struct book_entries *entries, size_t index)
{
	int ordinal = 0;
	for (size_t i = 0; i < index; i++)
		ordinal += entries->items[i].page == entries->items[index].page;
	return ordinal;
}

static void rename_entries(struct book_entries *entries, const struct book_entries *edits)
{
	for (size_t i = 0; i < entries->count && edits->count > 0; i++) {
		struct book_entry *entry = &entries->items[i];
		int ordinal = book_entry_ordinal(entries, i);
		for (size_t k = 0; k < edits->count; k++) {
			const struct book_entry *edit = &edits->items[k];
			if (edit->page == entry->page && edit->ordinal == ordinal && *edit->title)
				entry->title = edit->title;
		}
	}
}

void book_apply_edits(struct book *book, const struct book *edits)
{
	if (*edits->title) {
		book->title = edits->title;
		book->title_source = "user";
	}
	if (edits->author_count > 0) {
		book->authors = edits->authors;
		book->author_count = edits->author_count;
	}
	rename_entries(&book->chapters, &edits->chapters);
}

const char *book_clean_text(struct arena *arena, const char *text)
{
	return utf8_one_line(arena, text, BOOK_MAX_TEXT);
}

/* ---- labels ---- */

static void append_roman(struct buf *out, int number, bool upper)
{
	static const struct {
		int value;
		const char *lower, *upper;
	} signs[] = { { 1000, "m", "M" }, { 900, "cm", "CM" }, { 500, "d", "D" },
		{ 400, "cd", "CD" }, { 100, "c", "C" }, { 90, "xc", "XC" }, { 50, "l", "L" },
		{ 40, "xl", "XL" }, { 10, "x", "X" }, { 9, "ix", "IX" }, { 5, "v", "V" },
		{ 4, "iv", "IV" }, { 1, "i", "I" } };
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		for (; number >= signs[i].value; number -= signs[i].value)
			buf_append_string(out, upper ? signs[i].upper : signs[i].lower);
	}
}

/* a to z, aa to zz, aaa ... */
static void append_letters(struct buf *out, int number, char first)
{
	int times = (number - 1) / 26 + 1;
	for (int i = 0; i < times; i++)
		buf_append_char(out, (char)(first + (number - 1) % 26));
}

const char *book_page_label(const struct book *book, int page, struct arena *arena)
{
	enum { MOST = 5000 }; /* larger numbers would be endless rows of M */
	const struct book_label *label = NULL;
	for (size_t i = 0; i < book->label_count && book->labels[i].page <= page; i++)
		label = &book->labels[i];
	if (!label)
		return "";
	struct buf out = BUF_EMPTY;
	int number = label->first + (page - label->page);
	buf_append_string(&out, label->prefix);
	bool small = number >= 1 && number <= MOST;
	if (label->style == 'R' || label->style == 'r') {
		if (small)
			append_roman(&out, number, label->style == 'R');
	} else if (label->style == 'A' || label->style == 'a') {
		if (small)
			append_letters(&out, number, label->style);
	} else if (label->style) {
		buf_printf(&out, "%d", number);
	}
	const char *text = arena_string(arena, buf_string(&out));
	buf_free(&out);
	return text;
}
