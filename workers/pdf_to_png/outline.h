/* outline: a document's outline (its bookmarks) and the labels of its pages, as far as they make
 * sense: both come broken in every way there is. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_OUTLINE_H
#define LECTERN_WORKERS_PDF_TO_PNG_OUTLINE_H

#include "common/base/arena.h"
#include "common/farm/book.h"
#include "workers/pdf_to_png/rendering.h"

/* Entries in their order, those that name no page of the document left out: loops are followed
 * once, and what lies deeper than BOOK_MAX_LEVEL, or beyond BOOK_MAX_ENTRIES, is not looked at.
 * Never fails: there may be none. Strings live in the arena. */
struct book_entries outline_read(struct rendering *rendering, struct arena *arena);

/* Sets labels and their number; none when the document has none that are worth it. */
void outline_read_labels(struct rendering *rendering, struct arena *arena, struct book *book);

#endif
