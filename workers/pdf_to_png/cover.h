/* cover: a document's first page as a small picture in colour. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_COVER_H
#define LECTERN_WORKERS_PDF_TO_PNG_COVER_H

#include "common/base/err.h"
#include "workers/pdf_to_png/rendering.h"

enum { COVER_SIDE = 600, COVER_MAX_BYTES = 200 * 1024 };

/* Writes it to fd as a JPEG, its longer side COVER_SIDE pixels. ERR_INVALID: the page cannot be
 * drawn; ERR_UNAVAILABLE: stopped. */
int cover_write(struct rendering *rendering, int fd, struct err *err);

#endif
