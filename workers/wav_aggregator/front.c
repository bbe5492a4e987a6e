/* front.c: keeps each workflow's page set; the page that completes it triggers the join. */
#include "common/base/log.h"
#include "common/farm/encoded_audio.h"
#include "common/farm/job_objects.h"
#include "common/farm/kept_wav.h"
#include "common/farm/page_metadata.h"
#include "common/farm/workflow_store.h"
#include "workers/engine/failpoint.h"
#include "workers/front/stage.h"
#include "workers/wav_aggregator/results.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a page arrived ---- */

struct arrival {
	int page;
	enum page_outcome outcome;
	enum page_source source;
	const char *stage, *reason;
	bool stand_in, final;
};

/* The compare-and-set that completes the set decides who joins: only that page's message
 * proceeds to the engine, now and on every redelivery. */
static int mark(struct workflow *workflow, void *context, struct err *err)
{
	const struct arrival *arrival = context;
	bool changed = false;
	if (workflow->status != WORKFLOW_RUNNING)
		return 0;
	if (workflow_mark_page(workflow, arrival->page, arrival->outcome, arrival->stage,
		    arrival->reason, &changed, err) < 0)
		return -1;
	changed |= workflow_mark_source(workflow, arrival->page, arrival->source);
	changed |= workflow_mark_stand_in(workflow, arrival->page, arrival->stand_in);
	changed |= workflow_mark_final(workflow, arrival->page, arrival->final);
	if (workflow_is_complete(workflow)) {
		workflow->status = WORKFLOW_ASSEMBLING;
		workflow->completing_page = arrival->page;
		changed = true;
	}
	return changed ? 1 : 0;
}

static enum page_outcome outcome_of(const struct meta *meta)
{
	const char *name = meta_get(meta, META_OUTCOME);
	if (name && strcmp(name, "blank") == 0)
		return PAGE_BLANK;
	return name && strcmp(name, "failed") == 0 ? PAGE_FAILED : PAGE_SPOKEN;
}

static enum page_source source_of(const struct meta *meta)
{
	const char *name = meta_get(meta, META_TEXT_SOURCE);
	if (name && strcmp(name, "text") == 0)
		return PAGE_FROM_TEXT;
	return name && strcmp(name, "ocr") == 0 ? PAGE_FROM_OCR : PAGE_SOURCE_UNKNOWN;
}

/* The state was read a moment ago and is usually still current; otherwise it is read again. */
static int mark_arrival(struct front_job *job, struct arrival *arrival, struct err *err)
{
	struct workflow *now = NULL;
	int marked = mark(job->workflow, arrival, err);
	if (marked < 0)
		return -1;
	if (marked == 0 || workflow_store_put(front_conn(job->front), job->workflow, err) == 0)
		return 0;
	if (workflow_store_change(
		    front_conn(job->front), job->workflow->id, mark, arrival, &now, NULL, err) < 0)
		return -1;
	workflow_free(&job->workflow);
	job->workflow = now;
	return 0;
}

static int arrive(struct front_job *job, struct err *err)
{
	const char *bucket = front_settings(job->front)->nats.wav_object_store_bucket;
	struct object_info info;
	enum admission ignored;
	if (front_page_admit(job, &ignored, err) < 0 ||
		objstore_info(front_conn(job->front), bucket, job->event->key, job->arena, &info,
			err) < 0)
		return -1;
	const char *stage = meta_get(&info.metadata, META_STAGE);
	const char *reason = meta_get(&info.metadata, META_REASON);
	struct arrival arrival = {
		.page = job->event->page_number,
		.outcome = outcome_of(&info.metadata),
		.source = source_of(&info.metadata),
		.stage = stage ? stage : "unknown",
		.reason = reason ? reason : "unknown",
		.stand_in = meta_get(&info.metadata, META_ENGINE_FAULT) != NULL,
		.final = meta_get(&info.metadata, META_FINAL) != NULL,
	};
	if (mark_arrival(job, &arrival, err) < 0)
		return -1;
	failpoint(wav_aggregator_stage.name, "cas-written", job->event->page_number, NULL);
	return 0;
}

