/* png_writer: grey pixels to a PNG file (ISO/IEC 15948), quickly.
 *
 * Pages of print compress best unfiltered, and a low level of deflate takes a third of the time
 * of the usual one for a few per cent more bytes: these files live for seconds. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_PNG_WRITER_H
#define LECTERN_WORKERS_PDF_TO_PNG_PNG_WRITER_H

#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

struct grey_image {
	int width, height;            /* pixels, at least 1 */
	int dpi;                      /* of both axes */
	size_t stride;                /* bytes from a row to the next */
	const unsigned char *samples; /* 0 black to 255 white; not owned */
};

/* Appends a PNG of 8 bits a sample to fd. The same pixels give the same bytes. `text`, of at most
 * PNG_TEXT_MAX bytes, goes along (workers/page/png_text.h); NULL: none. */
int png_write_grey(int fd, const struct grey_image *image, const char *text, struct err *err);

#endif
