/* webp: a picture as WebP (libwebp), for a browser. */
#ifndef LECTERN_WORKERS_PAGE_IMAGE_WEBP_H
#define LECTERN_WORKERS_PAGE_IMAGE_WEBP_H

#include "common/base/err.h"
#include "workers/page_image/picture.h"

#include <stdbool.h>

/* Called while it is packed. False: stop, the result is no longer needed. */
typedef bool webp_progress(void *context);

/* Writes the picture to fd; the same one gives the same bytes. */
int webp_write(int fd, const struct picture *picture, webp_progress *moved, void *context,
	struct err *err);

#endif
