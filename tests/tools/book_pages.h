/* book_pages: pages of whole books, with all that surrounds the text, and what is to be heard of
 * them. */
#ifndef LECTERN_TESTS_TOOLS_BOOK_PAGES_H
#define LECTERN_TESTS_TOOLS_BOOK_PAGES_H

#include "common/base/buf.h"
#include "tests/tools/pdf_builder.h"
#include "tests/tools/prose.h"

#include <stdbool.h>

/* Text that goes on from page to page. */
struct book_flow {
	struct prose prose;
	struct buf word; /* comes next, or its rest does if it is `begun` */
	bool begun;
	int lines; /* of the paragraph so far */
};

/* Each fills one page and appends its text for listening, as workers/reading/text.h has it. The
 * pages of a book are to be made in order, with one flow. `said`: what the page before has said of
 * a broken word is not asked for again.
 *
 * novel: chapters of four pages; left heads are the book's title, right ones the chapter's, neither
 *   with a number; the number stands alone at the foot; words are broken at the ends of lines and
 *   pages.
 * journal: two columns, heads with the number beside on changing sides, notes at the foot.
 * handbook: one head without a number, headings, lists, a table, "Page 3 of 9" at the foot. */
void novel_page(struct made_page *page, struct book_flow *flow, struct buf *said, int number);
void journal_page(struct made_page *page, struct book_flow *flow, struct buf *said, int number);
void handbook_page(
	struct made_page *page, struct book_flow *flow, struct buf *said, int number, int count);

#endif
