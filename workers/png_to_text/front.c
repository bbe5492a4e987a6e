/* front.c: turns a page's image into text, and settles how it is to be spoken. */
#include "common/base/log.h"
#include "common/farm/page_metadata.h"
#include "common/farm/speech.h"
#include "workers/front/note.h"
#include "workers/front/stage.h"
#include "workers/ocr/print_script.h"
#include "workers/png_to_text/commentary.h"
#include "workers/png_to_text/results.h"
#include "workers/reading/text.h"

#include <stddef.h>
#include <string.h>

enum {
	/* In percent, averaged over a page's words: good scans exceed 85. */
	LEAST_SURE = 60,
	SLOW_PAGE_MS = 8000,
};

static const char *output_key(struct front_job *job, int page)
{
	const struct event_header *header = &job->event->header;
	static const char *const extensions[] = {
		[PNG_TO_TEXT_TEXT] = "txt",
		[PNG_TO_TEXT_WORDS] = "words.json",
	};
	if (page != PNG_TO_TEXT_TEXT && page != PNG_TO_TEXT_WORDS)
		return NULL;
	return workflow_page_key(job->arena, header->tenant_id, header->workflow_id,
		job->event->page_number, extensions[page]);
}

static int emit(struct front_job *job, int page, bool *ret_stop, struct err *err)
{
	const struct event next = {
		.type = EVENT_TEXT_PROCESSED,
		.header = event_header_next(&job->event->header, job->arena),
		.key = output_key(job, PNG_TO_TEXT_TEXT),
		.png_key = job->event->key,
		.page_number = job->event->page_number,
		.total_pages = job->event->total_pages,
		.speech = speech_of_page(
			job->workflow, job->event->page_number, &front_settings(job->front)->tts),
	};
	(void)page; /* there is a single text, whatever the engine says */
	*ret_stop = false;
	return front_publish(
		job, front_settings(job->front)->nats.text_processed_subject, &next, "text", err);
}

/* A page about which a model has been asked is read only once: its stored text is announced
 * again. */
static int admit(struct front_job *job, enum admission *ret_admission, struct err *err)
{
	bool stop;
	if (front_page_admit(job, ret_admission, err) < 0)
		return -1;
	if (!front_commentary_is_stored(job))
		return 0;
	if (emit(job, 0, &stop, err) < 0)
		return -1;
	front_remove_input(job);
	*ret_admission = ADMIT_DONE;
	return 0;
}

/* A page whose script its language does not use was read nevertheless, and is nonsense. The
 * engine's report is untrusted: only known names count. NULL: the script fits. */
static const char *foreign_print(struct front_job *job, const struct meta *meta)
{
	const char *script = print_script_known(meta_get(meta, META_SCRIPT));
	const char *language = meta_get(meta, META_LANGUAGE), *print = meta_get(meta, META_PRINT);
	if (print && language)
		return arena_printf(job->arena,
			"the text is in \"%.40s\", for which Tesseract has no model here; it was read "
			"as \"%.40s\"",
			language, print);
	if (!script || !language)
		return NULL;
	return arena_printf(
		job->arena, "the print looks %s, and was read as \"%.40s\"", script, language);
}

/* The same text for all pages, so that a book's pages become a single note. NULL: the page is
 * legible. */
static const char *hard_print(const struct meta *meta)
{
	const char *outcome = meta_get(meta, META_OUTCOME);
	bool spoken = outcome && strcmp(outcome, "spoken") == 0;
	return spoken && meta_get_int(meta, META_CONFIDENCE, 0, 100, 100) < LEAST_SURE
		       ? "hard to read, words may be wrong"
		       : NULL;
}

/* What of it is not said, since the job wants it so. The engine's word, of which only known names
 * count. */
static const char *left_out(struct front_job *job, const struct meta *meta)
{
	unsigned sections = 0;
	const char *names = meta_get(meta, META_SKIPPED);
	if (!names || !reading_sections_parse(names, &sections) || !sections)
		return NULL;
	return arena_printf(
		job->arena, "left out: %s", reading_sections_format(sections, job->arena));
}

/* What the document has that no page of it shows. The engine's word, of which only known names
 * count. */
static const char *not_on_pages(const struct meta *meta)
{
	const char *besides = meta_get(meta, META_BESIDES);
	if (!besides)
		return NULL;
	if (strcmp(besides, "files") == 0)
		return "the PDF is a portfolio: only its cover is read, not the files in it";
	if (strcmp(besides, "form") == 0)
		return "the PDF is a form (XFA) that only some viewers draw: what they show is not "
		       "read";
	return NULL;
}

/* Notes why the page may be nonsense, if so. */
static int note_print(struct front_job *job, const struct front_result *result, struct err *err)
{
	const struct meta *meta = &result->spec->metadata;
	const char *foreign = foreign_print(job, meta);
	const char *hard = not_on_pages(meta);
	if (!hard && !foreign)
		hard = hard_print(meta);
	if (foreign || hard)
		log_warn("%s page %d: %s", job->workflow->id, job->event->page_number,
			foreign ? foreign : hard);
	return front_note(job, "language", foreign, err) < 0 ||
			       front_note(job, "legibility", hard, err) < 0 ||
			       front_note(job, "skip", left_out(job, meta), err) < 0
		       ? -1
		       : 0;
}

static int refine(struct front_job *job, struct front_result *result, struct err *err)
{
	if (strcmp(result->spec->name, output_key(job, PNG_TO_TEXT_TEXT)) != 0)
		return 0;
	if (note_print(job, result, err) < 0)
		return -1;
	return front_commentary_refine(job, result, err);
}

const struct front_stage png_to_text_front = {
	.consumes = EVENT_PNG_CREATED,
	.stream = offsetof(struct nats_settings, png_stream_name),
	.consumer = offsetof(struct nats_settings, png_consumer_name),
	.input_bucket = offsetof(struct nats_settings, png_object_store_bucket),
	.output_bucket = offsetof(struct nats_settings, text_object_store_bucket),
	.pace = { .slow_page_ms = SLOW_PAGE_MS, .engine_is_light = true },
	/* Kept, the images would let a long book fill the disk. */
	.ending = &front_page_ending_without_input,
	.admit = admit,
	.input_key = front_page_input_key,
	.output_key = output_key,
	.refine = refine,
	.refine_ms = front_commentary_ms,
	.emit = emit,
};
