/* pdf_builder: PDF files written by hand (ISO 32000-1), object by object, so that tests decide
 * about every byte. The catalogue and the page tree come first in the file. */
#ifndef LECTERN_TESTS_TOOLS_PDF_BUILDER_H
#define LECTERN_TESTS_TOOLS_PDF_BUILDER_H

#include "common/base/buf.h"

struct made_page {
	double width, height; /* points, before rotation */
	int rotate;           /* degrees, as /Rotate */
	double crop;          /* so much is cut off at each side by a /CropBox */
	/* When it is scanned: so many degrees clockwise, and points. */
	double askew, right, down;
	/* Drawing operators; fonts /T (Times), /H (Helvetica) and /Y (Times, with Cyrillic letters
	 * for those that sound like them). Of other fonts one sees Times,
	 * but they say that the letters a to z (and A to Z) stand for others: /S for b to z and {,
	 * /P for characters of private use, /R for the Hebrew ones and /C for Chinese ones from
	 * U+4E00. */
	struct buf content;
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
