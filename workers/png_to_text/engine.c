/* engine.c: takes a page's own text, if that is good, or reads its image. */
#include "common/base/alloc.h"
#include "common/base/pageset.h"
#include "common/farm/page_metadata.h"
#include "common/text/languages.h"
#include "workers/engine/io.h"
#include "workers/engine/stage.h"
#include "workers/front/stage.h"
#include "workers/ocr/ocr.h"
#include "workers/ocr/print_script.h"
#include "workers/page/png_text.h"
#include "workers/page/text_layer.h"
#include "workers/page/words_json.h"
#include "workers/png_to_text/commentator_process.h"
#include "workers/png_to_text/leaders.h"
#include "workers/png_to_text/page_image.h"
#include "workers/png_to_text/results.h"
#include "workers/png_to_text/spoken_by.h"
#include "workers/png_to_text/text_choice.h"
#include "workers/reading/text.h"

#include <leptonica/allheaders.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* MAX_DROPPED: its quotes may double it when it is embedded in another JSON text, and a record
 * must hold it. */
enum { MIN_DPI = 36, MAX_DPI = 2400, MAX_TEXT_MB = 256, MAX_DROPPED = 24 * 1024 };

struct reader {
	const struct settings *settings;
	struct ocr *ocr;
};

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	struct ocr *ocr;
	if (ocr_new(settings->png_to_text.tessdata_path, settings_print_language(settings), &ocr,
		    err) < 0)
		return err_prefix(err, "[png_to_text_service] language");
	struct arena *arena = arena_new();
	page_words_digest(
		"", 0, arena); /* makes OpenSSL read its files before the sandbox forbids it */
	arena_free(&arena);
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

/* Models of other languages, and of orientation, are loaded when a page needs them. */
static void needs(void *state, struct confinement *ret_needs)
{
	const struct reader *reader = state;
	ret_needs->read_paths[0] = ocr_data_path(reader->ocr);
	ret_needs->max_file_mb = MAX_TEXT_MB;
}

static void reach(const struct settings *settings, struct sandbox_rules *rules)
{
	ocr_reach(settings->png_to_text.tessdata_path, rules);
	commentator_reach(settings, rules);
}

static bool on_progress(void *context, int permille)
{
	return job_progress(context, 0, permille) == 0;
}

static const char *language_of(const struct reader *reader, const struct job *job)
{
	const char *language = job_language(job);
	return language ? language : settings_print_language(reader->settings);
}

/* The language whose rules apply to cleaning and speaking the text. */
static const char *rules_of(const struct reader *reader, struct job *job)
{
	return spoken_by(job_language_is_found(job) ? NULL : job_language(job),
		job_option(job, "voice"), language_of(reader, job), job_arena(job));
}

/* Whether OCR models are optional: a known language needs none as long as the pages have text of
 * their own. */
static bool may_lack_model(const struct job *job, const char *language)
{
	return job_language_is_found(job) || (!strchr(language, '+') && language_named(language));
}

/* Loads the models of the page's language. If there are none, *ret_print is the language in
 * which the page's image would be read. */
static int use_language(const struct reader *reader, const struct job *job, const char *language,
	const char **ret_print, struct err *err)
{
	*ret_print = language;
	if (ocr_use_language(reader->ocr, language, err) == 0)
		return 0;
	if (err->kind != ERR_INVALID || !may_lack_model(job, language))
		return -1;
	*ret_print = settings_print_language(reader->settings);
	return ocr_use_language(reader->ocr, *ret_print, err);
}

/* ---- reading the image ---- */

struct page {
	struct job *job;
	int fd; /* of the image */
	struct meta meta;
	struct text_layer layer;
};

/* A large text layer is in the image file itself. */
static int look_into_image(struct page *page, struct err *err)
{
	struct arena *arena = job_arena(page->job);
	const void *data;
	size_t len;
	if (engine_map(page->fd, &data, &len, err) < 0)
		return -1;
	text_layer_from_image(&page->layer, png_text_find(data, len, arena), arena);
	engine_unmap(&data, len);
	return 0;
}

