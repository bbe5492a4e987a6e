/* document_language: the language that a document is in, by the text of some of its pages or, of a
 * scan, by what they look like. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_DOCUMENT_LANGUAGE_H
#define LECTERN_WORKERS_PDF_TO_PNG_DOCUMENT_LANGUAGE_H

#include "common/base/pageset.h"
#include "workers/pdf_to_png/rendering.h"
#include "workers/pdf_to_png/scan_language.h"

/* Tesseract's name, or NULL: nobody can tell. Looks at pages of `chosen` alone, the same ones each
 * time; `claimed` is what the document says of itself (see workers/language/guess.h). */
int document_language(struct rendering *rendering, const struct pageset *chosen,
	const struct scan_reader *reader, const char *claimed, const char **ret_language,
	struct err *err);

#endif
