/* front.c: what rendering a document means for its workflow. */
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/book.h"
#include "common/farm/free_space.h"
#include "common/farm/job_objects.h"
#include "common/farm/page_metadata.h"
#include "common/farm/workflow_store.h"
#include "workers/front/stage.h"
#include "workers/pdf_to_png/disk_room.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GATE_POLL_MS = 250, CENSUS_MS = 2000, SLOW_PAGE_MS = 1000 };

/* So much room that nobody needs to look who wants it. */
static const int64_t plenty = INT64_C(4) << 30;

/* ---- a document that some other NATS client put there ---- */

static void options_from_event(struct workflow *workflow, const struct event *event)
{
	if (!event->augmentation.present)
		return;
	struct meta *options = &workflow->options;
	const struct augmentation *augmentation = &event->augmentation;
	if (augmentation->commentary) {
		meta_set(options, workflow->arena, "commentary", "true");
		if (augmentation->commentary_instructions)
			meta_set(options, workflow->arena, "commentaryInstructions",
				augmentation->commentary_instructions);
	}
	if (event->augmentation.summary) {
		const char *placement = augmentation->summary_placement;
		meta_set(options, workflow->arena, "summary", "true");
		if (augmentation->summary_instructions)
			meta_set(options, workflow->arena, "summaryInstructions",
				augmentation->summary_instructions);
		if (placement)
			meta_set(options, workflow->arena, "summaryPlacement", placement);
	}
}

static const char *name_of_pdf(struct front_job *job)
{
	struct object_info info;
	struct err err;
	const char *key = job->event->key;
	const char *bucket = front_settings(job->front)->nats.pdf_object_store_bucket;
	if (objstore_info(front_conn(job->front), bucket, key, job->arena, &info, &err) == 0) {
		const char *name = meta_get(&info.metadata, META_FILE_NAME);
		if (!name)
			name = info.description;
		if (name && *name)
			return name;
	}
	const char *slash = strrchr(key, '/');
	return slash ? slash + 1 : key;
}

/* "<tenant>/<workflow>/..." is the way our own keys are made: what belongs to another job is not
 * for this one to read. Any other key is whatever its client likes. */