static int get_page(struct job *job, struct page *ret_page, struct err *err)
{
	struct page page = { .job = job };
	if (job_get(job, 0, &page.fd, &page.meta, err) < 0)
		return -1;
	text_layer_from_meta(&page.meta, job_arena(job), &page.layer);
	if (page.layer.too_large && look_into_image(&page, err) < 0) {
		close(page.fd);
		return -1;
	}
	*ret_page = page;
	return 0;
}

static int load_image(const struct reader *reader, const struct page *page,
	struct ocr_page *ret_image, struct err *err)
{
	const struct pdf_to_png_settings *settings = &reader->settings->pdf_to_png;
	struct Pix *image = NULL;
	if (page_image_load(page->fd, settings->max_page_megapixels, &image, err) < 0)
		return -1;
	int dpi = (int)meta_get_int(&page->meta, "dpi", MIN_DPI, MAX_DPI, settings->dpi);
	float straightened = page_image_straighten(&image);
	*ret_image = (struct ocr_page) { image, dpi, leaders_close_up(image, dpi), straightened };
	return 0;
}

static int read_image(const struct reader *reader, const struct page *page,
	struct ocr_reading *ret_reading, struct err *err)
{
	struct ocr_page image;
	if (load_image(reader, page, &image, err) < 0)
		return -1;
	int rc = ocr_read(reader->ocr, &image, on_progress, page->job, job_arena(page->job),
		ret_reading, err);
	pixDestroy(&image.image);
	return rc;
}

/* ---- text or image ---- */

/* Takes the page's own text, however good it is. */
static int own_text(const struct page *page, struct ocr_reading *ret_reading, struct err *err)
{
	const struct text_layer *layer = &page->layer;
	if (!layer->known)
		return err_set(err, ERR_INVALID,
			"the image came without the PDF's text, which ocr = \"never\" needs");
	if (layer->too_large)
		return err_set(
			err, ERR_INVALID, "the page's own text is too large for its metadata");
	*ret_reading = (struct ocr_reading) {
		.layout.source = LAYOUT_FROM_TEXT,
		.confidence = 100,
	};
	if (layer->layout)
		ret_reading->layout = *layer->layout;
	return 0;
}

/* Takes the text where it is good, the image where it is not, and the better of both in doubt. */
static int better_text(const struct reader *reader, const struct page *page,
	struct ocr_reading *ret_reading, struct err *err)
{
	static const struct layout nothing;
	const struct layout *layout = page->layer.layout ? page->layer.layout : &nothing;
	enum layer_worth worth = text_layer_worth(&page->layer);
	struct text_amount own = text_amount_of(layout, ocr_is_word, reader->ocr);
	if (text_choice_is_sure(worth, &own))
		return own_text(page, ret_reading, err);
	struct ocr_reading reading;
	if (read_image(reader, page, &reading, err) < 0)
		return -1;
	struct text_amount seen = text_amount_of(&reading.layout, ocr_is_word, reader->ocr);
	if (!text_choice_prefers_ocr(worth, &own, &seen))
		return own_text(page, ret_reading, err);
	reading.layout.unseen = layout->unseen;
	reading.layout.unseen_count = layout->unseen_count;
	*ret_reading = reading;
	return 0;
}

static int read_page(const struct reader *reader, const struct page *page,
	struct ocr_reading *ret_reading, struct err *err)
{
	switch (text_layer_ocr_use(page->job, reader->settings)) {
	case OCR_ALWAYS:
		return read_image(reader, page, ret_reading, err);
	case OCR_NEVER:
		return own_text(page, ret_reading, err);
	default:
		return better_text(reader, page, ret_reading, err);
	}
}

/* ---- cleaning ---- */

