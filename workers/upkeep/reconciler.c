/* reconciler.c: scans the states, and publishes again the events that a stalled job is waiting
 * for. */
#include "workers/upkeep/reconciler.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/base/uuid.h"
#include "common/farm/event_publish.h"
#include "common/farm/job_objects.h"
#include "common/farm/listener_store.h"
#include "common/farm/speech.h"
#include "common/farm/workflow_scan.h"
#include "common/farm/workflow_store.h"
#include "common/nats/lease.h"
#include "common/objstore/store.h"
#include "workers/upkeep/kept_wavs.h"
#include "workers/upkeep/lost_files.h"
#include "workers/upkeep/work_queues.h"

#include <stdlib.h>

enum {
	SHORTEST_TURN_MS = 1000,
	LONGEST_TURN_MS = 60000,
	LEASE_TURNS = 3,
	RELEASE_MS = 600 * 1000,
	SWEEP_MS = 3600 * 1000,
	LONGEST_PUT_MS = 24 * 3600 * 1000,
};

struct reconciler {
	struct natsconn *conn;
	const struct settings *settings;
	struct work_queues *queues; /* owned */
	struct lost_files lost_files;
	char holder[UUID_SIZE];
	int64_t turn_ms, next_ms; /* monotonic */
	int64_t next_sweep_ms, next_release_ms;
	bool held; /* whether it held the lease in the last turn */
	void (*alive)(void *context);
	void *context;
	bool backlog;    /* found in this turn */
	int64_t surplus; /* jobs still to be removed in this turn; 0 or less: none */
};

struct reconciler *reconciler_new(struct natsconn *conn, const struct settings *settings)
{
	struct reconciler *reconciler = alloc_zeroed(1, sizeof *reconciler);
	reconciler->conn = conn;
	reconciler->settings = settings;
	reconciler->queues = work_queues_new(conn, settings);
	reconciler->lost_files = (struct lost_files) { .conn = conn, .settings = settings };
	uuid_new(reconciler->holder);
	int64_t turn = settings->wav_aggregator.stalled_seconds * 1000 / 4;
	if (turn < SHORTEST_TURN_MS)
		turn = SHORTEST_TURN_MS;
	if (turn > LONGEST_TURN_MS)
		turn = LONGEST_TURN_MS;
	reconciler->turn_ms = turn;
	reconciler->next_ms = clock_monotonic_ms() + turn;
	reconciler->next_sweep_ms = reconciler->next_release_ms = reconciler->next_ms;
	return reconciler;
}

void reconciler_free(struct reconciler **reconciler)
{
	if (!*reconciler)
		return;
	work_queues_free(&(*reconciler)->queues);
	alloc_free(reconciler);
}

/* ---- publishing again ---- */

static struct event_header header_of(const struct workflow *workflow, struct arena *arena)
{
	const struct event_header cause = event_header_of(workflow);
	return event_header_next(&cause, arena);
}

static int announce_pdf(struct reconciler *reconciler, const struct workflow *workflow,
	struct arena *arena, struct err *err)
{
	const struct event event = {
		.type = EVENT_PDF_CREATED,
		.header = header_of(workflow, arena),
		.key = workflow->pdf_key,
	};
	return event_publish(reconciler->conn, reconciler->settings->nats.pdf_created_subject,
		&event, NULL, arena, err);
}

/* The stages from last to first: which object proves that a page got this far, and which event
 * announces it. */
struct station {
	enum event_type type;
	enum job_object_kinds kind;
	const char *extension;
	const char *subject;
};

static bool exists(struct natsconn *conn, const char *bucket, const char *key, struct arena *arena)
{
	struct object_info info;
	struct err err;
	return objstore_info(conn, bucket, key, arena, &info, &err) == 0;
}

