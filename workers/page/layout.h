/* layout: what is on a page, and where: its lines as given by OCR or the PDF's own text.
 *
 * It is the result of reading a page and the input of cleaning for listening. Nothing is
 * interpreted: running heads, page numbers and table cells are all lines.
 */
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

/* In points (1/72 inch) from the page's upper left corner, in reading orientation. */
struct layout_box {
	float left, top, right, bottom;
};

struct layout_span {
	float left, right; /* as in boxes */
};

struct layout_line {
	/* As read: valid UTF-8 without control characters, except for a TAB between two words so
	 * far apart (over 1.5 em) that they may be table cells; otherwise single blanks. Small
	 * raised digits are superscripts. A raised sign, or one after a word that OCR cannot
	 * read, is U+FE61. */
	const char *text;
	struct layout_box box;
	float size; /* of the type, in points: the em, or OCR's best estimate of it */
	bool bold;
	int block;      /* lines with the same number were taken for one block of text */
	int confidence; /* OCR: 0..100, averaged over the words; 100 for the PDF's own text */
	/* The position of each word (delimited by blanks and TABs); NULL: unknown. */
	const struct layout_span *words;
	size_t word_count;
};

/* The lines are in the order of the source: Tesseract's reading order, or the PDF's drawing
 * order. */
struct layout {
	enum layout_source source;
	float width, height; /* of the page, in points */
	struct layout_line *lines;
	size_t count;
	/* Clockwise quarter turns by which the displayed page was rotated to be read. */
	int quarter_turns;
	/* For the PDF's own text: lines that the page's image does not show, in the form of a
	 * line's text. They are never spoken. */
	const char *const *unseen;
	size_t unseen_count;
};

/* "ocr" or "text", as in META_TEXT_SOURCE. */
const char *layout_source_name(enum layout_source source);

/* Compact JSON, in the arena. */
char *layout_format(const struct layout *layout, struct arena *arena);

/* Parses layout_format's JSON. The input is untrusted: the result is ERR_INVALID or a layout
 * that fulfils the contract above. Everything is in the arena. */
int layout_parse(const char *json, size_t len, struct arena *arena, struct layout **ret_layout,
	struct err *err);

#endif
