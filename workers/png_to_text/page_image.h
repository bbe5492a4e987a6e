/* page_image: a PNG of any kind as grey pixels for reading. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_PAGE_IMAGE_H
#define LECTERN_WORKERS_PNG_TO_TEXT_PAGE_IMAGE_H

#include "common/base/err.h"

#include <stdint.h>

struct Pix; /* Leptonica's */

/* Decodes the PNG in fd to 8 bits a pixel, transparency over white. Its size is checked before it
 * is unpacked. ERR_INVALID says what is wrong with it. The caller destroys *ret_image. */
int page_image_load(int fd, int64_t max_megapixels, struct Pix **ret_image, struct err *err);

/* Straightens a scan that lies askew; *image is replaced then. Returns the degrees, clockwise, by
 * which it was turned. */
float page_image_straighten(struct Pix **image);

#endif
