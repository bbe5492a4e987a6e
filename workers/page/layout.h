/* layout: what stands on a page and where: its lines as OCR or the PDF's own text gives them.
 *
 * It is what reading a page ends with and what cleaning for listening begins with. Nothing is
 * decided here: running heads, page numbers and cells of tables are all lines. */
#ifndef LECTERN_WORKERS_PAGE_LAYOUT_H
#define LECTERN_WORKERS_PAGE_LAYOUT_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum layout_source {
	LAYOUT_FROM_OCR,
	LAYOUT_FROM_TEXT, /* the PDF's own text */
};

/* In points (1/72 inch) from the page's upper left corner, as a reader holds it. */
struct layout_box {
	float left, top, right, bottom;
};

struct layout_span {
	float left, right; /* as in boxes */
};

struct layout_line {
	/* As it was read: valid UTF-8, no control characters but a TAB where so much white parts
	 * two words (over 1.5 em) that they may be cells of a table; else single blanks. Small
	 * raised digits are superscripts; a raised sign, or one that OCR cannot read behind a word,
	 * is U+FE61. */
	const char *text;
	struct layout_box box;
	float size; /* of the type, in points: the em, or OCR's best guess at it */
	bool bold;
	int block;      /* lines of one number were taken for one piece of text */
	int confidence; /* OCR: 0..100, mean over the words; 100 for the PDF's own text */
	/* Where each of the words stands that blanks and TABs part; NULL: not known. */
	const struct layout_span *words;
	size_t word_count;
};

/* Lines are in the order of the source: Tesseract's reading order, or the order in which the PDF
 * draws them. */
struct layout {
	enum layout_source source;
	float width, height; /* of the page, in points */
	struct layout_line *lines;
	size_t count;
	/* Quarters, clockwise, by which the page as it is shown was turned to be read so. */
	int quarter_turns;
	/* Of the PDF's own text: what the page's picture does not show, a line each, in the form of
	 * a line's text. It is never said. */
	const char *const *unseen;
	size_t unseen_count;
};

/* "ocr" or "text", as META_TEXT_SOURCE has it. */
const char *layout_source_name(enum layout_source source);

/* JSON, compact; in the arena. */
char *layout_format(const struct layout *layout, struct arena *arena);

/* Reads what layout_format wrote; untrusted input gives ERR_INVALID or a layout that holds
 * to the contract above. All of it lives in the arena. */
int layout_parse(const char *json, size_t len, struct arena *arena, struct layout **ret_layout,
	struct err *err);

#endif
