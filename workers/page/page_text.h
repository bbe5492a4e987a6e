/* page_text: what a page says, as it is printed and as it is spoken, and where each word stands.
 *
 * Reading makes it of a layout, saying fills in the spoken form, and everybody who wants text,
 * captions or places takes them from here. A paragraph has two strings, the printed and the said
 * one; a word is a range of each. Words that are said together ("5 kg", "Dr.", an address) share
 * one range of the said string; a word that is not said at all has an empty one. */
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
	TEXT_TABLE,   /* rows, a line each, or the announcement of a table */
	TEXT_CODE,
	TEXT_FORMULA,
	TEXT_VERSE,
	TEXT_COMMENTARY, /* a model's, about the page; it has no places */
	TEXT_ROLES,
};

/* What a paragraph is part of: data for `skip=`. */
enum text_section {
	TEXT_BODY,
	TEXT_CONTENTS,
	TEXT_INDEX,
	TEXT_BIBLIOGRAPHY,
	TEXT_NOTES, /* at the end of a chapter or book */
	TEXT_SECTIONS,
};

/* What the boxes of a page lie on. */
struct text_sheet {
	float width, height; /* of the layout, in points */
	/* Quarters, clockwise, by which the page as it is shown was turned to be read. */
	int quarter_turns;
};

/* Bytes from `start` up to `end` of a string. */
struct text_range {
	size_t start, end;
};

struct text_word {
	struct text_range printed, said; /* of its paragraph's strings */
	/* Where it stands, in points of the layout: one box a line that it is broken over. None:
	 * it is not on the page ("Table of 5 rows"). */
	const struct layout_box *boxes;
	size_t box_count;
	size_t next_count; /* so many of them, the last ones, are on the next page */
};

struct text_paragraph {
	enum text_role role;
	enum text_section section;
	/* Valid UTF-8, single blanks, a newline where a line is to end ("a row of a table"). What
	 * parts two words is what stands between their ranges: nothing, a blank or a newline. */
	const char *printed, *said;
	struct text_word *words;
	size_t word_count;
};

struct page_text {
	enum layout_source source;
	struct text_sheet sheet;
	struct text_sheet next; /* of the next page, where words stand on it */
	struct text_paragraph *paragraphs;
	size_t count;
	bool runs_on; /* the last sentence does, on the next page */
};

/* A part of a printed string that is said in other words ("" : not at all). */
struct text_edit {
	size_t start, end; /* bytes of the printed string */
	const char *said;
};

/* The paragraph's words as they are said: `edits` are sorted and do not overlap. Sets `said` and
 * the words' ranges in it; words that an edit touches become one group. */
void page_text_say(struct text_paragraph *paragraph, const struct text_edit *edits, size_t count,
	struct arena *arena);

/* All paragraphs in one string, in the form that workers/reading/text.h promises. Paragraphs that
 * are empty in that form are left out. *ret_starts (may be NULL) says where each begins. */
const char *page_text_printed(
	const struct page_text *text, struct arena *arena, const size_t **ret_starts);
const char *page_text_said(
	const struct page_text *text, struct arena *arena, const size_t **ret_starts);

/* "heading", "paragraph", ...; "body", "contents", ... */
const char *text_role_name(enum text_role role);
const char *text_section_name(enum text_section section);

#endif