static int admit(struct front_job *job, enum admission *ret_admission, struct err *err)
{
	int page = job->event->page_number;
	if (job->workflow->status == WORKFLOW_RUNNING && arrive(job, err) < 0)
		return -1;
	bool mine = job->workflow->status == WORKFLOW_ASSEMBLING &&
		    job->workflow->completing_page == page;
	*ret_admission = mine ? ADMIT_WORK : ADMIT_DONE;
	return 0;
}

/* ---- the join ---- */

static void describe(struct front_job *job, cJSON *body)
{
	struct buf pages = BUF_EMPTY;
	pageset_format(&job->workflow->received, &pages);
	cJSON_AddStringToObject(
		cJSON_GetObjectItem(body, "parameters"), "pages", buf_string(&pages));
	cJSON_AddStringToObject(
		cJSON_GetObjectItem(body, "parameters"), "name", job->workflow->name);
	/* The engine joins a document, not the page that completed it. */
	cJSON_SetNumberValue(cJSON_GetObjectItem(body, "page"), 0);
	buf_free(&pages);
}

static const char *input_key(struct front_job *job, int page)
{
	const struct workflow *workflow = job->workflow;
	if (!pageset_has(&workflow->received, page))
		return NULL;
	return workflow_page_key(job->arena, workflow->tenant_id, workflow->id, page, "wav");
}

static int next_input(struct front_job *job, int page)
{
	return pageset_next(&job->workflow->received, page + 1);
}

static const char *part_key(struct front_job *job, int number, size_t *ret_bucket)
{
	const struct workflow *workflow = job->workflow;
	*ret_bucket = offsetof(struct nats_settings, book_object_store_bucket);
	return book_key(job->arena, workflow->tenant_id, workflow->id,
		(enum book_part)(number - WAV_AGGREGATOR_BOOK));
}

static const char *beside_input(struct front_job *job, int number, size_t *ret_bucket)
{
	const struct workflow *workflow = job->workflow;
	int page = number - WAV_AGGREGATOR_TIMELINE;
	if (number == WAV_AGGREGATOR_BOOK + BOOK_OUTLINE ||
		number == WAV_AGGREGATOR_BOOK + BOOK_EDITS)
		return part_key(job, number, ret_bucket);
	if (page < 1 || !pageset_has(&workflow->received, page))
		return NULL;
	*ret_bucket = offsetof(struct nats_settings, timeline_object_store_bucket);
	return workflow_page_key(job->arena, workflow->tenant_id, workflow->id, page, "json");
}

static const char *beside_output(struct front_job *job, int number, size_t *ret_bucket)
{
	return number == WAV_AGGREGATOR_BOOK + BOOK_JSON ||
			       number == WAV_AGGREGATOR_BOOK + BOOK_PAGES
		       ? part_key(job, number, ret_bucket)
		       : NULL;
}

static const char *output_key(struct front_job *job, int page)
{
	if (page != 0)
		return NULL;
	return workflow_final_key(job->arena, job->workflow->tenant_id, job->workflow->id);
}

static void stored(struct front_job *job, int page, const struct object_info *info)
{
	(void)page;
	struct workflow *workflow = job->workflow;
	const char *seconds = meta_get(&info->metadata, META_SECONDS);
	workflow->audio_bytes = (int64_t)info->size;
	workflow->audio_seconds = seconds ? strtod(seconds, NULL) : 0;
	workflow->audio_digest = arena_string(workflow->arena, info->digest);
	workflow->final_audio_key = arena_string(workflow->arena, info->name);
}

static int emit(struct front_job *job, int page, bool *ret_stop, struct err *err)
{
	const struct nats_settings *nats = &front_settings(job->front)->nats;
	const struct event final = {
		.type = EVENT_FINAL_AUDIO_CREATED,
		.header = event_header_next(&job->event->header, job->arena),
		.key = output_key(job, page),
	};
	*ret_stop = false;
	return front_publish(job, nats->final_audio_created_subject, &final, "final", err);
}

