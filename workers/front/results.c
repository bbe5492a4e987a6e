/* results.c: what a front publishes and removes as a result of its work: events, dead letters,
 * failures. */
#include "workers/front/front.h"

#include "common/base/log.h"
#include "common/farm/event_publish.h"
#include "common/farm/job_objects.h"
#include "common/farm/page_metadata.h"
#include "common/farm/workflow_store.h"
#include "common/objstore/store.h"
#include "workers/engine/silence.h"

#include <stdio.h>
#include <string.h>

static const char *bucket_at(const struct front *front, size_t offset)
{
	return *(const char *const *)((const char *)&front->settings->nats + offset);
}

int front_publish(struct front_job *job, const char *subject, const struct event *event,
	const char *suffix, struct err *err)
{
	/* The page is part of the id, because other programs may give all pages the same
	 * eventId. */
	const char *id = arena_printf(job->arena, "%s.%s.%s.%d", job->event->header.workflow_id,
		job->event->header.event_id, suffix, event->page_number);
	return event_publish(job->front->conn, subject, event, id, job->arena, err);
}

static const char *printable(struct arena *arena, const char *data, size_t len)
{
	enum { MOST = 64 * 1024 };
	return arena_string_n(arena, data, len < MOST ? len : MOST);
}

int front_dead_letter(struct front_job *job, const char *reason, struct err *err)
{
	struct arena *arena = job->arena;
	struct delivery *delivery = job->delivery;
	const struct event_header unknown = {
		.workflow_id = "unknown",
		.user_id = "unknown",
		.tenant_id = "unknown",
	};
	struct event letter = {
		.type = EVENT_DEAD_LETTER,
		.header = event_header_next(job->event ? &job->event->header : &unknown, arena),
		.stage = job->front->stage->name,
		.reason = reason,
		.subject = delivery_subject(delivery),
		.original = printable(arena, delivery_data(delivery), delivery_len(delivery)),
		.attempts = job->attempts > (int)delivery_count(delivery)
				    ? job->attempts
				    : (int)delivery_count(delivery),
	};
	const struct nats_settings *nats = &job->front->settings->nats;
	return event_publish(
		job->front->conn, nats->dead_letter_subject, &letter, NULL, arena, err);
}

/* ---- failures ---- */

struct failure {
	const char *reason;
	bool final;
};

static int set_failed(struct workflow *workflow, void *context, struct err *err)
{
	(void)err;
	const struct failure *failure = context;
	if (workflow_is_finished(workflow))
		return 0;
	workflow_finish(workflow, WORKFLOW_FAILED, failure->reason);
	workflow->final = failure->final;
	return 1;
}

int front_fail_workflow(struct front_job *job, const char *reason, struct err *err)
{
	const char *id = job->event->header.workflow_id;
	char text[400];
	snprintf(text, sizeof text, "%s", reason);
	struct failure failure = { text, job->rejected };
	struct workflow *now = NULL;
	if (front_dead_letter(job, text, err) < 0)
		return -1;
	if (workflow_store_change(job->front->conn, id, set_failed, &failure, &now, NULL, err) < 0)
		return -1;
	workflow_free(&job->workflow);
	job->workflow = now;
	log_warn("%s: the job failed: %s", id, text);
	front_remove_pages(job);
	return 0;
}

