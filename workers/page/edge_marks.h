/* edge_marks: what at a page's upper and lower edge looks as it does on the pages around it.
 *
 * A scan has no text by whose repetition a running head could be known, and its neighbours are read
 * elsewhere and at other times. But pdf-to-png has the whole document: it compares how the edges
 * look (workers/pdf_to_png/page_edges.h) and sends along with each page where something is that
 * comes again. That depends on the document alone, so that a page done twice is cleaned twice in
 * the same way.
 *
 * It travels as the PNG object's metadata META_EDGE_MARKS ("edge-marks"):
 *
 *   {"same":[[72,40,310.5,52],...],"near":[...],"slot":[...]}
 *
 * with the box of each mark, in points on the image as it is. */
#ifndef LECTERN_WORKERS_PAGE_EDGE_MARKS_H
#define LECTERN_WORKERS_PAGE_EDGE_MARKS_H

#include "workers/page/layout.h"

#define META_EDGE_MARKS "edge-marks"

enum edge_mark_kind {
	MARK_SAME, /* every word of it stands in this place on a page close by */
	MARK_NEAR, /* most of it: the rest may be a number that goes on */
	MARK_SLOT, /* it is of this page alone, where others close by have the same */
	MARK_KINDS,
};

enum { EDGE_MARKS_MAX = 24 };

struct edge_mark {
	enum edge_mark_kind kind;
	struct layout_box box;
};

struct edge_marks {
	const struct edge_mark *items;
	size_t count;
};

/* JSON, compact; in the arena. */
char *edge_marks_format(const struct edge_marks *marks, struct arena *arena);

/* ERR_INVALID: not what edge_marks_format writes. All of it lives in the arena. */
int edge_marks_parse(const char *json, size_t len, struct arena *arena,
	struct edge_marks *ret_marks, struct err *err);

/* The marks on a page of that size (in points) that was turned about its middle by so many degrees,
 * clockwise: each keeps its size and moves with its middle. */
struct edge_marks edge_marks_turned(const struct edge_marks *marks, float width, float height,
	float degrees, struct arena *arena);

#endif
