/* png_to_text.c: reads a page's image. */
#include "common/alloc.h"
#include "workers/engine_io.h"
#include "workers/front_stage.h"
#include "workers/leaders.h"
#include "workers/ocr.h"
#include "workers/page_image.h"
#include "workers/reading_text.h"
#include "workers/stage.h"

#include <leptonica/allheaders.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MIN_DPI = 36, MAX_DPI = 2400, MAX_TEXT_MB = 256 };

struct reader {
	const struct settings *settings;
	struct ocr *ocr;
};

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	struct ocr *ocr;
	if (ocr_new(settings->png_to_text.tessdata_path, settings->png_to_text.language, &ocr,
		    err) < 0)
		return -1;
	struct reader *reader = alloc_zeroed(1, sizeof *reader);
	reader->settings = settings;
	reader->ocr = ocr;
	*ret_state = reader;
	return 0;
}

static void fini(void **state)
{
	struct reader *reader = *state;
	ocr_free(&reader->ocr);
	alloc_free(state);
}

/* Models of other languages, and the orientation's, are loaded when a page needs them. */
static void needs(void *state, struct confinement *ret_needs)
{
	const struct reader *reader = state;
	ret_needs->read_paths[0] = ocr_data_path(reader->ocr);
	ret_needs->max_file_mb = MAX_TEXT_MB;
}

static void reach(const struct settings *settings, struct sandbox_rules *rules)
{
	sandbox_allow(rules, settings->png_to_text.tessdata_path, SANDBOX_READ);
}

static bool on_moved(void *context, int permille)
{
	return job_progress(context, 0, permille) == 0;
}

static const char *language_of(const struct reader *reader, const struct job *job)
{
	const char *language = job_option(job, "language");
	return language && *language ? language : reader->settings->png_to_text.language;
}

static int get_page(
	const struct reader *reader, struct job *job, struct ocr_page *ret_page, struct err *err)
{
	struct meta meta = { 0 };
	struct Pix *image = NULL;
	int fd;
	if (job_get(job, 0, &fd, &meta, err) < 0)
		return -1;
	int rc = page_image_load(fd, reader->settings->pdf_to_png.max_page_megapixels, &image, err);
	close(fd);
	if (rc < 0)
		return -1;
	int dpi =
		(int)meta_get_int(&meta, "dpi", MIN_DPI, MAX_DPI, reader->settings->pdf_to_png.dpi);
	*ret_page = (struct ocr_page) { image, dpi, leaders_close_up(image, dpi) };
	return 0;
}

static int put(
	struct job *job, const char *text, const char *language, int confidence, struct err *err)
{
	struct arena *arena = job_arena(job);
	struct meta meta = { 0 };
	size_t len = strlen(text);
	int fd;
	if (job_scratch(job, len + 1, &fd, err) < 0)
		return -1;
	meta_set(&meta, arena, META_OUTCOME, reading_text_is_blank(text) ? "blank" : "spoken");
	meta_set(&meta, arena, META_LANGUAGE, language);
	meta_setf(&meta, arena, "confidence", "%d", confidence);
	int rc = engine_write(fd, text, len, err);
	if (rc == 0)
		rc = job_put(job, 0, fd, &meta, err);
	close(fd);
	return rc < 0 ? -1 : job_emit(job, 0, NULL, err);
}

static int read_page(struct reader *reader, struct job *job, struct err *err)
{
	const char *language = language_of(reader, job);
	struct ocr_page page;
	struct ocr_reading reading;
	if (ocr_use_language(reader->ocr, language, err) < 0 ||
		get_page(reader, job, &page, err) < 0)
		return -1;
	int rc = ocr_read(reader->ocr, &page, on_moved, job, job_arena(job), &reading, err);
	pixDestroy(&page.image);
	if (rc < 0)
		return -1;
	const char *text =
		reading_text_clean(job_arena(job), reading.text, ocr_is_word, reader->ocr);
	return put(job, text, language, reading.confidence, err);
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	return read_page(state, job, err) == 0 ? VERDICT_DONE : engine_verdict(err);
}

const struct stage png_to_text_stage = {
	.name = "png-to-text",
	.program = "png-to-text-service",
	.service = offsetof(struct settings, png_to_text.service),
	.init = init,
	.run = run,
	.fini = fini,
	.needs = needs,
	.reach = reach,
	.front = &png_to_text_front,
};
