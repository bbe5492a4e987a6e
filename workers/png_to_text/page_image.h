/* page_image: decodes any PNG to grey pixels for OCR. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_PAGE_IMAGE_H
#define LECTERN_WORKERS_PNG_TO_TEXT_PAGE_IMAGE_H

#include "common/base/err.h"

#include <stdint.h>

struct Pix; /* Leptonica's */

/* Decodes the PNG in fd to 8 bits per pixel, on white where it is transparent. The size is
 * checked before decompression. The text of ERR_INVALID says what is wrong with it. The caller
 * destroys *ret_image. */
int page_image_load(int fd, int64_t max_megapixels, struct Pix **ret_image, struct err *err);

/* Straightens a skewed scan, replacing *image. Returns the rotation in degrees, clockwise; 0
 * when it was left alone. */
float page_image_straighten(struct Pix **image);

#endif
