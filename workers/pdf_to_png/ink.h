/* ink: how much of what is printed on a page stands where its known text stands. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_INK_H
#define LECTERN_WORKERS_PDF_TO_PNG_INK_H

#include "workers/page/layout.h"
#include "workers/pdf_to_png/png_writer.h"

struct ink {
	bool any;    /* the page is not white all over */
	int covered; /* of 1000 places with print; 1000 when there is none, 0 without text */
};

/* The boxes are in points. Print is what is dark and no rule, frame or solid area: those have runs
 * longer than any letter's. */
struct ink ink_measure(
	const struct grey_image *image, const struct layout_box *boxes, size_t count);

#endif
