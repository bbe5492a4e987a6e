/* engine.c: renders a turn of a document's pages, and extracts their text. */
#include "common/base/alloc.h"
#include "common/base/pageset.h"
#include "common/farm/book.h"
#include "common/farm/page_metadata.h"
#include "common/text/languages.h"
#include "workers/engine/failpoint.h"
#include "workers/engine/io.h"
#include "workers/engine/stage.h"
#include "workers/front/stage.h"
#include "workers/page/text_layer.h"
#include "workers/pdf_to_png/book_info.h"
#include "workers/pdf_to_png/cover.h"
#include "workers/pdf_to_png/document_language.h"
#include "workers/pdf_to_png/ink.h"
#include "workers/pdf_to_png/page_edges.h"
#include "workers/pdf_to_png/page_texts.h"
#include "workers/pdf_to_png/rendering.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct renderer {
	const struct settings *settings;
	struct rendering_limits limits;
	struct guess *guess; /* NULL: its data are not there */
	char *models_path;   /* NULL: nothing is installed to read a picture with */
};

/* One turn. */
struct turn {
	const struct settings *settings;
	struct job *job;
	struct rendering *rendering;
	const struct renderer *renderer;
	struct page_texts *texts;
	struct page_edges *edges; /* NULL until a page needs it */
	int without_text_from;    /* pages whose text is left alone; 0: none */
	int page;                 /* under work; 0 while opening */
};

static bool on_progress(void *context)
{
	const struct turn *turn = context;
	return job_progress(turn->job, turn->page, 0) == 0;
}

/* For the whole document, which is no slow page. */
static bool on_read(void *context, int permille)
{
	const struct turn *turn = context;
	return job_progress(turn->job, 0, permille > 0 ? permille : 1) == 0;
}

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	(void)err;
	struct renderer *renderer = alloc_zeroed(1, sizeof *renderer);
	renderer->settings = settings;
	renderer->limits.max_megapixels = settings->pdf_to_png.max_page_megapixels;
	renderer->limits.max_seconds = settings->pdf_to_png.page_timeout_seconds;
	renderer->limits.max_pages = settings->pdf_to_png.max_pages;
	renderer->guess = guess_new();
	/* They are loaded when a scan needs them: they take a hundred megabytes, and most documents
	 * are none. That there are none, png-to-text will complain of. */
	renderer->models_path = ocr_find_models(
		settings->png_to_text.tessdata_path, settings_print_language(settings));
	*ret_state = renderer;
	return 0;
}

static void fini(void **state)
{
	struct renderer *renderer = *state;
	guess_free(&renderer->guess);
	free(renderer->models_path);
	alloc_free(state);
}

/* The largest page, every byte of it noise, with its text; and no file but models of languages:
 * fonts are within MuPDF. */
static void needs(void *state, struct confinement *ret_needs)
{
	const struct renderer *renderer = state;
	ret_needs->read_paths[0] = renderer->models_path;
	ret_needs->max_file_mb = renderer->limits.max_megapixels * 2 + 17;
}

static void reach(const struct settings *settings, struct sandbox_rules *rules)
{
	sandbox_allow(rules, guess_data_path(), SANDBOX_READ);
	ocr_reach(settings->png_to_text.tessdata_path, rules);
}

/* ---- which pages ---- */

/* Narrows `chosen` to the pages that `text` names. NULL names all. */
static int narrow(
	struct pageset *chosen, const char *name, const char *text, int total, struct err *err)
{
	struct pageset named = PAGESET_EMPTY;
	if (!text)
		return 0;
	if (pageset_parse(&named, text, err) < 0)
		return err_prefix(err, "%s", name);
	for (int page = pageset_next(chosen, 1); page > 0 && page <= total;
		page = pageset_next(chosen, page + 1)) {
		if (!pageset_has(&named, page))
			pageset_remove(chosen, page);
	}
	pageset_free(&named);
	return 0;
}

