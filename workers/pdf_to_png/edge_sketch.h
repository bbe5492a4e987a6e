/* edge_sketch: how a page's upper and lower edges look, to be compared with another's.
 *
 * Of an image of EDGE_SKETCH_DPI the strips along both edges are taken apart into words, by the
 * white between them, and words into pieces of lines. A piece is looked for on another page word by
 * word: pages were laid on a scanner by hand, so it may have moved and its line may slope. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_EDGE_SKETCH_H
#define LECTERN_WORKERS_PDF_TO_PNG_EDGE_SKETCH_H

#include "common/base/arena.h"
#include "workers/page/layout.h"
#include "workers/pdf_to_png/png_writer.h"

enum {
	EDGE_SKETCH_DPI = 100,
	EDGE_PIECES = 5, /* looked at, from each edge inwards */
};

enum edge { EDGE_TOP, EDGE_BOTTOM, EDGES };

struct edge_strip;

struct edge_sketch {
	int width, height, dpi; /* of the page */
	const struct edge_strip *strips[EDGES];
};

/* Copies what it needs of the image into the arena. */
struct edge_sketch *edge_sketch_of(const struct grey_image *image, struct arena *arena);

/* The outermost comes first. */
size_t edge_pieces(const struct edge_sketch *sketch, enum edge edge);
struct layout_box edge_piece_box(const struct edge_sketch *sketch, enum edge edge, size_t piece);

/* Of 1000 parts of the piece's words: so many stand in about its place on the other page, but for
 * the way from left to right, since heads change sides. 0 for pages of another size. */
int edge_piece_found(const struct edge_sketch *sketch, enum edge edge, size_t piece,
	const struct edge_sketch *other);

/* In about the same place from the edge. */
bool edge_pieces_same_place(const struct edge_sketch *a, size_t piece, const struct edge_sketch *b,
	size_t other, enum edge edge);

#endif
