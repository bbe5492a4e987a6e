/* scan_language: the language that a scan is in, by reading a strip of some of its pages. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_SCAN_LANGUAGE_H
#define LECTERN_WORKERS_PDF_TO_PNG_SCAN_LANGUAGE_H

#include "workers/language/guess.h"
#include "workers/ocr/ocr.h"
#include "workers/pdf_to_png/rendering.h"

struct scan_reader {
	const struct guess *guess;
	const char *tessdata_path; /* as ocr_new has it */
	const char *language;      /* to begin with; NULL: no picture is to be read */
	ocr_progress *moved;
	void *context;
};

/* Loads models, and reads strips of these pages, one after the other, until they say enough. A
 * script other than that of reader->language is read by what is installed for it. Tesseract's name
 * of the language, or NULL: nobody can tell. `claimed` is what the document says of itself (see
 * workers/language/guess.h). The same document and models give the same answer. */
int scan_language(struct rendering *rendering, const int *pages, size_t count,
	const struct scan_reader *reader, const char *claimed, const char **ret_language,
	struct err *err);

#endif
