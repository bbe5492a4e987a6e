/* title: what of a document's claims about itself is a title, and who wrote it. Pure. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_TITLE_H
#define LECTERN_WORKERS_PDF_TO_PNG_TITLE_H

#include "common/base/arena.h"
#include "common/farm/book.h"
#include "workers/page/layout.h"

#include <stdbool.h>

/* What programs write when no title was given: "Microsoft Word - x.doc", "untitled", the
 * name or path of a file, numbers. Of a text by book_clean_text(). */
bool title_is_junk(const char *title);

/* The same of an author: "user", "Administrator". */
bool title_is_junk_author(const char *author);

/* Adds the names that one claim lists ("A. Smith; B. Jones", "Ann Smith, Bob Jones"). */
void title_add_authors(struct book *book, const char *claim, struct arena *arena);

/* The largest print of a page, joined over its lines; NULL when nothing on it stands out. */
const char *title_of_page(const struct layout *layout, struct arena *arena);

#endif