static enum reading_footnotes footnotes_of(const struct reader *reader, const struct job *job)
{
	enum reading_footnotes footnotes = FOOTNOTES_MOVE;
	const char *option = job_option(job, "footnotes");
	if (!option || !reading_footnotes_find(option, &footnotes))
		reading_footnotes_find(reader->settings->png_to_text.footnotes, &footnotes);
	return footnotes;
}

/* What the job wants done with listings, tables and the like. */
static enum reading_use use_of(const struct job *job, const char *name)
{
	const char *option = job_option(job, name);
	enum reading_use use = READING_ANNOUNCE;
	if (option)
		reading_use_find(option, &use);
	return use;
}

/* The sections that the job skips. */
static unsigned skip_of(const struct job *job)
{
	const char *option = job_option(job, "skip");
	unsigned sections = 0;
	if (option)
		reading_sections_parse(option, &sections);
	return sections;
}

/* Whether this page of the document is to be read. */
static bool is_chosen(const struct job *job, int page)
{
	const char *option = job_option(job, "pages");
	struct pageset chosen = PAGESET_EMPTY;
	struct err ignored;
	if (page < 1 || page > job_total_pages(job))
		return false;
	if (!option || pageset_parse(&chosen, option, &ignored) < 0)
		return true;
	bool is = chosen.count == 0 || pageset_has(&chosen, page);
	pageset_free(&chosen);
	return is;
}

/* Marks found at the edges of the image, if the reading's orientation matches it. */
static struct edge_marks marks_of(const struct page *page, const struct ocr_reading *read)
{
	const struct layout *layout = &read->layout;
	if (read->quarter_turns != 0)
		return (struct edge_marks) { NULL, 0 };
	return edge_marks_turned(&page->layer.neighbours.marks, layout->width, layout->height,
		read->straightened, job_arena(page->job));
}

/* Whether the page at that offset is read from its own text, as far as this page and its
 * neighbours can tell. */
static bool has_own_text(const struct reader *reader, const struct page *page, int offset)
{
	const struct neighbours *neighbours = &page->layer.neighbours;
	enum ocr_use ocr = text_layer_ocr_use(page->job, reader->settings);
	const struct layout *layout = neighbours_at(neighbours, offset);
	bool hidden = neighbours->hidden[offset + NEIGHBOURS_REACH];
	if (offset == 0) {
		hidden = page->layer.hidden > LAYER_HIDDEN_PERMILLE;
		if (neighbours->self)
			layout = neighbours->self;
		else if (page->layer.layout)
			layout = neighbours_reduce(page->layer.layout, job_arena(page->job));
	}
	if (!layout || ocr == OCR_ALWAYS || ocr == OCR_NEVER)
		return layout && ocr == OCR_NEVER;
	const struct text_amount amount = text_amount_of(layout, ocr_is_word, reader->ocr);
	return !hidden && text_choice_is_sure(LAYER_GOOD, &amount);
}

static struct reading clean(const struct reader *reader, const struct page *page,
	const struct ocr_reading *read, const char *language)
{
	const struct job *job = page->job;
	struct neighbours neighbours = page->layer.neighbours;
	bool own = has_own_text(reader, page, 0);
	bool before = is_chosen(job, job_page(job) - 1), after = is_chosen(job, job_page(job) + 1);
	neighbours.marks = marks_of(page, read);
	if (!neighbours.self)
		neighbours.self = page->layer.layout;
	const struct reading_options options = {
		.language = language,
		.footnotes = footnotes_of(reader, job),
		.is_word = ocr_is_word,
		.context = reader->ocr,
		.reads_after = after,
		.joins_before = own && before && has_own_text(reader, page, -1),
		.joins_after = own && after && has_own_text(reader, page, 1),
		.code = use_of(job, "code"),
		.formulas = use_of(job, "formulas"),
		.tables = use_of(job, "tables"),
		.figures = use_of(job, "figures"),
		.skip = skip_of(job),
		.saying = { .month_first = spoken_month_first(job_option(job, "voice")) },
	};
	return reading_text_clean(&read->layout, &neighbours, &options, job_arena(page->job));
}

