/* ocr: Tesseract, reading pages in one language at a time. */
#ifndef LECTERN_WORKERS_OCR_OCR_H
#define LECTERN_WORKERS_OCR_OCR_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/ipc/sandbox.h"
#include "workers/page/layout.h"

#include <stdbool.h>

struct Pix; /* Leptonica's */
struct ocr;

/* The directory of the models, where those of the language are; the caller frees it. NULL: they are
 * not installed. Loads none, and has Tesseract open its file for chatter, so that a process may
 * lock itself in before it loads some. */
char *ocr_find_models(const char *tessdata_path, const char *language);

/* Loads the models of a language ("eng", "eng+deu"). tessdata_path "": Tesseract's own place.
 * ERR_INVALID names the language and what is installed. */
int ocr_new(const char *tessdata_path, const char *language, struct ocr **ret_ocr, struct err *err);
void ocr_free(struct ocr **ocr);

/* Takes other models at hand, and loads them unless they were among the last few. Errors as above;
 * ERR_INTERNAL: the models are there and do not load. */
int ocr_use_language(struct ocr *ocr, const char *language, struct err *err);

/* Called while Tesseract works, with thousandths. False: stop. */
typedef bool ocr_progress(void *context, int permille);

struct ocr_page {
	struct Pix *image; /* 8 bits a pixel */
	int dpi;
	bool line_by_line;  /* one column that must not be taken apart */
	float straightened; /* degrees, clockwise, by which it was turned about its middle */
};

struct ocr_reading {
	struct layout layout; /* its lines are in the arena, in reading order */
	int confidence;       /* 0..100, mean over the words */
	int quarter_turns;    /* clockwise, by which the page was turned to be read */
	/* What it seems to be printed in, looked at if it was hard to read; see print_script.h.
	 * NULL: nobody knows. */
	const char *script;
	float straightened; /* as of the page */
};

/* Reads a page, columns one after the other. One that lies on its side or head is turned, and the
 * layout is that of the page as it was read. ERR_UNAVAILABLE: stopped by `moved`. */
int ocr_read(struct ocr *ocr, const struct ocr_page *page, ocr_progress *moved, void *context,
	struct arena *arena, struct ocr_reading *ret_reading, struct err *err);

/* What there is to read that script with: its own model, or those of a few languages that are
 * printed in it ("rus+ukr"). In the arena; NULL: nothing is installed. */
const char *ocr_models_for_script(const struct ocr *ocr, const char *script, struct arena *arena);

/* What a process that reads needs of its surroundings: `environment` of a struct stage, and the
 * files that its lock must leave it. */
extern const char *const ocr_environment[];
void ocr_reach(const char *tessdata_path, struct sandbox_rules *rules);

/* The directory of the models. Valid until ocr_free. */
const char *ocr_data_path(const struct ocr *ocr);

/* Is it in the dictionary of the language at hand? `ocr` is a struct ocr. */
bool ocr_is_word(void *ocr, const char *word);

#endif