static int choose_pages(
	const struct job *job, int total, struct pageset *ret_chosen, struct err *err)
{
	struct pageset chosen = PAGESET_EMPTY;
	if (job_first_page(job) <= total)
		pageset_add_range(&chosen, job_first_page(job), total);
	if (narrow(&chosen, "pages", job_option(job, "pages"), total, err) < 0 ||
		narrow(&chosen, "onlyPages", job_parameter(job, "onlyPages"), total, err) < 0) {
		pageset_free(&chosen);
		return -1;
	}
	*ret_chosen = chosen;
	return 0;
}

/* ---- one page ---- */

/* Nothing but the image tells of running heads: pages around it are looked at. The image is gone
 * then. */
static int look_around(struct turn *turn, struct text_layer *layer, struct err *err)
{
	enum layer_worth worth = text_layer_worth(layer);
	if (!layer->known || (worth != LAYER_NONE && worth != LAYER_PARTIAL) ||
		text_layer_ocr_use(turn->job, turn->settings) == OCR_NEVER)
		return 0;
	if (!turn->edges)
		turn->edges = page_edges_new(turn->rendering);
	return page_edges_get(turn->edges, turn->page, &layer->neighbours.marks, err);
}

static int store(struct turn *turn, const struct grey_image *image, struct text_layer *layer,
	struct arena *arena, struct err *err)
{
	struct meta meta = { 0 };
	struct job *job = turn->job;
	int fd;
	/* Prints compress to a fraction; the pixels' size says on which side of "small" it is. */
	uint64_t pixels = (uint64_t)image->width * (uint64_t)image->height;
	if (job_scratch(job, pixels, &fd, err) < 0)
		return -1;
	meta_setf(&meta, arena, "width", "%d", image->width);
	meta_setf(&meta, arena, "height", "%d", image->height);
	meta_setf(&meta, arena, "dpi", "%d", image->dpi);
	const char *besides = turn->page == 1 ? book_besides(turn->rendering) : NULL;
	if (besides)
		meta_set(&meta, arena, META_BESIDES, besides);
	int rc = png_write_grey(fd, image, text_layer_for_image(layer, arena), err);
	if (rc == 0)
		rc = look_around(turn, layer, err);
	if (layer->known)
		text_layer_to_meta(layer, &meta, arena);
	if (rc == 0)
		rc = job_put(job, turn->page, fd, &meta, err);
	close(fd);
	return rc;
}

static void describe(const struct own_text *text, struct text_layer *layer)
{
	layer->layout =
		text->layout.count > 0 || text->layout.unseen_count > 0 ? &text->layout : NULL;
	layer->characters = text->characters;
	layer->unmapped = text->unmapped;
	layer->hidden = text->hidden;
}

static struct ink measure(
	const struct grey_image *image, const struct own_text *text, struct arena *arena)
{
	size_t count = text->layout.count;
	struct layout_box *boxes = arena_alloc(arena, (count + 1) * sizeof *boxes);
	for (size_t i = 0; i < count; i++)
		boxes[i] = text->lines[i].box;
	return ink_measure(image, boxes, count);
}

/* The layer is then of what is to be seen. */
static int render(struct turn *turn, int dpi, const struct own_text *text, struct arena *arena,
	struct grey_image *ret_image, struct text_layer *layer, struct err *err)
{
	struct own_text *seen = arena_alloc(arena, sizeof *seen);
	if (rendering_page(turn->rendering, turn->page, dpi, ret_image, err) < 0 ||
		rendering_seen_text(
			turn->rendering, turn->page, ret_image, text, arena, seen, err) < 0)
		return -1;
	if (layer->known)
		describe(seen, layer);
	if (seen->layout.unseen_count == 0)
		layer->neighbours.self = NULL;
	struct ink ink = measure(ret_image, seen, arena);
	layer->ink = ink.any;
	layer->covered = ink.covered;
	return 0;
}

/* A page that nobody will look at closely is worth less work: at a low resolution it is seen
 * whether the text is good, and if not the page is rendered once more. */
