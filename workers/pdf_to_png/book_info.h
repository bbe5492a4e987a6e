/* book_info: what a document says of itself: title, authors, subject, language, date, page labels
 * and outline, from XMP, from the Info dictionary, from what its first pages look like. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_BOOK_INFO_H
#define LECTERN_WORKERS_PDF_TO_PNG_BOOK_INFO_H

#include "common/base/arena.h"
#include "common/farm/book.h"
#include "workers/pdf_to_png/rendering.h"

/* Never fails: what cannot be read is not known. Strings live in the arena. */
struct book book_info_read(struct rendering *rendering, struct arena *arena);

/* What the document is of which its pages are only the cover: "files" that it carries (a
 * portfolio), or a "form" that its viewer would draw (XFA: "Please wait..."). NULL: its pages are
 * all. */
const char *book_besides(struct rendering *rendering);

#endif
