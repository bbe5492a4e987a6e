/* picture: a page of a PDF in colour, at a given width in pixels. */
#ifndef LECTERN_WORKERS_PAGE_IMAGE_PICTURE_H
#define LECTERN_WORKERS_PAGE_IMAGE_PICTURE_H

#include "common/base/err.h"
#include "workers/pdf_to_png/rendering.h"

enum {
	PICTURE_MAX_WIDTH = 2400,
	PICTURE_MAX_RATIO = 4, /* of height to width: a longer page is drawn narrower */
};

/* 8 bits each of red, green and blue; rows from the top. */
struct picture {
	int width, height, stride;
	const unsigned char *samples;
};

/* Draws a page (from 1) as a viewer shows it, on white. The picture belongs to the rendering and
 * is valid until its next page. Errors are those of rendering.h. */
int picture_draw(struct rendering *rendering, int page, int width, struct picture *ret_picture,
	struct err *err);

#endif