/* *ret_found false: nothing is stored for the page, so it must be rendered again. */
static int announce_page(struct reconciler *reconciler, const struct workflow *workflow, int page,
	struct arena *arena, bool *ret_found, struct err *err)
{
	const struct nats_settings *nats = &reconciler->settings->nats;
	const struct station stations[] = {
		{ EVENT_WAV_FILE_CREATED, JOB_WAV, "wav", nats->wav_created_subject },
		{ EVENT_AUDIO_CHUNK_CREATED, JOB_PCM, "pcm", nats->audio_chunk_created_subject },
		{ EVENT_TEXT_PROCESSED, JOB_TEXT, "txt", nats->text_processed_subject },
		{ EVENT_PNG_CREATED, JOB_PNG, "png", nats->png_created_subject },
	};
	for (size_t i = 0; i < sizeof stations / sizeof *stations; i++) {
		const struct station *station = &stations[i];
		const char *key = workflow_page_key(
			arena, workflow->tenant_id, workflow->id, page, station->extension);
		const char *bucket = job_objects_bucket(nats, station->kind);
		if (!exists(reconciler->conn, bucket, key, arena))
			continue;
		const struct event event = {
			.type = station->type,
			.header = header_of(workflow, arena),
			.key = key,
			.png_key = workflow_page_key(
				arena, workflow->tenant_id, workflow->id, page, "png"),
			.page_number = page,
			.total_pages = workflow->total_pages,
			.speech = speech_of_page(workflow, page, &reconciler->settings->tts),
		};
		*ret_found = true;
		return event_publish(reconciler->conn, station->subject, &event, NULL, arena, err);
	}
	*ret_found = false;
	return 0;
}

static int announce_missing(struct reconciler *reconciler, const struct workflow *workflow,
	struct arena *arena, int *ret_pages, struct err *err)
{
	bool render = workflow->total_pages == 0;
	/* Complete but still running: repeating any page triggers the join. */
	bool whole = workflow_is_complete(workflow);
	int pages = 0;
	for (int page = 1; page <= workflow->total_pages; page++) {
		bool found, missing = !pageset_has(&workflow->received, page) &&
				      !pageset_has(&workflow->skipped, page);
		/* A complete set lacks only its join, which the completing page's message
		 * triggers. */
		if (workflow->status == WORKFLOW_ASSEMBLING)
			missing = page == workflow->completing_page;
		else if (whole)
			missing = page == pageset_next(&workflow->received, 1);
		if (!missing)
			continue;
		if (announce_page(reconciler, workflow, page, arena, &found, err) < 0)
			return -1;
		pages++;
		render = render || !found;
		reconciler->alive(reconciler->context);
	}
	*ret_pages = pages;
	return render ? announce_pdf(reconciler, workflow, arena, err) : 0;
}

/* Writing the state unchanged resets its time, so the rescued job gets the full stall time
 * again. */
static int touch(struct workflow *workflow, void *context, struct err *err)
{
	(void)context;
	(void)err;
	return workflow_is_finished(workflow) ? 0 : 1;
}

static int rescue(struct reconciler *reconciler, const struct workflow *workflow, struct err *err)
{
	struct arena *arena = arena_new();
	int pages = 0;
	int rc = announce_missing(reconciler, workflow, arena, &pages, err);
	arena_free(&arena);
	if (rc < 0)
		return -1;
	log_warn("%s: no progress: queued %d missing pages again", workflow->id, pages);
	return workflow_store_change(reconciler->conn, workflow->id, touch, NULL, NULL, NULL, err);
}

/* ---- retention ---- */

static bool is_expired(const struct reconciler *reconciler, const struct workflow *workflow)
{
	const int64_t day_ms = (int64_t)24 * 3600 * 1000;
	int64_t keep = reconciler->settings->wav_aggregator.keep_days * day_ms, finished;
	return keep > 0 && workflow_is_finished(workflow) && workflow->finished_at &&
	       timestamp_parse(workflow->finished_at, &finished) &&
	       clock_unix_ms() - finished > keep;
}

static int expire(struct reconciler *reconciler, const struct workflow *workflow, struct err *err)
{
	if (job_objects_remove(reconciler->conn, workflow, JOB_EVERYTHING, reconciler->alive,
		    reconciler->context, err) < 0 ||
		listener_store_remove_job(reconciler->conn, workflow->id, err) < 0)
		return -1;
	log_info("%s: removed: finished %s (keep_days, max_failed_jobs)", workflow->id,
		workflow->finished_at ? workflow->finished_at : "");
	return workflow_store_delete(reconciler->conn, workflow->id, err);
}

/* Any program may publish an event that creates a job, and one without a document fails at once.
 * Kept for ever, such jobs would pile up. */
static bool has_failed_early(const struct workflow *workflow)
{
	return workflow->status == WORKFLOW_FAILED && workflow->total_pages == 0;
}

static bool count_failed(void *context, struct workflow *workflow, int64_t mtime_ms)
{
	struct reconciler *reconciler = context;
	(void)mtime_ms;
	reconciler->alive(reconciler->context);
	reconciler->surplus += has_failed_early(workflow);
	return true;
}

/* Computes how many such jobs the scan, which runs from oldest to newest, must remove. */
static int count_surplus(struct reconciler *reconciler, struct err *err)
{
	int64_t most = reconciler->settings->wav_aggregator.max_failed_jobs;
	reconciler->surplus = -most;
	if (most > 0)
		return workflow_scan(reconciler->conn, count_failed, reconciler, err);
	return 0;
}