/* Stores the page's silence where the next stages look for it; *ret_event announces it. */
static int put_silence(struct front_job *job, int page, const char *reason, struct event *ret_event,
	const char **ret_subject, struct err *err)
{
	struct front *front = job->front;
	const struct settings *settings = front->settings;
	const struct event_header *header = &job->event->header;
	bool as_wav = front->ops->fails_as_wav;
	struct object_spec spec = {
		.bucket = as_wav ? settings->nats.wav_object_store_bucket
				 : settings->nats.audio_object_store_bucket,
		.name = workflow_page_key(job->arena, header->tenant_id, header->workflow_id, page,
			as_wav ? "wav" : "pcm"),
	};
	int rate = (int)settings->pcm_to_wav.default_sample_rate;
	double seconds = settings->tts.failed_page_seconds;
	meta_set(&spec.metadata, job->arena, META_OUTCOME, "failed");
	meta_set(&spec.metadata, job->arena, META_STAGE, front->stage->name);
	meta_set(&spec.metadata, job->arena, META_REASON, reason);
	if (job->rejected)
		meta_set(&spec.metadata, job->arena, META_FINAL, "true");
	meta_setf(&spec.metadata, job->arena, META_SAMPLE_RATE, "%d", rate);
	meta_set(&spec.metadata, job->arena, META_CHANNELS, "1");
	struct buf audio = BUF_EMPTY;
	if (as_wav) {
		silence_wav(&audio, rate, seconds);
		meta_setf(&spec.metadata, job->arena, META_SECONDS, "%.3f", seconds);
	} else {
		silence_pcm(&audio, rate, seconds);
		meta_set(&spec.metadata, job->arena, META_ENCODING, "s16le");
	}
	struct object_info info;
	int rc = objstore_put_bytes(
		front->conn, &spec, audio.data, audio.len, job->arena, &info, err);
	buf_free(&audio);
	if (rc < 0)
		return -1;
	*ret_event = (struct event) {
		.type = as_wav ? EVENT_WAV_FILE_CREATED : EVENT_AUDIO_CHUNK_CREATED,
		.header = event_header_next(header, job->arena),
		.key = spec.name,
		.page_number = page,
		.total_pages = job->workflow->total_pages,
	};
	*ret_subject = as_wav ? settings->nats.wav_created_subject
			      : settings->nats.audio_chunk_created_subject;
	return 0;
}

int front_fail_page(struct front_job *job, int page, const char *reason, struct err *err)
{
	struct front *front = job->front;
	char text[400];
	if (strcmp(front->settings->wav_aggregator.on_page_failure, "fail") == 0) {
		snprintf(text, sizeof text, "page %d: %s: %s", page, front->stage->name, reason);
		return front_fail_workflow(job, text, err);
	}
	snprintf(text, sizeof text, "page %d: %s", page, reason);
	if (front_dead_letter(job, text, err) < 0)
		return -1;
	/* The document has no such page, so nothing waits for it. */
	if (page < 1 || page > job->workflow->total_pages)
		return 0;
	struct event event;
	const char *subject;
	if (put_silence(job, page, reason, &event, &subject, err) < 0)
		return -1;
	char suffix[32];
	snprintf(suffix, sizeof suffix, "failed.%d", page);
	log_warn("%s page %d: failed: %s", job->event->header.workflow_id, page, reason);
	return front_publish(job, subject, &event, suffix, err);
}

/* ---- removals ---- */

/* Whether the object that the event names belongs to its job. */
static bool is_own_input(struct front_job *job)
{
	const struct event_header *header = &job->event->header;
	return workflow_owns_key(header->tenant_id, header->workflow_id, job->event->key);
}

void front_remove_input(struct front_job *job)
{
	struct front *front = job->front;
	struct err err;
	/* An event that is refused because it names another job's object may still find its page
	 * done: that object must not be removed. A failure to remove only costs space; the
	 * bucket's TTL is the backstop. */
	if (!front->settings->wav_aggregator.keep_intermediates && is_own_input(job) &&
		objstore_delete(front->conn, bucket_at(front, front->ops->input_bucket),
			job->event->key, &err) < 0)
		log_warn("%s", err.text);
}

/* What can be removed now: everything between source and result, except that a job with failed
 * pages keeps the WAVs of its good ones for a retry. */
static unsigned removable(const struct front_job *job)
{
	if (job->workflow->status == WORKFLOW_CANCELLED)
		return JOB_INTERMEDIATES | JOB_TEXT | JOB_TIMELINE | JOB_BOOK;
	if (job->front->settings->wav_aggregator.keep_intermediates)
		return 0;
	bool keep_wav = job->workflow->status == WORKFLOW_COMPLETED_WITH_ERRORS;
	return JOB_INTERMEDIATES & ~(keep_wav ? (unsigned)JOB_WAV : 0u);
}

