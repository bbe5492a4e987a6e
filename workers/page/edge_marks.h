/* edge_marks: parts of a page's upper and lower edges that look the same on the pages around it.
 *
 * A scan has no text whose repetition would reveal a running head, and its neighbours are read
 * by other workers at other times. But pdf-to-png has the whole document: it compares how the
 * edges look (workers/pdf_to_png/page_edges.h) and sends the positions of repeated parts along
 * with each page. The result depends only on the document, so a page done twice is cleaned in
 * the same way.
 *
 * The marks are passed as the PNG object's metadata META_EDGE_MARKS ("edge-marks"):
 *
 *   {"same":[[72,40,310.5,52],...],"near":[...],"slot":[...]}
 *
 * with the box of each mark, in points on the image as it is.
 */
#ifndef LECTERN_WORKERS_PAGE_EDGE_MARKS_H
#define LECTERN_WORKERS_PAGE_EDGE_MARKS_H

#include "workers/page/layout.h"

#define META_EDGE_MARKS "edge-marks"

enum edge_mark_kind {
	MARK_SAME, /* every word of it is at this position on a nearby page */
	MARK_NEAR, /* most of it is; the rest may be an increasing number */
	MARK_SLOT, /* specific to this page, where nearby pages share another */
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

/* Compact JSON, in the arena. */
char *edge_marks_format(const struct edge_marks *marks, struct arena *arena);

/* ERR_INVALID: not in edge_marks_format's form. Everything is in the arena. */
int edge_marks_parse(const char *json, size_t len, struct arena *arena,
	struct edge_marks *ret_marks, struct err *err);

/* The marks on a page of that size (in points) that was rotated about its centre by `degrees`,
 * clockwise: each keeps its size and moves with its centre. In the arena. */
struct edge_marks edge_marks_turned(const struct edge_marks *marks, float width, float height,
	float degrees, struct arena *arena);

#endif
