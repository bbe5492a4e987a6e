/* glyph_memory: what a page has drawn so far: each glyph's place, and what each stands for. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_GLYPH_MEMORY_H
#define LECTERN_WORKERS_PDF_TO_PNG_GLYPH_MEMORY_H

#include "workers/pdf_to_png/glyph_names.h"

#include <mupdf/fitz.h>
#include <stdbool.h>

struct glyph_memory;

struct glyph_memory *glyph_memory_new(void);
void glyph_memory_free(struct glyph_memory **memory);

/* Was the same character drawn here before, within a tenth of its size? Returns that call's number,
 * or -1 and remembers this one. Places are the page's. */
long glyph_memory_find(
	struct glyph_memory *memory, int code, fz_point place, float size, uint32_t call);

struct glyph_cache;

/* What a glyph of a font stands for, by its name or by the font's own table of characters. */
struct glyph_meaning {
	uint32_t codes[GLYPH_NAME_CODES];
	size_t count; /* 0: nobody knows */
};

struct glyph_cache *glyph_cache_new(void);
void glyph_cache_free(struct glyph_cache **cache);

/* Fonts must live as long as the cache. May throw. */
const struct glyph_meaning *glyph_cache_find(
	fz_context *ctx, struct glyph_cache *cache, fz_font *font, int glyph, int code);

#endif