void front_remove_page(struct front_job *job, int page)
{
	struct err err;
	if (job_objects_remove_page(job->front->conn, job->workflow, page, removable(job), &err) <
		0)
		log_warn("%s", err.text);
}

/* A long book takes a while: send heartbeats. */
static void stay_alive(void *context)
{
	front_wait(context, -1, 0);
}

void front_remove_pages(struct front_job *job)
{
	struct err err;
	unsigned kinds = removable(job);
	if (kinds && job_objects_remove(job->front->conn, job->workflow, kinds, stay_alive,
			     job->front, &err) < 0)
		log_warn("%s", err.text);
}

/* Removes one page's objects or, for a whole document, those of one turn of rendering. */
static void remove_turn(struct front_job *job)
{
	struct err err;
	const struct event *event = job->event;
	int first = event->page_number, last = first;
	if (first == 0) {
		first = event->next_page > 0 ? event->next_page : 1;
		last = job->page > first ? job->page : first;
	}
	for (int page = first; page <= last; page++) {
		if (job_objects_remove_page(job->front->conn, job->workflow, page,
			    JOB_INTERMEDIATES | JOB_TEXT | JOB_TIMELINE, &err) < 0)
			log_warn("%s", err.text);
		stay_alive(job->front);
	}
}

void front_remove_cancelled(struct front_job *job)
{
	struct err err;
	const struct front_stage *ops = job->front->ops;
	unsigned kinds = ops->joins || ops->scope == FRONT_FINISHED_JOBS ? JOB_EVERYTHING
			 : front_takes_documents(job->front)             ? JOB_BOOK
									 : 0;
	remove_turn(job);
	if (kinds && job_objects_remove(job->front->conn, job->workflow, kinds, stay_alive,
			     job->front, &err) < 0)
		log_warn("%s", err.text);
}

/* ---- results of a stage ---- */

int front_emit(struct front_job *job, int page, bool *ret_stop, struct err *err)
{
	*ret_stop = false;
	return job->front->ops->emit ? job->front->ops->emit(job, page, ret_stop, err) : 0;
}

bool front_has_result(struct front_job *job)
{
	struct front *front = job->front;
	struct object_info info;
	struct err err;
	return front->ops->ending->repeats_result &&
	       objstore_info(front->conn, bucket_at(front, front->ops->output_bucket),
		       front->ops->output_key(job, 0), job->arena, &info, &err) == 0;
}

/* ---- default hooks of a page stage ---- */

const char *front_page_input_key(struct front_job *job, int page)
{
	return page == 0 ? job->event->key : NULL;
}

int front_page_admit(struct front_job *job, enum admission *ret_admission, struct err *err)
{
	if (!is_own_input(job))
		return err_set(
			err, ERR_INVALID, "%s is not an object of this job", job->event->key);
	int page = job->event->page_number, total = job->workflow->total_pages;
	if (total > 0 && page > total)
		return err_set(err, ERR_INVALID, "no such page: the document has %d", total);
	*ret_admission = ADMIT_WORK;
	return 0;
}

static int page_failed(struct front_job *job, const char *reason, struct err *err)
{
	return front_fail_page(job, job->event->page_number, reason, err);
}

static void page_late(struct front_job *job)
{
	front_remove_page(job, job->event->page_number);
}

static int page_input_lost(struct front_job *job, struct err *err)
{
	(void)job;
	(void)err;
	return 0;
}

static int page_done(struct front_job *job, int next_page, struct err *err)
{
	(void)next_page;
	(void)err;
	front_remove_input(job);
	return 0;
}

const struct front_ending front_page_ending = {
	.failed = page_failed,
	.input_lost = page_input_lost,
	.late = page_late,
	.repeats_result = true,
};

const struct front_ending front_page_ending_without_input = {
	.done = page_done,
	.failed = page_failed,
	.input_lost = page_input_lost,
	.late = page_late,
	.repeats_result = true,
};