static int render_with_text(struct turn *turn, const struct own_text *text, struct arena *arena,
	struct grey_image *ret_image, struct text_layer *layer, struct err *err)
{
	const struct pdf_to_png_settings *settings = &turn->settings->pdf_to_png;
	enum ocr_use ocr = text_layer_ocr_use(turn->job, turn->settings);
	int full = (int)settings->dpi, low = (int)settings->text_page_dpi;
	/* As if the text covered everything. */
	layer->ink = true;
	layer->covered = 1000;
	bool promising = layer->known && ocr != OCR_ALWAYS && low < full &&
			 (ocr == OCR_NEVER || text_layer_worth(layer) == LAYER_GOOD);
	if (render(turn, promising ? low : full, text, arena, ret_image, layer, err) < 0)
		return -1;
	enum layer_worth worth = text_layer_worth(layer);
	if (!promising || ocr == OCR_NEVER || worth == LAYER_GOOD || worth == LAYER_BLANK)
		return 0;
	return render(turn, full, text, arena, ret_image, layer, err);
}

static int read_text(struct turn *turn, const struct own_text **ret_text, struct text_layer *layer,
	struct err *err)
{
	static const struct own_text none;
	const struct own_text *text = &none;
	if (!turn->without_text_from || turn->page < turn->without_text_from) {
		if (page_texts_get(turn->texts, turn->page, &text, &layer->neighbours, err) < 0)
			return -1;
		layer->known = true;
		describe(text, layer);
	}
	*ret_text = text;
	return 0;
}

static int do_page(struct turn *turn, int page, bool *ret_stop, struct err *err)
{
	struct job *job = turn->job;
	struct grey_image image;
	const struct own_text *text;
	struct text_layer layer = { .known = false };
	struct err trouble = { ERR_NONE, "" };
	turn->page = page;
	if (job_progress(job, page, 0) < 0)
		return err_set(err, ERR_UNAVAILABLE, "the front is gone");
	if (read_text(turn, &text, &layer, err) < 0)
		return -1;
	struct arena *arena = arena_new();
	bool drawn = render_with_text(turn, text, arena, &image, &layer, &trouble) == 0;
	int rc = drawn ? store(turn, &image, &layer, arena, err) : 0;
	arena_free(&arena);
	if (drawn)
		return rc < 0 ? -1 : job_emit(job, page, ret_stop, err);
	if (trouble.kind != ERR_INVALID) {
		*err = trouble;
		return -1;
	}
	return job_page_failed(job, page, trouble.text, ret_stop, err);
}

static int do_pages(struct turn *turn, const struct pageset *chosen, struct err *err)
{
	int left = job_max_pages(turn->job);
	bool stop = false;
	int page = pageset_next(chosen, 1);
	for (; page > 0 && left > 0 && !stop; page = pageset_next(chosen, page + 1), left--) {
		if (do_page(turn, page, &stop, err) < 0)
			return err_prefix(err, "page %d", page);
	}
	if (page > 0)
		job_continue_at(turn->job, page);
	return 0;
}

/* ---- the book ---- */

/* Whether the book has one; a page that cannot be drawn has none, and says so itself. */
static int put_cover(struct turn *turn, bool *ret_there, struct err *err)
{
	const struct meta none = { 0 };
	struct err trouble = { ERR_NONE, "" };
	int fd;
	if (job_scratch(turn->job, COVER_MAX_BYTES, &fd, err) < 0)
		return -1;
	int rc = 0;
	bool there = cover_write(turn->rendering, fd, &trouble) == 0;
	if (there)
		rc = job_put(turn->job, JOB_BESIDE + BOOK_COVER, fd, &none, err);
	else if (trouble.kind != ERR_INVALID) {
		*err = trouble;
		rc = -1;
	}
	close(fd);
	*ret_there = there;
	return rc;
}

static int put_book(
	struct turn *turn, const struct book *book, struct arena *arena, struct err *err)
{
	const char *json = book_format(book, arena);
	const struct meta none = { 0 };
	int fd;
	if (job_scratch(turn->job, strlen(json), &fd, err) < 0)
		return -1;
	int rc = engine_write(fd, json, strlen(json), err);
	if (rc == 0)
		rc = job_put(turn->job, JOB_BESIDE + BOOK_OUTLINE, fd, &none, err);
	close(fd);
	return rc;
}

