/* rendering: a stranger's PDF, opened and rendered page by page with MuPDF.
 *
 * PDF only: MuPDF's other formats are not asked for, and scripts in a document never run. */
#ifndef LECTERN_RENDERING_H
#define LECTERN_RENDERING_H

#include "common/err.h"
#include "workers/png_writer.h"

#include <stdbool.h>
#include <stdint.h>

struct rendering_limits {
	int dpi;
	int64_t max_megapixels; /* of a rendered page: a larger one gets a lower resolution */
	int64_t max_seconds;    /* to open the document, and to draw each page */
	int64_t max_pages;
};

/* Called while MuPDF works. False: stop, nobody waits for the result. */
typedef bool rendering_moved(void *context);

struct rendering;

/* Reads from fd (which stays the caller's and open) as it goes. ERR_INVALID says why the document
 * is none or will not open; ERR_UNAVAILABLE: stopped by `moved`; ERR_INTERNAL: reading failed. */
int rendering_open(int fd, const struct rendering_limits *limits, rendering_moved *moved,
	void *context, struct rendering **ret_rendering, struct err *err);
void rendering_free(struct rendering **rendering);

/* As the document says; at least 1. */
int rendering_pages(const struct rendering *rendering);

/* Renders a page (from 1), grey on white, as a viewer would show it. The image belongs to the
 * rendering and holds until the next call. Errors as above; ERR_INVALID is about this page alone.
 */
int rendering_page(
	struct rendering *rendering, int page, struct grey_image *ret_image, struct err *err);

#endif