/* Must happen before the state says "completed": after that nobody would request the files. */
static int ask_for_files(struct front_job *job, struct err *err)
{
	const struct workflow *workflow = job->workflow;
	const struct settings *settings = front_settings(job->front);
	unsigned formats = encoded_audio_wanted(&workflow->options, settings);
	return encoded_audio_request_all(front_conn(job->front), &job->event->header,
		workflow->final_audio_key, workflow->audio_digest,
		kept_wav_wanted(formats, settings), err);
}

/* context: the joined workflow with its audio. */
static int set_completed(struct workflow *workflow, void *context, struct err *err)
{
	(void)err;
	const struct workflow *joined = context;
	if (workflow->status != WORKFLOW_ASSEMBLING)
		return 0;
	workflow->audio_bytes = joined->audio_bytes;
	workflow->audio_seconds = joined->audio_seconds;
	workflow->audio_digest = arena_string(workflow->arena, joined->audio_digest);
	workflow->final_audio_key = arena_string(workflow->arena, joined->final_audio_key);
	workflow_finish(workflow,
		workflow->failed ? WORKFLOW_COMPLETED_WITH_ERRORS : WORKFLOW_COMPLETED, NULL);
	return 1;
}

/* The job ended in another way while it was being joined, so the result is removed with
 * everything else. The book data of a failed job is kept for a retry. */
static int discard(struct front_job *job, enum workflow_status status, struct err *err)
{
	const struct nats_settings *nats = &front_settings(job->front)->nats;
	front_remove_pages(job);
	/* Files that were requested before this was known. */
	if (encoded_audio_remove(
		    front_conn(job->front), job->workflow->tenant_id, job->workflow->id, err) < 0)
		return -1;
	if (status != WORKFLOW_FAILED && job_objects_remove(front_conn(job->front), job->workflow,
						 JOB_BOOK, NULL, NULL, err) < 0)
		return -1;
	return objstore_delete(front_conn(job->front), nats->final_audio_object_store_bucket,
		output_key(job, 0), err);
}

/* ---- verification ---- */

struct reading {
	struct front_job *job;
	int fd;
};

static int read_back(void *context, struct err *err)
{
	const struct reading *reading = context;
	struct front_job *job = reading->job;
	struct object_info info;
	if (objstore_get(front_conn(job->front),
		    front_settings(job->front)->nats.final_audio_object_store_bucket,
		    output_key(job, 0), reading->fd, job->arena, &info, err) < 0)
		return -1;
	if (strcmp(info.digest, job->workflow->audio_digest) != 0)
		return err_set(err, ERR_DAMAGED, "%s: not the audio that was joined", info.name);
	return 0;
}

/* Whether every byte could be read back after the upload and the object is still there. */
static bool is_proved(struct front_job *job)
{
	struct err ignored;
	bool there = false;
	return job->proved &&
	       objstore_is_there(front_conn(job->front), job->proved, &there, &ignored) == 0 &&
	       there;
}

/* The pages and the source are the only means to make the audio again, so they are kept until
 * the store has returned every byte of it. Audio that it cannot return is deleted, so that the
 * next attempt stores it anew. */
static int verify(struct front_job *job, struct err *err)
{
	struct err ignored;
	if (is_proved(job))
		return 0;
	struct reading reading = { .job = job, .fd = open("/dev/null", O_WRONLY | O_CLOEXEC) };
	if (reading.fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "/dev/null");
	int rc = background_run(job->front, read_back, &reading, err);
	close(reading.fd);
	if (rc < 0 && err->kind == ERR_DAMAGED)
		objstore_delete(front_conn(job->front),
			front_settings(job->front)->nats.final_audio_object_store_bucket,
			output_key(job, 0), &ignored);
	return rc < 0 ? err_prefix(err, "reading the audio back") : 0;
}

