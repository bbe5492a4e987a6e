/* neighbours: what stands at the edges of the pages before and after one.
 *
 * Running heads and feet are known by their repetition, and a sentence that goes on over a page's
 * end is said as one with the next page's beginning. So pdf-to-png sends along with each page what
 * the PDF's own text has near the upper and lower edges of the two pages before and the two after,
 * whatever the job's `pages` option leaves out: it depends on the document alone, so that a page
 * done twice is cleaned twice in the same way, and no page waits for another.
 *
 * It travels as the PNG object's metadata META_NEIGHBOURS ("text-layer-neighbours"):
 *
 *   {"-2":{...},"-1":{...},"1":{...},"2":{...}}
 *
 * each a layout as workers/page/layout.c writes it, with "hidden" where the text is the invisible
 * one of a scan. "0" is the page itself as the others know it, where that is not what is to be
 * seen of it. A page without text that makes sense (a scan) is left out, and so is one that is too
 * large: by everybody, so that two pages never disagree on what is known of one. A page that is
 * read by OCR has its neighbours too, where they have text; where none has, it gets what looks
 * like theirs (workers/page/edge_marks.h). */
#ifndef LECTERN_WORKERS_PAGE_NEIGHBOURS_H
#define LECTERN_WORKERS_PAGE_NEIGHBOURS_H

#include "workers/page/edge_marks.h"
#include "workers/page/layout.h"

#define META_NEIGHBOURS "text-layer-neighbours"

enum {
	NEIGHBOURS_REACH = 2, /* pages before, and as many after */
	NEIGHBOURS_COUNT = 2 * NEIGHBOURS_REACH + 1,
	/* Lines kept of a page: the highest and the lowest by their box. Below the end of the
	 * text there may be notes. */
	NEIGHBOURS_TOP_LINES = 8,
	NEIGHBOURS_BOTTOM_LINES = 12,
};

struct neighbours {
	/* By offset + NEIGHBOURS_REACH; NULL: no such page, or nothing known of it. The lines are
	 * those of the whole page that lie near its edges, in the whole page's order. */
	const struct layout *pages[NEIGHBOURS_COUNT];
	bool hidden[NEIGHBOURS_COUNT]; /* the text is not to be seen, but the scan that it is of */
	/* The page itself as the others know it, or NULL: as its layout is. */
	const struct layout *self;
	/* On the page itself, as its layout has it. They travel apart from the rest. */
	struct edge_marks marks;
};

/* The page so far away (-2..2, not 0), or NULL. */
const struct layout *neighbours_at(const struct neighbours *neighbours, int offset);

/* What a page passes on to its neighbours; NULL: it is too large. Shares the texts of `layout`. */
struct layout *neighbours_reduce(const struct layout *layout, struct arena *arena);

/* The same for the page before it, which may have to say where the words of its first lines are. */
struct layout *neighbours_reduce_next(const struct layout *layout, struct arena *arena);

char *neighbours_format(const struct neighbours *neighbours, struct arena *arena);

/* ERR_INVALID: not what neighbours_format writes. All of it lives in the arena. */
int neighbours_parse(const char *json, size_t len, struct arena *arena,
	struct neighbours *ret_neighbours, struct err *err);

#endif
