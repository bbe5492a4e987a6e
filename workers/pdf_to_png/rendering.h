/* rendering: an untrusted PDF, opened and rendered page by page with MuPDF.
 *
 * PDF only: MuPDF's other formats are not asked for, and scripts in a document never run. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_RENDERING_H
#define LECTERN_WORKERS_PDF_TO_PNG_RENDERING_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "workers/page/layout.h"
#include "workers/pdf_to_png/glyph_line.h"
#include "workers/pdf_to_png/png_writer.h"

#include <stdbool.h>
#include <stdint.h>

struct rendering_limits {
	int64_t max_megapixels; /* of a rendered page: a larger one gets a lower resolution */
	int64_t max_seconds;    /* of a processor, to open the document, and to draw each page */
	int64_t max_pages;
};

/* Called while MuPDF works. False: stop, the result is no longer needed. */
typedef bool rendering_progress(void *context);

struct rendering;

/* Reads from fd (which stays the caller's and open) as it goes. ERR_INVALID says why it is not a
 * document or cannot be opened; ERR_UNAVAILABLE: stopped by `moved`; ERR_INTERNAL: reading failed.
 */
int rendering_open(int fd, const struct rendering_limits *limits, rendering_progress *moved,
	void *context, struct rendering **ret_rendering, struct err *err);
void rendering_free(struct rendering **rendering);

/* As the document says; at least 1. */
int rendering_pages(const struct rendering *rendering);

/* Renders a page (from 1), grey on white, as a viewer would show it, at `dpi` if its size allows.
 * The image belongs to the rendering and holds until the next call. Errors as above; ERR_INVALID is
 * about this page alone. */
int rendering_page(struct rendering *rendering, int page, int dpi, struct grey_image *ret_image,
	struct err *err);

/* A call of the page that draws text; see text_device.h. */
struct own_call {
	uint32_t first_item, items; /* glyphs, counted as they are drawn */
	uint32_t twin;              /* draws the same in the same place; or itself */
	bool suspect;               /* what it draws may not be seen */
};

/* What a line of the layout came from. */
struct own_line {
	struct layout_box box; /* on the page as it is rendered, in points */
	struct glyph_calls calls;
	const struct glyph_calls *words; /* for each of the line's words; NULL: not known */
};

/* A page's own text, as far as the PDF has it. */
struct own_text {
	/* In the order in which it is drawn. A page whose lines mostly run up or down is turned as
	 * a reader would turn it; then, and otherwise, lines that run across the others come last
	 * and have boxes higher than wide. */
	struct layout layout;
	const struct own_line *lines; /* one for each of the layout's */
	const struct own_call *calls;
	size_t call_count;
	struct layout_box pictures; /* around all images; empty: there are none */
	int characters;             /* without blanks */
	int unmapped;               /* of 1000 characters: those without a known meaning */
	int hidden; /* of 1000 characters: drawn without colour or under a picture */
};

/* Extracts a page's text into the arena. Errors as above. */
int rendering_text(struct rendering *rendering, int page, struct arena *arena,
	struct own_text *ret_text, struct err *err);

/* The same text without what the page's picture does not show: white on white, under a bar, clipped
 * away, too small. Those words are the layout's `unseen` ones. The text under a scan stays, since
 * there the picture shows letters. `image` is of the same page, and stays. Errors as above. */
int rendering_seen_text(struct rendering *rendering, int page, const struct grey_image *image,
	const struct own_text *text, struct arena *arena, struct own_text *ret_seen,
	struct err *err);

#endif
