/* text_device: sees each glyph that a page draws before MuPDF makes lines of them.
 *
 * It says what a glyph stands for where the font's own word is none (workers/pdf_to_png/
 * glyph_names.h), takes what is drawn twice in one place once, puts /ActualText in the place of
 * what is drawn for it, and remembers of each call that draws text what makes it worth asking
 * whether anybody sees it (workers/pdf_to_png/unseen.h). */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_TEXT_DEVICE_H
#define LECTERN_WORKERS_PDF_TO_PNG_TEXT_DEVICE_H

#include <mupdf/fitz.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One call of the page that draws text. */
struct text_call {
	uint32_t first_item; /* of the page's glyphs, counted as they are drawn */
	uint32_t items;
	uint32_t twin; /* the call that drew the same once more; its own number if there is none */
	bool suspect;  /* something about it may make it invisible */
	fz_rect box;
};

struct glyph_memory; /* glyphs that were drawn, by place */
struct glyph_cache;  /* what glyphs stand for */

struct text_device {
	fz_device *device; /* MuPDF's, whose calls are overridden */
	fz_stext_page *page;
	struct text_call *calls; /* from malloc */
	size_t call_count, call_room;
	size_t item_count;
	int invisible;    /* glyphs of render mode 3, or under a picture of most of the page */
	fz_rect pictures; /* around all of the images that are no mere ornament */
	size_t looks;     /* comparisons of calls with what covers them, which are limited */
	float group_alpha;
	float group_alphas[64]; /* before each open group */
	int groups;
	const fz_text *last_text; /* filled, and then stroked: one text */
	struct {
		const char *text; /* UTF-8; NULL: none is open */
		bool said;        /* its first glyph was drawn */
		fz_point origin;  /* of that */
	} actual;
	struct glyph_memory *memory;
	struct glyph_cache *cache;
	void (*fill_text)(fz_context *, fz_device *, const fz_text *, fz_matrix, fz_colorspace *,
		const float *, float, fz_color_params);
};

/* Overrides the calls of a structured-text device. The context's user data must be set to this
 * struct while the device is in use. Never throws. */
void text_device_init(struct text_device *device, fz_device *stext, fz_stext_page *page);

void text_device_free(fz_context *ctx, struct text_device *device);

/* What is drawn until NULL is given stands for this text, of at most a few letters. The string is
 * the caller's and must live as long. */
void text_device_actual(struct text_device *device, const char *text);

/* The call that drew a character of the structured text. */
static inline uint32_t text_device_call_of(const fz_stext_char *c)
{
	return (uint32_t)c->color & 0xffffff;
}

#endif
