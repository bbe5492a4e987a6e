/* page_text: the text of a page, as printed and as spoken, and the position of each word.
 *
 * Reading makes it from a layout, saying fills in the spoken form, and text, captions and word
 * positions are all taken from it. A paragraph has two strings, the printed and the said one; a
 * word is a range of each. Words that are spoken together ("5 kg", "Dr.", an address) share one
 * range of the said string; a word that is not spoken has an empty one.
 */
#ifndef LECTERN_WORKERS_PAGE_PAGE_TEXT_H
#define LECTERN_WORKERS_PAGE_PAGE_TEXT_H

#include "common/base/arena.h"
#include "workers/page/layout.h"

#include <stdbool.h>
#include <stddef.h>

enum text_role {
	TEXT_HEADING,
	TEXT_PARAGRAPH,
	TEXT_ITEM, /* of a list */
	TEXT_NOTE,
	TEXT_CAPTION, /* of a figure or table, or its announcement */
	TEXT_TABLE,   /* rows, one a line, or the announcement of a table */
	TEXT_CODE,
	TEXT_FORMULA,
	TEXT_VERSE,
	TEXT_COMMENTARY, /* a language model's, about the page; it has no positions */
	TEXT_ROLES,
};

/* The kind of section that a paragraph belongs to, for `skip=`. */
enum text_section {
	TEXT_BODY,
	TEXT_CONTENTS,
	TEXT_INDEX,
	TEXT_BIBLIOGRAPHY,
	TEXT_NOTES, /* at the end of a chapter or book */
	TEXT_SECTIONS,
};

/* The page to which boxes refer. */
struct text_sheet {
	float width, height; /* of the layout, in points */
	/* Clockwise quarter turns by which the displayed page was rotated to be read. */
	int quarter_turns;
};

/* Bytes of a string from `start` up to, but not including, `end`. */
struct text_range {
	size_t start, end;
};

struct text_word {
	struct text_range printed, said; /* in its paragraph's strings */
	/* Its position in points of the layout: one box for each line on which a part of it is.
	 * None: it is not on the page ("Table of 5 rows"). */
	const struct layout_box *boxes;
	size_t box_count;
	size_t next_count; /* this many of them, the last ones, are on the next page */
};

struct text_paragraph {
	enum text_role role;
	enum text_section section;
	/* Valid UTF-8 with single blanks, and newlines where lines must end (rows of a table).
	 * What is between the ranges of two words separates them: nothing, a blank or a newline. */
	const char *printed, *said;
	struct text_word *words;
	size_t word_count;
};

struct page_text {
	enum layout_source source;
	struct text_sheet sheet;
	struct text_sheet next; /* of the next page, if words are on it */
	struct text_paragraph *paragraphs;
	size_t count;
	bool runs_on; /* the last sentence continues on the next page */
};

/* A part of a printed string that is spoken differently ("": not at all). */
struct text_edit {
	size_t start, end; /* bytes of the printed string */
	const char *said;
};

/* Sets `said` and the words' ranges in it by applying the edits, which must be sorted and not
 * overlap. Words that are touched by the same edit become one group. */
void page_text_say(struct text_paragraph *paragraph, const struct text_edit *edits, size_t count,
	struct arena *arena);

/* All paragraphs as one string, in the form that workers/reading/text.h specifies. Paragraphs
 * that are empty in that form are left out. *ret_starts (may be NULL): where each begins. In the
 * arena. */
const char *page_text_printed(
	const struct page_text *text, struct arena *arena, const size_t **ret_starts);
const char *page_text_said(
	const struct page_text *text, struct arena *arena, const size_t **ret_starts);

/* "heading", "paragraph", ...; "body", "contents", ... */
const char *text_role_name(enum text_role role);
const char *text_section_name(enum text_section section);

#endif