static int done(struct front_job *job, int next_page, struct err *err)
{
	(void)next_page;
	struct natsconn *conn = front_conn(job->front);
	struct workflow *joined = job->workflow, *now = NULL;
	if (!joined->final_audio_key)
		return err_set(err, ERR_INTERNAL, "the engine stored no audio");
	if (workflow_store_get(conn, joined->id, &now, err) < 0)
		return err->kind == ERR_NOT_FOUND ? discard(job, WORKFLOW_CANCELLED, err) : -1;
	enum workflow_status status = now->status;
	workflow_free(&now);
	bool stop;
	if (status == WORKFLOW_CANCELLED || status == WORKFLOW_FAILED)
		return discard(job, status, err);
	/* Joined twice because of a redelivery: both results are identical. */
	if (status != WORKFLOW_ASSEMBLING)
		return 0;
	if (verify(job, err) < 0 ||
		failpoint(wav_aggregator_stage.name, "joined", job->page, err) < 0 ||
		ask_for_files(job, err) < 0 || emit(job, 0, &stop, err) < 0 ||
		failpoint(wav_aggregator_stage.name, "final-published", job->page, err) < 0 ||
		workflow_store_change(conn, joined->id, set_completed, joined, &now, NULL, err) < 0)
		return -1;
	failpoint(wav_aggregator_stage.name, "state-done", job->page, NULL);
	workflow_free(&job->workflow);
	job->workflow = now;
	if (now->status == WORKFLOW_CANCELLED || now->status == WORKFLOW_FAILED)
		return discard(job, now->status, err);
	log_info("%s: %s: %.1f s of audio, %lld bytes", now->id, workflow_status_name(now->status),
		now->audio_seconds, (long long)now->audio_bytes);
	front_remove_pages(job);
	return 0;
}

/* ---- lost WAVs ---- */

static int forget_pages(struct workflow *workflow, void *context, struct err *err)
{
	const struct pageset *lost = context;
	(void)err;
	if (workflow->status != WORKFLOW_ASSEMBLING)
		return 0;
	for (int page = pageset_next(lost, 1); page > 0; page = pageset_next(lost, page + 1))
		workflow_forget_page(workflow, page);
	workflow->status = WORKFLOW_RUNNING;
	workflow->completing_page = 0;
	return 1;
}

static int find_lost(struct front_job *job, struct pageset *lost, struct err *err)
{
	const struct pageset *received = &job->workflow->received;
	const char *bucket = front_settings(job->front)->nats.wav_object_store_bucket;
	for (int page = pageset_next(received, 1); page > 0;
		page = pageset_next(received, page + 1)) {
		struct object_info info;
		/* Thousands of requests: send heartbeats in between. */
		if (!front_pause(job, 0))
			return err_set(err, ERR_UNAVAILABLE, "leaving");
		if (objstore_info(front_conn(job->front), bucket, input_key(job, page), job->arena,
			    &info, err) == 0)
			continue;
		if (err->kind != ERR_NOT_FOUND)
			return -1;
		pageset_add(lost, page);
	}
	return 0;
}

/* Marks pages that had arrived and whose WAVs are gone as not arrived. */
static int input_lost(struct front_job *job, struct err *err)
{
	struct pageset lost = PAGESET_EMPTY;
	int rc = 0;
	if (job->workflow->status == WORKFLOW_ASSEMBLING) {
		rc = find_lost(job, &lost, err);
		/* A cluster that has just lost its leader may briefly not know what it stores. */
		if (rc == 0 && lost.count == 0)
			rc = err_set(err, ERR_UNAVAILABLE, "every page is complete again");
		if (rc == 0)
			rc = workflow_store_change(front_conn(job->front), job->workflow->id,
				forget_pages, &lost, NULL, NULL, err);
	}
	pageset_free(&lost);
	return rc;
}

/* ---- unusable WAVs ---- */

struct replacement {
	int page;
	bool remade;
};

static int expect_again(struct workflow *workflow, void *context, struct err *err)
{
	const struct replacement *replacement = context;
	(void)err;
	if (workflow->status != WORKFLOW_ASSEMBLING)
		return 0;
	workflow_forget_page(workflow, replacement->page);
	if (replacement->remade)
		pageset_add(&workflow->remade, replacement->page);
	workflow->status = WORKFLOW_RUNNING;
	workflow->completing_page = 0;
	return 1;
}

