/* text_processor: runs a page for its text, and hands on what MuPDF keeps from its devices: the
 * /ActualText of marked content, and what fonts of 8-bit codes call their glyphs. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_TEXT_PROCESSOR_H
#define LECTERN_WORKERS_PDF_TO_PNG_TEXT_PROCESSOR_H

#include "workers/pdf_to_png/text_device.h"

#include <mupdf/pdf.h>

/* Throws. */
void text_processor_run(
	fz_context *ctx, pdf_page *page, struct text_device *device, fz_cookie *cookie);

#endif
