/* pdf_builder: PDF files written by hand (ISO 32000-1), object by object, so that tests decide
 * about every byte. The catalogue and the page tree come first in the file. */
#ifndef LECTERN_TESTS_PDF_BUILDER_H
#define LECTERN_TESTS_PDF_BUILDER_H

#include "common/buf.h"

struct made_page {
	double width, height; /* points, before rotation */
	int rotate;           /* degrees, as /Rotate */
	struct buf content;   /* drawing operators; fonts /T (Times) and /H (Helvetica) */
	/* An image /I to be placed by the content; NULL: none. Grey, 8 bits. */
	unsigned char *pixels; /* owned, from malloc */
	int pixel_width, pixel_height;
	const char *filter; /* of the content, to claim one that it has not; NULL */
};

/* Writes a document of these pages. claimed_pages: what /Count says. */
void pdf_build(const struct made_page *pages, int count, int claimed_pages, struct buf *ret_pdf);

/* The object number of a page (from 0): its content and its image are the next two. */
int made_page_object(int index);

void made_page_free(struct made_page *page);

#endif
