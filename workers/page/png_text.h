/* png_text: a text within a PNG (ISO/IEC 15948), in a chunk that other readers ignore.
 *
 * A page's text layer is passed as metadata of its image. If it is too large for that, it is
 * stored in the image itself, where only PNG_TEXT_MAX limits it.
 */
#ifndef LECTERN_WORKERS_PAGE_PNG_TEXT_H
#define LECTERN_WORKERS_PAGE_PNG_TEXT_H

#include "common/base/arena.h"

#include <stddef.h>

/* The chunk's type: ancillary, private, safe to copy. */
#define PNG_TEXT_TYPE "leTx"

enum { PNG_TEXT_MAX = 16 * 1024 * 1024 };

/* The chunk's data, which the caller frees with free(): the text's length as four bytes, most
 * significant first, and the deflated text. The same text gives the same bytes. `len` must not
 * exceed PNG_TEXT_MAX. */
unsigned char *png_text_pack(const char *text, size_t len, size_t *ret_size);

/* The text of the first such chunk, in the arena; NULL: there is no valid one. */
char *png_text_find(const void *png, size_t size, struct arena *arena);

#endif
