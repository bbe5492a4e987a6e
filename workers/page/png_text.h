/* png_text: a text within a PNG (ISO/IEC 15948), in a chunk of its own that other readers pass
 * over.
 *
 * The text layer of a page travels as metadata of its image. Where it is too large for that it
 * stands in the image itself: then nothing limits it but MAX. */
#ifndef LECTERN_WORKERS_PAGE_PNG_TEXT_H
#define LECTERN_WORKERS_PAGE_PNG_TEXT_H

#include "common/base/arena.h"

#include <stddef.h>

/* Of the chunk: ancillary, private, not lost by who copies it. */
#define PNG_TEXT_TYPE "leTx"

enum { PNG_TEXT_MAX = 16 * 1024 * 1024 };

/* The chunk's data, from malloc: the text's length in four bytes, most significant first, and the
 * text by deflate. The same text gives the same bytes. `len` is at most PNG_TEXT_MAX. */
unsigned char *png_text_pack(const char *text, size_t len, size_t *ret_size);

/* The text of the first such chunk, in the arena; NULL: the PNG has none that makes sense. */
char *png_text_find(const void *png, size_t size, struct arena *arena);

#endif
