/* parts: what the files of ocr share. */
#ifndef LECTERN_WORKERS_OCR_PARTS_H
#define LECTERN_WORKERS_OCR_PARTS_H

#include "common/base/buf.h"
#include "workers/ocr/ocr.h"

#include <stdint.h>
#include <tesseract/capi.h>

enum {
	/* Loaded at a time: jobs in several languages take turns page by page. */
	OCR_MODELS = 3,
};

struct ocr_model {
	char *language; /* owned; NULL: none */
	TessBaseAPI *api;
	uint64_t used; /* when, by ocr->clock */
};

struct ocr {
	struct ocr_model models[OCR_MODELS];
	struct ocr_model *model; /* at hand */
	uint64_t clock;
	TessBaseAPI *orientation; /* NULL until needed, or not installed */
	bool orientation_missing;
	const char *tessdata_path; /* NULL: Tesseract's own place */
	char *tessdata_copy;
};

/* An engine without a model. */
TessBaseAPI *ocr_new_api(void);

/* What Tesseract has just recognised, of a page of that size. */
void ocr_layout(TessBaseAPI *api, const struct ocr_page *page, struct arena *arena,
	struct layout *ret_layout);

/* Appends the word that the iterator is at, whose text is `text`, with the mark of a note behind it
 * as superscripts. False: it certainly has none, or this is not known, and nothing was appended. */
bool ocr_raised_mark(const TessResultIterator *results, const char *text, struct buf *out);

#endif