static bool is_failed_already(const struct workflow *workflow, int page)
{
	const struct page_failure *failure = workflow->failed;
	while (failure && failure->page != page)
		failure = failure->next;
	return failure != NULL;
}

/* Has pcm-to-wav make the WAV again from the stored PCM. */
static int remake(struct front_job *job, int page, const char *pcm, struct err *err)
{
	const struct nats_settings *nats = &front_settings(job->front)->nats;
	const struct event chunk = {
		.type = EVENT_AUDIO_CHUNK_CREATED,
		.header = event_header_next(&job->event->header, job->arena),
		.key = pcm,
		.page_number = page,
		.total_pages = job->workflow->total_pages,
	};
	const struct workflow *workflow = job->workflow;
	const char *wav =
		workflow_page_key(job->arena, workflow->tenant_id, workflow->id, page, "wav");
	if (objstore_delete(front_conn(job->front), nats->wav_object_store_bucket, wav, err) < 0 &&
		err->kind != ERR_NOT_FOUND)
		return -1;
	return front_publish(job, nats->audio_chunk_created_subject, &chunk, "remade", err);
}

/* Has the page made again from its PCM, once; after that it is replaced by silence with the
 * reason, so that one page never costs the book. Until the page arrives again, the job is back
 * to running. */
static int input_unusable(struct front_job *job, int page, const char *reason, struct err *err)
{
	const struct nats_settings *nats = &front_settings(job->front)->nats;
	struct workflow *before = job->workflow, *now = NULL;
	const char *pcm = workflow_page_key(job->arena, before->tenant_id, before->id, page, "pcm");
	struct object_info info;
	struct err missing;
	if (is_failed_already(before, page))
		return front_fail_workflow(job, reason, err);
	struct replacement replacement = {
		.page = page,
		.remade = !pageset_has(&before->remade, page) &&
			  objstore_info(front_conn(job->front), nats->audio_object_store_bucket,
				  pcm, job->arena, &info, &missing) == 0,
	};
	if (workflow_store_change(front_conn(job->front), before->id, expect_again, &replacement,
		    &now, NULL, err) < 0)
		return -1;
	workflow_free(&job->workflow);
	job->workflow = now;
	log_warn("%s: %s: the page %s", now->id, reason,
		replacement.remade ? "is made again from its PCM" : "is replaced by silence");
	if (now->status != WORKFLOW_RUNNING)
		return 0;
	return replacement.remade ? remake(job, page, pcm, err)
				  : front_fail_page(job, page, reason, err);
}

static int failed(struct front_job *job, const char *reason, struct err *err)
{
	if (job->workflow->status == WORKFLOW_ASSEMBLING)
		return front_fail_workflow(job, reason, err);
	return front_page_ending.failed(job, reason, err);
}

/* The message that completed the set may be redelivered after the job ended but before its pages
 * were removed. */
static void late(struct front_job *job)
{
	if (job->workflow->completing_page == job->event->page_number)
		front_remove_pages(job);
	else
		front_page_ending.late(job);
}

static const struct front_beside beside = {
	.input_key = beside_input,
	.output_key = beside_output,
};

static const struct front_ending ending = {
	.done = done,
	.failed = failed,
	.input_lost = input_lost,
	.input_unusable = input_unusable,
	.late = late,
};

const struct front_stage wav_aggregator_front = {
	.consumes = EVENT_WAV_FILE_CREATED,
	.stream = offsetof(struct nats_settings, wav_stream_name),
	.consumer = offsetof(struct nats_settings, wav_consumer_name),
	.input_bucket = offsetof(struct nats_settings, wav_object_store_bucket),
	.output_bucket = offsetof(struct nats_settings, final_audio_object_store_bucket),
	.joins = true,
	.fails_as_wav = true,
	.beside = &beside,
	.ending = &ending,
	.admit = admit,
	.describe = describe,
	.input_key = input_key,
	.output_key = output_key,
	.next_input = next_input,
	.stored = stored,
	.emit = emit,
};
