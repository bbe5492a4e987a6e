/* webp: encodes a picture as WebP (libwebp) for browsers. */
#ifndef LECTERN_WORKERS_PAGE_IMAGE_WEBP_H
#define LECTERN_WORKERS_PAGE_IMAGE_WEBP_H

#include "common/base/err.h"
#include "workers/page_image/picture.h"

#include <stdbool.h>

/* Called while encoding. False: stop, the result is no longer needed. */
typedef bool webp_progress(void *context);

/* Writes the picture to fd. Equal pictures give equal bytes. */
int webp_write(int fd, const struct picture *picture, webp_progress *moved, void *context,
	struct err *err);

#endif
