/* neighbours: what is at the edges of the pages before and after a page.
 *
 * Running heads and feet are recognised by their repetition, and a sentence that continues over
 * a page's end is spoken together with the beginning of the next page. So pdf-to-png sends along
 * with each page the PDF's own text near the upper and lower edges of the two pages before and
 * the two after, even of pages that the job's `pages` option leaves out. It depends only on the
 * document, so a page done twice is cleaned in the same way, and no page waits for another.
 *
 * It is passed as the PNG object's metadata META_NEIGHBOURS ("text-layer-neighbours"):
 *
 *   {"-2":{...},"-1":{...},"1":{...},"2":{...}}
 *
 * each a layout in the form of workers/page/layout.c, with "hidden" if the text is the invisible
 * text of a scan. "0" is the page itself as the others know it, if that differs from its layout.
 * A page without meaningful text (a scan) is left out, as is one that is too large; that holds
 * for all pages, so that no two disagree on what is known of a third. A page that is read by OCR
 * has its neighbours too, if they have text; if not, it has what looks like theirs
 * (workers/page/edge_marks.h).
 */
#ifndef LECTERN_WORKERS_PAGE_NEIGHBOURS_H
#define LECTERN_WORKERS_PAGE_NEIGHBOURS_H

#include "workers/page/edge_marks.h"
#include "workers/page/layout.h"

#define META_NEIGHBOURS "text-layer-neighbours"

enum {
	NEIGHBOURS_REACH = 2, /* pages before, and also after */
	NEIGHBOURS_COUNT = 2 * NEIGHBOURS_REACH + 1,
	/* Lines kept of a page: the highest and the lowest by their boxes. There may be notes
	 * below the end of the text. */
	NEIGHBOURS_TOP_LINES = 8,
	NEIGHBOURS_BOTTOM_LINES = 12,
};

struct neighbours {
	/* Indexed by offset + NEIGHBOURS_REACH; NULL: no such page, or nothing is known of it.
	 * The lines are those near the page's edges, in the order of the whole page. */
	const struct layout *pages[NEIGHBOURS_COUNT];
	bool hidden[NEIGHBOURS_COUNT]; /* the text is invisible, and its scan is shown */
	/* The page itself as the others know it; NULL: as in its layout. */
	const struct layout *self;
	/* On the page itself, in its layout's coordinates. Passed separately from the rest. */
	struct edge_marks marks;
};

/* The page at that offset (-2..2, not 0), or NULL. */
const struct layout *neighbours_at(const struct neighbours *neighbours, int offset);

/* What a page passes on to its neighbours, in the arena; NULL: it is too large. Shares the texts
 * of `layout`. */
struct layout *neighbours_reduce(const struct layout *layout, struct arena *arena);

/* The same for the preceding page, which may need the positions of the words in the first lines. */
struct layout *neighbours_reduce_next(const struct layout *layout, struct arena *arena);

char *neighbours_format(const struct neighbours *neighbours, struct arena *arena);

/* ERR_INVALID: not in neighbours_format's form. Everything is in the arena. */
int neighbours_parse(const char *json, size_t len, struct arena *arena,
	struct neighbours *ret_neighbours, struct err *err);

#endif