/* ---- the result ---- */

/* Stores a text as the result for that page. */
static int put_text(
	struct job *job, int page, const char *text, const struct meta *meta, struct err *err)
{
	size_t len = strlen(text);
	int fd;
	if (job_scratch(job, len + 1, &fd, err) < 0)
		return -1;
	int rc = engine_write(fd, text, len, err);
	if (rc == 0)
		rc = job_put(job, page, fd, meta, err);
	close(fd);
	return rc;
}

/* Stores the page's words before the text to which they belong, so that a stored text has its
 * words. */
static int put_words(
	struct job *job, const struct reading *cleaned, const char *language, struct err *err)
{
	struct arena *arena = job_arena(job);
	const struct meta none = { 0 };
	const char *digest = page_words_digest(cleaned->text, strlen(cleaned->text), arena);
	const struct page_words words = page_words_of(&cleaned->page, language, digest, arena);
	return put_text(job, PNG_TO_TEXT_WORDS, page_words_format(&words, arena), &none, err);
}

/* What is reported of a page besides its text. */
struct outcome {
	const char *language, *print; /* of the text, and in which the image would be read */
	const char *besides;          /* META_BESIDES of the image */
	const struct ocr_reading *reading;
};

static int put(struct job *job, const struct reading *cleaned, const struct outcome *outcome,
	struct err *err)
{
	struct arena *arena = job_arena(job);
	const struct ocr_reading *reading = outcome->reading;
	struct meta meta = { 0 };
	const char *text = cleaned->text;
	if (put_words(job, cleaned, outcome->language, err) < 0)
		return -1;
	meta_set(&meta, arena, META_OUTCOME, reading_text_is_blank(text) ? "blank" : "spoken");
	meta_set(&meta, arena, META_LANGUAGE, outcome->language);
	meta_set(&meta, arena, META_TEXT_SOURCE, layout_source_name(reading->layout.source));
	meta_setf(&meta, arena, META_CONFIDENCE, "%d", reading->confidence);
	if (reading->script && !print_script_suits(reading->script, outcome->print))
		meta_set(&meta, arena, META_SCRIPT, reading->script);
	if (reading->layout.source == LAYOUT_FROM_OCR &&
		strcmp(outcome->print, outcome->language) != 0)
		meta_set(&meta, arena, META_PRINT, outcome->print);
	if (outcome->besides)
		meta_set(&meta, arena, META_BESIDES, outcome->besides);
	if (cleaned->skipped)
		meta_set(&meta, arena, META_SKIPPED,
			reading_sections_format(cleaned->skipped, arena));
	meta_set(&meta, arena, META_DROPPED, reading_changes_format(cleaned, MAX_DROPPED, arena));
	return put_text(job, 0, text, &meta, err) < 0 ? -1 : job_emit(job, 0, NULL, err);
}

static int read_and_put(const struct reader *reader, struct job *job, struct err *err)
{
	const char *language = language_of(reader, job), *print;
	struct page page;
	struct ocr_reading reading;
	if (use_language(reader, job, language, &print, err) < 0 || get_page(job, &page, err) < 0)
		return -1;
	int rc = read_page(reader, &page, &reading, err);
	close(page.fd);
	if (rc < 0)
		return -1;
	const struct reading cleaned = clean(reader, &page, &reading, rules_of(reader, job));
	const struct outcome outcome = { language, print, meta_get(&page.meta, META_BESIDES),
		&reading };
	return put(job, &cleaned, &outcome, err);
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	return read_and_put(state, job, err) == 0 ? VERDICT_DONE : engine_verdict(err);
}

const struct stage png_to_text_stage = {
	.name = "png-to-text",
	.program = "png-to-text-service",
	.service = offsetof(struct settings, png_to_text.service),
	.niceness = 5,
	.init = init,
	.run = run,
	.fini = fini,
	.needs = needs,
	.reach = reach,
	.environment = ocr_environment,
	.front = &png_to_text_front,
};
