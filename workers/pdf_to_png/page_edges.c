/* page_edges.c: a window of sketches that moves along with the pages. */
#include "workers/pdf_to_png/page_edges.h"

#include "common/base/alloc.h"
#include "workers/engine/failpoint.h"
#include "workers/pdf_to_png/edge_sketch.h"

#include <stdlib.h>

enum {
	REACH = 2, /* pages before, and as many after */
	COUNT = 2 * REACH + 1,
	NEAR_PERMILLE = 600, /* of the words */
	SLOT_PIECES = 2,     /* from the edge: others are surely text */
};

struct known_page {
	int page; /* 0: none yet */
	struct arena *arena;
	const struct edge_sketch *sketch; /* NULL: it cannot be drawn */
};

struct page_edges {
	struct rendering *rendering;
	struct known_page known[COUNT]; /* by page modulo COUNT */
	struct edge_mark marks[EDGE_MARKS_MAX];
};

_Static_assert(EDGES *EDGE_PIECES <= EDGE_MARKS_MAX, "each piece may have a mark");

struct page_edges *page_edges_new(struct rendering *rendering)
{
	struct page_edges *edges = alloc_zeroed(1, sizeof *edges);
	edges->rendering = rendering;
	for (int i = 0; i < COUNT; i++)
		edges->known[i].arena = arena_new();
	return edges;
}

void page_edges_free(struct page_edges **edges)
{
	if (!*edges)
		return;
	for (int i = 0; i < COUNT; i++)
		arena_free(&(*edges)->known[i].arena);
	alloc_free(edges);
}

/* ---- sketches ---- */

static int sketch(
	struct page_edges *edges, int page, const struct edge_sketch **ret_sketch, struct err *err)
{
	struct known_page *known = &edges->known[page % COUNT];
	struct grey_image image;
	if (known->page != page) {
		*known = (struct known_page) { .arena = known->arena };
		arena_reset(known->arena);
		if (failpoint(NULL, "edges-looked-at", page, err) < 0)
			return -1;
		if (rendering_page(edges->rendering, page, EDGE_SKETCH_DPI, &image, err) == 0)
			known->sketch = edge_sketch_of(&image, known->arena);
		else if (err->kind != ERR_INVALID)
			return -1;
		known->page = page;
	}
	*ret_sketch = known->sketch;
	return 0;
}

/* ---- marks ---- */

struct around {
	const struct edge_sketch *pages[COUNT]; /* [REACH] is the one in question */
};

/* The most of the piece that is on any of the pages around. */
static int found_around(const struct around *around, enum edge edge, size_t piece)
{
	int best = 0;
	for (int at = 0; at < COUNT && best < 1000; at++) {
		if (at == REACH || !around->pages[at])
			continue;
		int found = edge_piece_found(around->pages[REACH], edge, piece, around->pages[at]);
		best = found > best ? found : best;
	}
	return best;
}

/* Has page `a` in this place what page `b` has too? */
static bool have_same(const struct around *around, enum edge edge, size_t piece, int a, int b)
{
	const struct edge_sketch *page = around->pages[a], *other = around->pages[b];
	for (size_t i = 0; page && other && i < edge_pieces(page, edge); i++) {
		if (edge_pieces_same_place(around->pages[REACH], piece, page, i, edge) &&
			edge_piece_found(page, edge, i, other) >= NEAR_PERMILLE)
			return true;
	}
	return false;
}

static bool is_slot(const struct around *around, enum edge edge, size_t piece)
{
	for (int a = 0; piece < SLOT_PIECES && a < COUNT; a++) {
		for (int b = a + 1; b < COUNT; b++) {
			if (a != REACH && b != REACH && have_same(around, edge, piece, a, b))
				return true;
		}
	}
	return false;
}

static size_t find_marks(const struct around *around, struct edge_mark *marks)
{
	const struct edge_sketch *page = around->pages[REACH];
	size_t count = 0;
	for (int edge = EDGE_TOP; edge < EDGES; edge++) {
		for (size_t i = 0; i < edge_pieces(page, (enum edge)edge); i++) {
			int found = found_around(around, (enum edge)edge, i);
			if (found < NEAR_PERMILLE && !is_slot(around, (enum edge)edge, i))
				continue;
			marks[count++] = (struct edge_mark) {
				.kind = found == 1000            ? MARK_SAME
					: found >= NEAR_PERMILLE ? MARK_NEAR
								 : MARK_SLOT,
				.box = edge_piece_box(page, (enum edge)edge, i),
			};
		}
	}
	return count;
}

int page_edges_get(
	struct page_edges *edges, int page, struct edge_marks *ret_marks, struct err *err)
{
	struct around around = { { NULL } };
	for (int at = 0; at < COUNT; at++) {
		int other = page + at - REACH;
		if (other >= 1 && other <= rendering_pages(edges->rendering) &&
			sketch(edges, other, &around.pages[at], err) < 0)
			return -1;
	}
	size_t count = around.pages[REACH] ? find_marks(&around, edges->marks) : 0;
	*ret_marks = (struct edge_marks) { edges->marks, count };
	return 0;
}
