/* parts: shared by the files of ocr. */
#ifndef LECTERN_WORKERS_OCR_PARTS_H
#define LECTERN_WORKERS_OCR_PARTS_H

#include "common/base/buf.h"
#include "workers/ocr/ocr.h"

#include <stdint.h>
#include <tesseract/capi.h>

enum {
	/* Loaded at the same time, because jobs in several languages take turns page by page. */
	OCR_MODELS = 3,
};

struct ocr_model {
	char *language; /* owned; NULL: none */
	TessBaseAPI *api;
	uint64_t used; /* time of the last use, by ocr->clock */
};

struct ocr {
	struct ocr_model models[OCR_MODELS];
	struct ocr_model *model; /* the current one */
	uint64_t clock;
	TessBaseAPI *orientation; /* NULL until needed, or if it is not installed */
	bool orientation_missing;
	const char *tessdata_path; /* NULL: Tesseract's default */
	char *tessdata_copy;
};

/* A Tesseract instance without a model. */
TessBaseAPI *ocr_new_api(void);

/* Converts what Tesseract has just recognised on a page of that size. */
void ocr_layout(TessBaseAPI *api, const struct ocr_page *page, struct arena *arena,
	struct layout *ret_layout);

/* Appends the word at the iterator, whose text is `text`, with a note mark after it as
 * superscripts. False: there is certainly none, or that is unknown, and nothing was appended. */
bool ocr_raised_mark(const TessResultIterator *results, const char *text, struct buf *out);

#endif