/* Before the first page is told of: all of them are read and spoken in it. */
static int do_language(
	struct turn *turn, const struct book *book, const struct pageset *chosen, struct err *err)
{
	const char *asked = job_option(turn->job, "language"), *found = NULL;
	struct err trouble = { ERR_NONE, "" };
	bool is_open = asked && *asked ? strcmp(asked, LANGUAGE_AUTO) == 0
				       : settings_finds_language(turn->settings);
	if (!is_open || job_language(turn->job) || job_parameter(turn->job, "withoutLanguage"))
		return 0;
	if (failpoint(NULL, "language-read", 0, err) < 0)
		return -1;
	const bool reads = turn->renderer->models_path &&
			   text_layer_ocr_use(turn->job, turn->settings) != OCR_NEVER;
	const struct scan_reader reader = {
		.guess = turn->renderer->guess,
		.tessdata_path = turn->settings->png_to_text.tessdata_path,
		.language = reads ? settings_print_language(turn->settings) : NULL,
		.moved = on_read,
		.context = turn,
	};
	if (document_language(turn->rendering, chosen, &reader, book->language, &found, &trouble) <
		0) {
		/* A model that is damaged or gone is no fault of the document. */
		if (trouble.kind != ERR_UNAVAILABLE)
			return 0;
		*err = trouble;
		return -1;
	}
	return found ? job_language_is(turn->job, found, err) : 0;
}

/* What the document says of itself, by its first turn. Where earlier attempts died, it is asked
 * for its pages alone. */
static int do_book(struct turn *turn, const struct pageset *chosen, struct err *err)
{
	if (job_first_page(turn->job) > 1 || turn->without_text_from)
		return 0;
	bool cover;
	if (put_cover(turn, &cover, err) < 0)
		return -1;
	struct arena *arena = arena_new();
	struct book book = book_info_read(turn->rendering, arena);
	if (do_language(turn, &book, chosen, err) < 0) {
		arena_free(&arena);
		return -1;
	}
	const char *key = job_parameter(turn->job, "coverKey");
	if (cover && key)
		book.cover = key;
	int rc = put_book(turn, &book, arena, err);
	arena_free(&arena);
	return rc < 0 ? err_prefix(err, "the book") : 0;
}

/* Where earlier attempts at this turn died; 0 when this is not the last one. */
static int without_text_from(const struct job *job)
{
	const char *page = job_parameter(job, "withoutTextFrom");
	if (!page)
		return 0;
	int number = atoi(page);
	return number > 1 ? number : 1;
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	const struct renderer *renderer = state;
	struct turn turn = { .settings = renderer->settings, .job = job, .renderer = renderer };
	struct pageset chosen = PAGESET_EMPTY;
	int fd;
	if (job_get(job, 0, &fd, NULL, err) < 0)
		return engine_verdict(err);
	int rc = rendering_open(fd, &renderer->limits, on_progress, &turn, &turn.rendering, err);
	if (rc == 0) {
		int total = rendering_pages(turn.rendering);
		turn.texts = page_texts_new(turn.rendering);
		turn.without_text_from = without_text_from(job);
		rc = job_total(job, total, err);
		if (rc == 0)
			rc = choose_pages(job, total, &chosen, err);
		if (rc == 0)
			rc = do_book(&turn, &chosen, err);
		if (rc == 0)
			rc = do_pages(&turn, &chosen, err);
	}
	pageset_free(&chosen);
	page_texts_free(&turn.texts);
	page_edges_free(&turn.edges);
	rendering_free(&turn.rendering);
	close(fd);
	return rc == 0 ? VERDICT_DONE : engine_verdict(err);
}

const struct stage pdf_to_png_stage = {
	.name = "pdf-to-png",
	.program = "pdf-to-png-service",
	.service = offsetof(struct settings, pdf_to_png.service),
	.niceness = 10,
	.init = init,
	.run = run,
	.fini = fini,
	.needs = needs,
	.reach = reach,
	.environment = ocr_environment,
	.front = &pdf_to_png_front,
};
