/* ocr: Tesseract, reading pages in one language at a time. Not thread-safe. */
#ifndef LECTERN_WORKERS_OCR_OCR_H
#define LECTERN_WORKERS_OCR_OCR_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/ipc/sandbox.h"
#include "workers/page/layout.h"

#include <stdbool.h>

struct Pix; /* Leptonica's */
struct ocr;

/* The directory of the models, if those for the language are installed; the caller frees it.
 * NULL: they are not. Loads none, but makes Tesseract open its debug file, so that the process
 * can be sandboxed before it loads some. */
char *ocr_find_models(const char *tessdata_path, const char *language);

/* Loads the models of a language ("eng", "eng+deu"). tessdata_path "": Tesseract's default. The
 * text of ERR_INVALID names the language and what is installed. The caller frees *ret_ocr. */
int ocr_new(const char *tessdata_path, const char *language, struct ocr **ret_ocr, struct err *err);
void ocr_free(struct ocr **ocr);

/* Switches to the models of that language, loading them unless they were among the last few.
 * Errors as above; ERR_INTERNAL: the models are installed but fail to load. */
int ocr_use_language(struct ocr *ocr, const char *language, struct err *err);

/* Called while Tesseract works, with its progress in thousandths. False: stop. */
typedef bool ocr_progress(void *context, int permille);

struct ocr_page {
	struct Pix *image; /* 8 bits per pixel */
	int dpi;
	bool line_by_line;  /* a single column that must not be taken apart */
	float straightened; /* degrees, clockwise, by which it was rotated about its centre */
};

struct ocr_reading {
	struct layout layout; /* its lines are in the arena, in reading order */
	int confidence;       /* 0..100, averaged over the words */
	int quarter_turns;    /* clockwise turns by which the page was rotated to be read */
	/* The script in which it seems to be printed, determined if it was hard to read; see
	 * print_script.h. NULL: unknown. */
	const char *script;
	float straightened; /* as of the page */
};

/* Reads a page, column by column. A page that lies on its side or upside down is rotated, and
 * the layout is that of the page as read. ERR_UNAVAILABLE: stopped by `moved`. */
int ocr_read(struct ocr *ocr, const struct ocr_page *page, ocr_progress *moved, void *context,
	struct arena *arena, struct ocr_reading *ret_reading, struct err *err);

/* Models with which that script can be read: its own, or those of a few languages that are
 * printed in it ("rus+ukr"). In the arena; NULL: none are installed. */
const char *ocr_models_for_script(const struct ocr *ocr, const char *script, struct arena *arena);

/* What a process that reads needs: for `environment` of struct stage, and the files to which its
 * sandbox must leave access. */
extern const char *const ocr_environment[];
void ocr_reach(const char *tessdata_path, struct sandbox_rules *rules);

/* The directory of the models. Valid until ocr_free. */
const char *ocr_data_path(const struct ocr *ocr);

/* Whether the word is in the dictionary of the current language. `ocr` is a struct ocr. */
bool ocr_is_word(void *ocr, const char *word);

#endif
