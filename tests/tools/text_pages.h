/* text_pages: pages whose own text is more, or less, than what one sees. */
#ifndef LECTERN_TESTS_TOOLS_TEXT_PAGES_H
#define LECTERN_TESTS_TOOLS_TEXT_PAGES_H

#include "common/base/buf.h"
#include "tests/tools/pdf_builder.h"

/* A line at that place (points from the lower left), in one of the fonts. UTF-8, of which Latin-1
 * can be drawn. */
void text_line(struct made_page *page, const char *font, double x, double y, double size,
	const char *text);

/* Each fills a page of A4 and appends its words. */
void german_page(struct made_page *page, struct buf *words);
void french_page(struct made_page *page, struct buf *words);
void russian_page(struct made_page *page, struct buf *words);
void hebrew_page(struct made_page *page, struct buf *words);
void chinese_page(struct made_page *page, struct buf *words);
void endnotes_page(struct made_page *page, struct buf *words);
void figure_page(struct made_page *page, struct buf *words);
void upright_stamp_page(struct made_page *page, struct buf *words);
void dense_page(struct made_page *page, struct buf *words);

/* Prose in a font that lies about its characters. */
void lying_page(struct made_page *page, struct buf *words, const char *font, int number);

/* What is put over a scan of the page of prose: a stamp that is seen; the page's text, or
 * something like it, that is not. */
void stamp_over(struct made_page *page, int number);
void text_under(struct made_page *page, int number);
void nonsense_under(struct made_page *page, int number);

#endif