static int check_owner(struct front_job *job, const char *key, struct err *err)
{
	const struct event_header *header = &job->event->header;
	size_t len;
	const char *id = workflow_id_in_key(key, &len);
	if (!id || workflow_owns_key(header->tenant_id, header->workflow_id, key) ||
		strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") <
			len)
		return 0;
	struct workflow *other = NULL;
	if (workflow_store_get(
		    front_conn(job->front), arena_string_n(job->arena, id, len), &other, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	workflow_free(&other);
	return err_set(err, ERR_INVALID, "%s belongs to another job", key);
}

static int adopt(struct front_job *job, struct err *err)
{
	const struct event_header *header = &job->event->header;
	if (check_owner(job, job->event->key, err) < 0)
		return -1;
	struct workflow *workflow = workflow_new(header->workflow_id, header->tenant_id,
		header->user_id, name_of_pdf(job), job->event->key);
	options_from_event(workflow, job->event);
	int rc = workflow_store_create(front_conn(job->front), workflow, err);
	workflow_free(&workflow);
	/* Created by somebody else meanwhile: theirs is as good. */
	if (rc < 0 && err->kind != ERR_CONFLICT)
		return -1;
	return workflow_store_get(front_conn(job->front), header->workflow_id, &job->workflow, err);
}

/* A job has one source. */
static int check(struct front_job *job, struct err *err)
{
	if (strcmp(job->event->key, job->workflow->pdf_key) != 0)
		return err_set(err, ERR_INVALID, "%s is not the PDF of workflow %s",
			job->event->key, job->workflow->id);
	return 0;
}

/* ---- the gate: pages waiting to be read, and free space, bound what is rendered ---- */

static int pages_waiting(struct front_job *job, int64_t *ret_waiting, struct err *err)
{
	const struct nats_settings *nats = &front_settings(job->front)->nats;
	jsConsumerInfo *info = NULL;
	jsErrCode code = 0;
	natsStatus s = js_GetConsumerInfo(&info, natsconn_js(front_conn(job->front)),
		nats->png_stream_name, nats->png_consumer_name, NULL, &code);
	if (s != NATS_OK) {
		natsconn_err(err, s, code, "%s/%s", nats->png_stream_name, nats->png_consumer_name);
		/* Deleted: its own stage makes it again. That is no fault of this document's. */
		if (err->kind == ERR_NOT_FOUND)
			err->kind = ERR_UNAVAILABLE;
		return -1;
	}
	/* Not those under a reader's hands: many readers shall have many. */
	*ret_waiting = (int64_t)info->NumPending;
	jsConsumerInfo_Destroy(info);
	return 0;
}

static int look_at_state(struct front_job *job, struct err *err)
{
	struct workflow *now = NULL;
	if (workflow_store_get(front_conn(job->front), job->event->header.workflow_id, &now, err) <
		0)
		return -1;
	workflow_free(&job->workflow);
	job->workflow = now;
	return 0;
}

static bool space_is_low(
	const struct front_job *job, int64_t bytes, char text[static FREE_SPACE_TEXT])
{
	return free_space_is_low(front_conn(job->front), front_settings(job->front), bytes, text);
}

struct gate {
	bool open;
	int books_ahead; /* that go first; 0: it is kept in hand until the gate opens */
};

/* All books are counted at most so often, whichever of them asks: with many that wait and many that
 * are kept this front would do nothing else. */
static int look_at_books(
	struct front_job *job, const struct disk_room_census **ret_census, struct err *err)
{
	static struct disk_room_census census;
	static int64_t counted_ms; /* monotonic; 0: never */
	if (counted_ms == 0 || clock_monotonic_ms() - counted_ms >= CENSUS_MS) {
		if (disk_room_take_census(front_conn(job->front), &census, err) < 0)
			return -1;
		counted_ms = clock_monotonic_ms();
	}
	*ret_census = &census;
	return 0;
}

/* Of a document that is slow further on so many pages are drawn as can be in hand there, and no
 * more: they would wait, where the others are drawn meanwhile. */
static bool waits_downstream(struct front_job *job, const struct workflow *workflow, int next_page)
{
	const struct settings *settings = front_settings(job->front);
	int64_t most = settings->pdf_to_png.max_pages_waiting +
		       settings->png_to_text.service.worker_pool_size +
		       settings->tts.service.worker_pool_size;
	return workflow_is_slow(workflow, NULL) &&
	       workflow_pages_missing(workflow, next_page) >= most;
}

static int set_waiting(struct workflow *workflow, void *context, struct err *err)
{
	(void)err;
	return !workflow_is_finished(workflow) && workflow_set_waiting(workflow, context);
}

/* Says in the job that it waits, or that it goes on; once. */
static int log_waiting(struct front_job *job, const char *why, struct err *err)
{
	if (!job->workflow->waiting == !why)
		return 0;
	if (why)
		log_warn("%s: rendering pauses: %s", job->workflow->id, why);
	else
		log_info("%s: rendering resumes", job->workflow->id);
	return workflow_store_change(front_conn(job->front), job->workflow->id, set_waiting,
		arena_string(job->arena, why), NULL, NULL, err);
}

/* Bytes that must be free; kept in job->noted while it is rendered. */
static int find_room_needed(struct front_job *job, struct gate *gate, struct err *err)
{
	int64_t least = front_settings(job->front)->pdf_to_png.min_free_disk_mb << 20;
	const struct disk_room_census *census;
	char text[FREE_SPACE_TEXT];
	job->noted = (uint64_t)least;
	if (least == 0 || !space_is_low(job, least + plenty, text))
		return 0;
	if (look_at_books(job, &census, err) < 0)
		return -1;
	struct disk_room_place place = disk_room_place_of(census, job->workflow);
	job->noted = (uint64_t)disk_room_needed(census, &place, least);
	gate->books_ahead = place.books_ahead;
	return 0;
}

/* Opens at half the limit, and with an eighth more free than must be, so that a turn is worth
 * opening the document for. */
static int look_at_gate(struct front_job *job, struct gate *gate, struct err *err)
{
	const struct pdf_to_png_settings *settings = &front_settings(job->front)->pdf_to_png;
	int64_t reserve = (settings->min_free_disk_mb << 20) / 8, waiting;
	char text[FREE_SPACE_TEXT];
	*gate = (struct gate) { .open = false };
	if (waits_downstream(job, job->workflow, job->event->next_page)) {
		gate->books_ahead = 1;
		return 0;
	}
	if (pages_waiting(job, &waiting, err) < 0)
		return -1;
	if (waiting > settings->max_pages_waiting / 2)
		return 0;
	if (find_room_needed(job, gate, err) < 0)
		return -1;
	gate->open = !space_is_low(job, (int64_t)job->noted + reserve, text);
	return log_waiting(job, gate->open ? NULL : text, err);
}

/* The first of all documents is kept in hand while it waits, however long that is. Others go back:
 * one that is before them may need the worker. */
static int admit(struct front_job *job, enum admission *ret_admission, struct err *err)
{
	struct gate gate = { .open = false };
	for (;;) {
		/* Cancelled while it waited? */
		if (look_at_state(job, err) < 0)
			return -1;
		bool finished = workflow_is_finished(job->workflow);
		if (!finished && look_at_gate(job, &gate, err) < 0)
			return -1;
		if (finished || gate.open || gate.books_ahead > 0) {
			*ret_admission = finished    ? ADMIT_DONE
					 : gate.open ? ADMIT_WORK
						     : ADMIT_LATER;
			job->ahead = gate.books_ahead;
			return 0;
		}
		if (front_is_draining(job->front) || !front_hold(job, GATE_POLL_MS))
			return err_set(err, ERR_UNAVAILABLE, "leaving");
	}
}

/* ---- the engine's work ---- */

/* The pages that have not arrived at the other end; NULL while the total is unknown. */
static const char *missing_pages(struct front_job *job)
{
	const struct workflow *workflow = job->workflow;
	if (workflow->total_pages == 0)
		return NULL;
	struct pageset missing = PAGESET_EMPTY;
	struct buf text = BUF_EMPTY;
	for (int page = 1; page <= workflow->total_pages; page++) {
		if (!pageset_has(&workflow->received, page) &&
			!pageset_has(&workflow->skipped, page))
			pageset_add(&missing, page);
	}
	pageset_format(&missing, &text);
	const char *copy = arena_string(job->arena, buf_string(&text));
	buf_free(&text);
	pageset_free(&missing);
	return copy;
}

static void describe(struct front_job *job, cJSON *body)
{
	const struct pdf_to_png_settings *settings = &front_settings(job->front)->pdf_to_png;
	int first = job->event->next_page > 0 ? job->event->next_page : 1;
	cJSON_AddNumberToObject(body, "firstPage", first);
	cJSON_AddNumberToObject(body, "maxPages", (double)settings->pages_per_turn);
	cJSON *parameters = cJSON_GetObjectItem(body, "parameters");
	const struct event_header *header = &job->event->header;
	cJSON_AddStringToObject(parameters, "coverKey",
		book_key(job->arena, header->tenant_id, header->workflow_id, BOOK_COVER));
	const char *missing = missing_pages(job);
	if (missing)
		cJSON_AddStringToObject(parameters, "onlyPages", missing);
	/* What dies before the first page does so of the document's own data: of a strip of a scan
	 * that is read for its language, most likely. */
	if (job->attempts > 1 && job->page == 0)
		cJSON_AddStringToObject(parameters, "withoutLanguage", "true");
	/* A page's text is read with that of its neighbours: one that nobody survives must not take
	 * the good pages around it along. So the last attempt, from where the others died, looks at
	 * images alone. The pages before are to be what they were. */
	if (job->attempts > 1 && job->attempts >= settings->service.max_attempts)
		cJSON_AddStringToObject(
			parameters, "withoutTextFrom", arena_printf(job->arena, "%d", job->page));
}

static const char *beside_output(struct front_job *job, int number, size_t *ret_bucket)
{
	const struct event_header *header = &job->event->header;
	int part = number - JOB_BESIDE;
	if (part != BOOK_OUTLINE && part != BOOK_COVER)
		return NULL;
	*ret_bucket = offsetof(struct nats_settings, book_object_store_bucket);
	return book_key(job->arena, header->tenant_id, header->workflow_id, (enum book_part)part);
}

static const char *output_key(struct front_job *job, int page)
{
	const struct event_header *header = &job->event->header;
	if (page < 1 || page > job->workflow->total_pages)
		return NULL;
	return workflow_page_key(job->arena, header->tenant_id, header->workflow_id, page, "png");
}

static int set_total(struct workflow *workflow, void *context, struct err *err)
{
	if (workflow_is_finished(workflow) || workflow->total_pages > 0)
		return 0;
	return workflow_set_total(workflow, *(int *)context, err) < 0 ? -1 : 1;
}

static int total(struct front_job *job, int pages, struct err *err)
{
	struct workflow *now = NULL;
	if (workflow_store_change(front_conn(job->front), job->event->header.workflow_id, set_total,
		    &pages, &now, NULL, err) < 0)
		return -1;
	workflow_free(&job->workflow);
	job->workflow = now;
	if (now->total_pages != pages)
		return err_set(err, ERR_INVALID, "%d pages, but %d when it was first opened", pages,
			now->total_pages);
	return 0;
}

/* Whoever finds it first decides, for all of the job's pages and for every retry. */
static int set_language(struct workflow *workflow, void *context, struct err *err)
{
	(void)err;
	if (workflow_is_finished(workflow) || workflow->language)
		return 0;
	workflow->language = arena_string(workflow->arena, context);
	return 1;
}

static int language(struct front_job *job, const char *found, struct err *err)
{
	struct workflow *now = NULL;
	char *name = arena_string(job->arena, found);
	if (workflow_store_change(front_conn(job->front), job->event->header.workflow_id,
		    set_language, name, &now, NULL, err) < 0)
		return -1;
	workflow_free(&job->workflow);
	job->workflow = now;
	return 0;
}

/* What must stay free: the reserve, or what of it the first of all books leaves. */
static int64_t least_while_rendering(struct front_job *job)
{
	int64_t least = front_settings(job->front)->pdf_to_png.min_free_disk_mb << 20;
	return (int64_t)job->noted < least ? (int64_t)job->noted : least;
}

/* What was stored of the book when a cancelled job's things had been removed. */
static void remove_book(struct front_job *job)
{
	struct err err;
	if (job_objects_remove(front_conn(job->front), job->workflow, JOB_BOOK, NULL, NULL, &err) <
		0)
		log_warn("%s: %s", job->workflow->id, err.text);
}

static int emit(struct front_job *job, int page, bool *ret_stop, struct err *err)
{
	const struct settings *settings = front_settings(job->front);
	const struct event next = {
		.type = EVENT_PNG_CREATED,
		.header = event_header_next(&job->event->header, job->arena),
		.key = output_key(job, page),
		.page_number = page,
		.total_pages = job->workflow->total_pages,
		.augmentation = job->event->augmentation,
	};
	int64_t waiting;
	struct workflow *now = NULL;
	char text[FREE_SPACE_TEXT];
	if (front_publish(job, settings->nats.png_created_subject, &next,
		    arena_printf(job->arena, "png.%d", page), err) < 0 ||
		pages_waiting(job, &waiting, err) < 0 ||
		workflow_store_get(front_conn(job->front), job->workflow->id, &now, err) < 0)
		return -1;
	/* Cancelled: this page was the last. */
	*ret_stop = waiting >= settings->pdf_to_png.max_pages_waiting ||
		    workflow_is_finished(now) || waits_downstream(job, now, page + 1) ||
		    space_is_low(job, least_while_rendering(job), text) || front_should_yield(job);
	if (now->status == WORKFLOW_CANCELLED)
		remove_book(job);
	workflow_free(&now);
	return 0;
}

/* Behind whoever waits. */
static int continue_at(struct front_job *job, int page, struct err *err)
{
	struct event next = *job->event;
	next.header = event_header_next(&job->event->header, job->arena);
	next.next_page = page;
	next.slow = job->slow;
	return front_publish(job, front_settings(job->front)->nats.pdf_created_subject, &next,
		arena_printf(job->arena, "next.%d", page), err);
}

static int done(struct front_job *job, int next_page, struct err *err)
{
	if (next_page < 1)
		return 0;
	return continue_at(job, next_page, err);
}

static bool is_rendered(struct front_job *job, int page)
{
	struct object_info info;
	struct err err;
	return objstore_info(front_conn(job->front),
		       front_settings(job->front)->nats.png_object_store_bucket,
		       output_key(job, page), job->arena, &info, &err) == 0;
}

/* A page that kills or stops the engine fails alone, the rest of the document goes on. When not
 * even the first page was reached it is the document. */
static int failed(struct front_job *job, const char *reason, struct err *err)
{
	int page = job->page;
	if (page < 1 || page > job->workflow->total_pages)
		return front_fail_workflow(job, reason, err);
	bool stop;
	/* Stored already: what failed came after it. */
	if (is_rendered(job, page) ? emit(job, page, &stop, err) < 0
				   : front_fail_page(job, page, reason, err) < 0)
		return -1;
	return page < job->workflow->total_pages ? continue_at(job, page + 1, err) : 0;
}

/* A turn may have ended between storing a page and telling of it, or stored what it says of the
 * book when that was removed. */
static void late(struct front_job *job)
{
	int first = job->event->next_page > 0 ? job->event->next_page : 1;
	int64_t last = first - 1 + front_settings(job->front)->pdf_to_png.pages_per_turn;
	if (job->workflow->status != WORKFLOW_CANCELLED)
		return;
	for (int page = first; page <= last; page++)
		front_remove_page(job, page);
	remove_book(job);
}

static const struct front_beside beside = { .output_key = beside_output };
static const struct front_document document = { .total = total, .language = language };
static const struct front_ending ending = { .done = done, .failed = failed, .late = late };

const struct front_stage pdf_to_png_front = {
	.consumes = EVENT_PDF_CREATED,
	.stream = offsetof(struct nats_settings, pdf_stream_name),
	.consumer = offsetof(struct nats_settings, pdf_consumer_name),
	.input_bucket = offsetof(struct nats_settings, pdf_object_store_bucket),
	.output_bucket = offsetof(struct nats_settings, png_object_store_bucket),
	.pace = { .slow_page_ms = SLOW_PAGE_MS, .engine_is_light = true },
	.beside = &beside,
	.document = &document,
	.ending = &ending,
	.adopt = adopt,
	.check = check,
	.admit = admit,
	.describe = describe,
	.input_key = front_page_input_key,
	.output_key = output_key,
	.emit = emit,
};