static bool is_surplus(struct reconciler *reconciler, const struct workflow *workflow)
{
	return reconciler->surplus > 0 && has_failed_early(workflow) && reconciler->surplus-- > 0;
}

/* ---- leftovers of killed writers ---- */

static void sweep(struct reconciler *reconciler)
{
	static const enum job_object_kinds kinds[] = { JOB_TIMELINE, JOB_BOOK, JOB_PNG, JOB_TEXT,
		JOB_PCM, JOB_WAV, JOB_SOURCE, JOB_FINAL, JOB_ENCODED, JOB_PAGE_IMAGE, JOB_LIVE };
	if (clock_monotonic_ms() < reconciler->next_sweep_ms)
		return;
	reconciler->next_sweep_ms = clock_monotonic_ms() + SWEEP_MS;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *bucket = job_objects_bucket(&reconciler->settings->nats, kinds[i]);
		unsigned removed = 0;
		struct err err;
		if (objstore_sweep(reconciler->conn, bucket, LONGEST_PUT_MS, &removed, &err) < 0)
			log_warn("%s", err.text);
		else if (removed > 0)
			log_info(
				"%s: removed the chunks of %u unfinished objects", bucket, removed);
		reconciler->alive(reconciler->context);
	}
}

/* ---- audio files ---- */

static int look_at_files(struct reconciler *reconciler, struct err *err)
{
	int64_t limit = reconciler->settings->wav_aggregator.stalled_seconds * 1000;
	bool busy = false;
	if (work_queues_encodes(reconciler->queues, &busy, err) < 0)
		return -1;
	return busy ? 0
		    : lost_files_look(&reconciler->lost_files, limit, reconciler->alive,
			      reconciler->context, err);
}

static int release_wavs(struct reconciler *reconciler, struct err *err)
{
	if (clock_monotonic_ms() < reconciler->next_release_ms)
		return 0;
	reconciler->next_release_ms = clock_monotonic_ms() + RELEASE_MS;
	return kept_wavs_release(reconciler->conn, reconciler->settings, reconciler->alive,
		reconciler->context, err);
}

/* ---- a turn ---- */

static bool look_at(void *context, struct workflow *workflow, int64_t mtime_ms)
{
	struct reconciler *reconciler = context;
	int64_t stalled = reconciler->settings->wav_aggregator.stalled_seconds * 1000;
	struct err err;
	int rc = 0;
	reconciler->alive(reconciler->context);
	if (is_expired(reconciler, workflow) || is_surplus(reconciler, workflow))
		rc = expire(reconciler, workflow, &err);
	else if (!workflow_is_finished(workflow) && !reconciler->backlog &&
		 clock_unix_ms() - mtime_ms > stalled)
		rc = rescue(reconciler, workflow, &err);
	if (rc < 0)
		log_warn("%s: %s", workflow->id, err.text);
	return true;
}

static void note_lease(struct reconciler *reconciler, bool held)
{
	if (held != reconciler->held)
		log_info(held ? "looking after stalled jobs"
			      : "another process looks after stalled jobs");
	reconciler->held = held;
}

static int take_turn(struct reconciler *reconciler, struct err *err)
{
	int64_t limit = reconciler->settings->wav_aggregator.stalled_seconds * 1000 / 2;
	bool held = false;
	if (lease_take(reconciler->conn, "reconciler", reconciler->holder,
		    reconciler->turn_ms * LEASE_TURNS, &held, err) < 0)
		return -1;
	note_lease(reconciler, held);
	if (!held)
		return 0;
	if (work_queues_look(reconciler->queues, limit, reconciler->alive, reconciler->context,
		    &reconciler->backlog, err) < 0 ||
		count_surplus(reconciler, err) < 0 ||
		workflow_scan(reconciler->conn, look_at, reconciler, err) < 0 ||
		look_at_files(reconciler, err) < 0 || release_wavs(reconciler, err) < 0)
		return -1;
	sweep(reconciler);
	return 0;
}

void reconciler_tick(struct reconciler *reconciler, void (*alive)(void *context), void *context)
{
	int64_t now = clock_monotonic_ms();
	if (now < reconciler->next_ms)
		return;
	reconciler->next_ms = now + reconciler->turn_ms;
	reconciler->alive = alive;
	reconciler->context = context;
	struct err err;
	if (take_turn(reconciler, &err) < 0)
		log_warn("reconciler: %s", err.text);
}
