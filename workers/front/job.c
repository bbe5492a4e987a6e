/* job.c: handles one message: reads, admits, works, acknowledges, or gives up and reports why. */
#include "workers/front/front.h"

#include "common/base/log.h"
#include "common/base/process.h"
#include "common/base/timestamp.h"
#include "common/farm/event.h"
#include "common/farm/free_space.h"
#include "common/farm/workflow_store.h"
#include "workers/engine/failpoint.h"
#include "workers/front/crash_count.h"
#include "workers/front/slow_documents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	FIRST_RETRY_MS = 200,
	LAST_RETRY_MS = 5000,
	FIRST_NAK_MS = 500,
	LAST_NAK_MS = 60000,
	ENGINE_START_TRIES = 3,
	/* How much signals from outside, or claims of a full disk, may cost a page before they
	 * are taken for its own fault: time, and this many tries. */
	PATIENCE = 20,
	LAST_OUTSIDE_MS = 60000,
	LAST_FULL_MS = 10000,
	LOW_SPACE_BYTES = 256 * 1024 * 1024,
	CANCEL_LOOK_MS = 1000,
	TURN_AWAY_MS = 1000,
	LAST_TURN_AWAY_MS = 15000, /* those before it may disappear meanwhile */
};

/* Exponential backoff from `first` to `last`, with up to half of it added as jitter, so that
 * many workers do not return at once. */
static int backoff_ms(int first, int last, uint64_t times)
{
	int64_t ms = first;
	for (uint64_t i = 1; i < times && ms < last; i++)
		ms *= 2;
	if (ms > last)
		ms = last;
	return (int)(ms + random() % (ms / 2 + 1));
}

static void describe_job(const struct front_job *job, char *text, size_t size)
{
	const struct event *event = job->event;
	if (event->page_number > 0)
		snprintf(text, size, "%s page %d", event->header.workflow_id, event->page_number);
	else if (event->next_page > 0)
		snprintf(
			text, size, "%s from page %d", event->header.workflow_id, event->next_page);
	else
		snprintf(text, size, "%s", event->header.workflow_id);
}

void front_notify_start(struct front_job *job)
{
	struct front *front = job->front;
	struct channel_record record = channel_record(CHANNEL_JOB_START);
	describe_job(job, record.job, sizeof record.job);
	record.deadline_ms = front_patience_ms(front);
	if (front->ops->refine_ms)
		record.deadline_ms += front->ops->refine_ms(job);
	record.pid = front->engine.pid;
	front_notify(front, &record);
	front->next_start_ms =
		clock_monotonic_ms() + front->service->job_timeout_seconds * 1000 / 4;
}

/* Pauses, telling the supervisor from time to time that the job is still in progress. */
static bool pause_at_hand(struct front_job *job, int ms)
{
	if (clock_monotonic_ms() >= job->front->next_start_ms)
		front_notify_start(job);
	return front_pause(job, ms);
}

bool front_hold(struct front_job *job, int ms)
{
	crash_count_pause(job);
	return pause_at_hand(job, ms);
}

static void notify_end(
	struct front *front, enum channel_outcome outcome, int64_t started_ms, const char *detail)
{
	struct channel_record record = channel_record(CHANNEL_JOB_END);
	record.value = (int32_t)outcome;
	record.duration_ms = clock_monotonic_ms() - started_ms;
	record.rss_kib = process_rss_kib(getpid());
	if (front->engine.pid)
		record.rss_kib += process_rss_kib(front->engine.pid);
	snprintf(record.detail, sizeof record.detail, "%s", detail);
	front_notify(front, &record);
}

/* ---- ending a delivery ---- */

enum ending {
	ENDING_ACK,
	ENDING_NAK,
	ENDING_BACK,
	ENDING_LATER, /* another job's turn: nothing was attempted */
};

/* Acknowledges. If the ack is lost, the message is redelivered, which is harmless. */
static void ack(struct front_job *job)
{
	struct err err;
	if (delivery_ack(job->delivery, &err) < 0)
		log_warn("%s: acknowledging: %s", job->event->header.workflow_id, err.text);
	failpoint(job->front->stage->name, "acked", job->page, NULL);
}

static void nak_within(struct front_job *job, int last_ms, const char *reason)
{
	struct err err;
	int delay = backoff_ms(FIRST_NAK_MS, last_ms, delivery_count(job->delivery));
	char what[160];
	describe_job(job, what, sizeof what);
	log_warn("%s: retry in %d ms: %s", what, delay, reason);
	delivery_nak(job->delivery, delay, &err);
	/* A stream or bucket may have been deleted, in which case no retry could succeed. */
	front_suspect_topology(job->front);
}

static void nak(struct front_job *job, const char *reason)
{
	nak_within(job, LAST_NAK_MS, reason);
}

/* A NAK at shutdown: another worker gets the message at once. */
static void hand_back(struct front_job *job)
{
	struct err err;
	delivery_nak(job->delivery, 0, &err);
}

/* Puts the message off because others may go first: that is not an attempt, and nothing is
 * reported. The server prefers redeliveries to new messages, so those that wait must not all
 * return at once: the more jobs before this one, the longer the delay. */
static void turn_away(struct front_job *job, int ahead)
{
	struct err err;
	int ms = ahead < LAST_TURN_AWAY_MS / TURN_AWAY_MS / 2 ? ahead * 2 * TURN_AWAY_MS
							      : LAST_TURN_AWAY_MS;
	delivery_nak(job->delivery, ms + random() % TURN_AWAY_MS, &err);
}

/* ---- the work ---- */

/* There is no state, either because the job was removed before this message's turn, which needs
 * no report, or because the job is new. Until that is known, no state may be created. */
static int do_without_state(struct front_job *job, struct err *err)
{
	struct front *front = job->front;
	const struct event_header *header = &job->event->header;
	bool removed = false;
	if (failpoint(front->stage->name, "removal-read", job->page, err) < 0 ||
		workflow_store_was_removed(front->conn, header->workflow_id, &removed, err) < 0) {
		/* A missing bucket will be recreated. */
		if (err->kind == ERR_NOT_FOUND)
			err->kind = ERR_UNAVAILABLE;
		return -1;
	}
	if (!removed)
		return front->ops->adopt ? front->ops->adopt(job, err) : -1;
	const char *key = job->event->key ? job->event->key : "";
	job->workflow =
		workflow_new(header->workflow_id, header->tenant_id, header->user_id, "", key);
	job->workflow->status = WORKFLOW_CANCELLED;
	return 0;
}

/* 0 with job->workflow set; ERR_NOT_FOUND when the event has no workflow and none can be made. */
static int load_workflow(struct front_job *job, struct err *err)
{
	struct front *front = job->front;
	const struct event_header *header = &job->event->header;
	if (!job->workflow &&
		workflow_store_get(front->conn, header->workflow_id, &job->workflow, err) < 0 &&
		(err->kind != ERR_NOT_FOUND || do_without_state(job, err) < 0))
		return -1;
	if (strcmp(job->workflow->tenant_id, header->tenant_id) != 0)
		return err_set(err, ERR_INVALID, "workflow %s belongs to another tenant than %s",
			header->workflow_id, header->tenant_id);
	return front->ops->check ? front->ops->check(job, err) : 0;
}

/* Makes sure that an engine is running, replacing one that died. False: there is none. */
static bool ensure_engine(struct front *front)
{
	struct err err;
	if (front->engine.lowered && !slow_lane_is_held(front))
		engine_process_kill(&front->engine);
	for (int i = 1; !front->engine.pid && i <= ENGINE_START_TRIES && !front->leaving; i++) {
		if (front_start_engine(front, &err) == 0)
			break;
		log_error("%s", err.text);
		if (i < ENGINE_START_TRIES)
			front_wait(
				front, -1, backoff_ms(FIRST_RETRY_MS, LAST_RETRY_MS, (uint64_t)i));
	}
	/* Without an engine this process is useless: it exits, and the supervisor restarts it
	 * with its own backoff and shows it as failing. */
	if (!front->engine.pid)
		front->draining = true;
	return front->engine.pid != 0;
}

static enum ending after_done(struct front_job *job, const struct attempt *attempt)
{
	struct err err;
	const struct front_ending *ending = job->front->ops->ending;
	if (!ending->done || ending->done(job, attempt->next_page, &err) == 0)
		return ENDING_ACK;
	nak(job, err.text);
	return ENDING_NAK;
}

/* An earlier delivery has already done this work: repeats its announcement. */
static enum ending repeat_result(struct front_job *job)
{
	struct err err;
	struct attempt attempt = { .verdict = VERDICT_DONE };
	bool stop;
	if (front_emit(job, 0, &stop, &err) == 0)
		return after_done(job, &attempt);
	nak(job, err.text);
	return ENDING_NAK;
}

static enum ending give_up(struct front_job *job, const char *reason)
{
	struct err err;
	char what[160];
	/* The failure came after the result was stored: do not turn a good page into a gap. */
	if (front_has_result(job)) {
		log_warn("%s: done, but: %s", job->event->header.workflow_id, reason);
		return repeat_result(job);
	}
	describe_job(job, what, sizeof what);
	log_warn("%s: giving up: %s", what, reason);
	if (job->front->ops->ending->failed(job, reason, &err) == 0)
		return ENDING_ACK;
	nak(job, err.text);
	return ENDING_NAK;
}

/* Leaves it to the reconciler, which finds what is left of the page. */
static enum ending input_lost(struct front_job *job, const char *reason)
{
	struct err err;
	front_suspect_topology(job->front);
	if (job->front->ops->ending->input_lost(job, &err) < 0) {
		nak(job, err.text);
		return ENDING_NAK;
	}
	log_warn("%s: %s: leaving it to be made again", job->event->header.workflow_id, reason);
	return ENDING_ACK;
}

/* The job was cancelled during the work: removes what this stage made of it. */
static enum ending cancelled(struct front_job *job)
{
	log_info("%s: cancelled: stopping its work", job->event->header.workflow_id);
	front_remove_cancelled(job);
	return ENDING_ACK;
}

/* Has a page of a slow document redelivered when those before it may be done. */
static void leave_for_later(struct front_job *job)
{
	int ahead = workflow_pages_missing(job->workflow, job->event->page_number);
	turn_away(job, ahead < 1 ? 1 : ahead);
}

/* Requeues the document behind the others, from where it has got to. */
static enum ending give_way(struct front_job *job, const struct attempt *attempt)
{
	struct err err;
	struct event next = *job->event;
	int total = job->workflow->total_pages;
	next.header = event_header_next(&job->event->header, job->arena);
	next.slow = true;
	if (attempt->last_emitted > 0)
		next.next_page = attempt->last_emitted < total ? attempt->last_emitted + 1 : total;
	log_info("%s page %d is slow and others wait: queueing it behind them",
		job->event->header.workflow_id, job->page);
	if (!front_takes_documents(job->front)) {
		leave_for_later(job);
		return ENDING_NAK;
	}
	if (front_publish(job, delivery_subject(job->delivery), &next,
		    arena_printf(job->arena, "slow.%d", next.next_page), &err) == 0)
		return ENDING_ACK;
	nak(job, err.text);
	return ENDING_NAK;
}

/* The engine may have been taken over, so its claim of a full disk is believed only while the
 * disk is full, or for a limited number of deliveries. */
static bool is_full(const struct front_job *job, const struct attempt *attempt)
{
	char where[FREE_SPACE_TEXT];
	return attempt->no_space && (delivery_count(job->delivery) < PATIENCE ||
					    free_space_is_low(job->front->conn,
						    job->front->settings, LOW_SPACE_BYTES, where));
}

/* The page whose input a join cannot use, however often it tries; 0: none. */
static int unusable_input(const struct front_job *job, const struct attempt *attempt)
{
	if (!job->front->ops->ending->input_unusable)
		return 0;
	if (attempt->blamed_page > 0)
		return attempt->blamed_page;
	/* It died while reading, before it had stored anything. */
	bool died = attempt->engine_died && !attempt->timed_out && !attempt->from_outside;
	return died && attempt->stored_page < 0 ? attempt->input_page : 0;
}

static enum ending give_up_after(struct front_job *job, const struct attempt *attempt, int number)
{
	struct err err;
	char reason[400];
	int page = unusable_input(job, attempt);
	snprintf(reason, sizeof reason, number > 1 ? "%s (in %d attempts)" : "%s", attempt->reason,
		number);
	job->rejected = attempt->verdict == VERDICT_REJECT;
	if (page == 0)
		return give_up(job, reason);
	if (job->front->ops->ending->input_unusable(job, page, reason, &err) == 0)
		return ENDING_ACK;
	nak(job, err.text);
	return ENDING_NAK;
}

/* The engine was killed from outside, which is not an attempt. True when the delivery has ended. */
static bool killed_from_outside(
	struct front_job *job, const struct attempt *attempt, enum ending *ret_ending)
{
	int kills = ++job->kills_from_outside;
	if (kills < PATIENCE) {
		log_warn("%s page %d: its engine was %s: not counted as an attempt (%d of %d)",
			job->event->header.workflow_id, job->page, attempt->reason, kills,
			PATIENCE);
		return false;
	}
	/* As long as the pages exist, there is no reason to give up. */
	if (job->front->ops->joins) {
		nak(job, attempt->reason);
		*ret_ending = ENDING_NAK;
	} else {
		*ret_ending = give_up_after(job, attempt, kills);
	}
	return true;
}

/* Handles outcomes that end the delivery regardless of the verdict. */
static bool ended_early(
	struct front_job *job, const struct attempt *attempt, enum ending *ret_ending)
{
	struct front *front = job->front;
	if (attempt->cancelled) {
		*ret_ending = cancelled(job);
		return true;
	}
	if (attempt->left) {
		hand_back(job);
		*ret_ending = ENDING_BACK;
		return true;
	}
	if (attempt->gave_way) {
		*ret_ending = give_way(job, attempt);
		return true;
	}
	if (attempt->verdict == VERDICT_FATAL)
		engine_process_kill(&front->engine);
	if (attempt->verdict == VERDICT_DONE) {
		*ret_ending = after_done(job, attempt);
		return true;
	}
	if (attempt->input_missing && front_has_result(job)) {
		*ret_ending = repeat_result(job);
		return true;
	}
	if (attempt->input_missing && front->ops->ending->input_lost) {
		*ret_ending = input_lost(job, attempt->reason);
		return true;
	}
	if (attempt->transient || is_full(job, attempt)) {
		nak_within(job, attempt->transient ? LAST_NAK_MS : LAST_FULL_MS, attempt->reason);
		*ret_ending = ENDING_NAK;
		return true;
	}
	return false;
}

/* Makes one attempt. True when the delivery has ended; false: try again. */
static bool attempt_once(
	struct front_job *job, int number, struct attempt *attempt, enum ending *ret_ending)
{
	struct front *front = job->front;
	int last = (int)front->service->max_attempts;
	job->attempts = number;
	crash_count_resume(job);
	front_run_engine(front, job, attempt);
	if (ended_early(job, attempt, ret_ending))
		return true;
	if (attempt->from_outside)
		return killed_from_outside(job, attempt, ret_ending);
	if (attempt->verdict == VERDICT_REJECT || number >= last) {
		*ret_ending = give_up_after(job, attempt, number);
		return true;
	}
	log_warn("%s page %d: attempt %d of %d: %s", job->event->header.workflow_id, job->page,
		number, last, attempt->reason);
	return false;
}

/* Waits between two attempts. False: the delivery has ended. */
static bool wait_for_next(struct front_job *job, int ms, enum ending *ret_ending)
{
	int64_t end = clock_monotonic_ms() + ms, next_look_ms = 0;
	for (;;) {
		int64_t left = end - clock_monotonic_ms();
		if (left <= 0)
			return true;
		if (!pause_at_hand(job, left < CANCEL_LOOK_MS ? (int)left : CANCEL_LOOK_MS)) {
			hand_back(job);
			*ret_ending = ENDING_BACK;
			return false;
		}
		if (front_is_cancelled(job, &next_look_ms)) {
			*ret_ending = cancelled(job);
			return false;
		}
	}
}

static enum ending work(struct front_job *job)
{
	struct front *front = job->front;
	struct attempt attempt;
	memset(&attempt, 0, sizeof attempt);
	for (int number = 1;;) {
		enum ending ending;
		if (!ensure_engine(front)) {
			hand_back(job);
			return ENDING_BACK;
		}
		if (attempt_once(job, number, &attempt, &ending))
			return ending;
		int ms = attempt.from_outside
				 ? backoff_ms(FIRST_RETRY_MS, LAST_OUTSIDE_MS,
					   (uint64_t)job->kills_from_outside)
				 : backoff_ms(FIRST_RETRY_MS, LAST_RETRY_MS, (uint64_t)number);
		if (!attempt.from_outside)
			number++;
		if (!wait_for_next(job, ms, &ending))
			return ending;
	}
}

static enum ending admit_and_work(struct front_job *job, int crashes)
{
	struct front *front = job->front;
	struct err err;
	enum admission admission = ADMIT_WORK;
	if (crashes >= front->service->max_attempts) {
		char reason[80];
		snprintf(reason, sizeof reason, "its worker died in %d deliveries", crashes);
		return give_up(job, reason);
	}
	if (front->ops->admit(job, &admission, &err) < 0) {
		if (front->draining) {
			hand_back(job);
			return ENDING_BACK;
		}
		if (err.kind == ERR_NOT_FOUND && front->ops->ending->input_lost)
			return input_lost(job, err.text);
		if (err.kind == ERR_INVALID || err.kind == ERR_NOT_FOUND ||
			err.kind == ERR_DAMAGED) {
			job->rejected = err.kind == ERR_INVALID;
			return give_up(job, err.text);
		}
		nak(job, err.text);
		return ENDING_NAK;
	}
	if (admission == ADMIT_LATER) {
		turn_away(job, job->ahead);
		return ENDING_LATER;
	}
	return admission == ADMIT_DONE ? ENDING_ACK : work(job);
}

/* The state of the event's workflow is unavailable. */
static void without_workflow(struct front_job *job, struct err *err)
{
	if (err_is_transient(err) || err->kind == ERR_INTERNAL) {
		nak(job, err->text);
		return;
	}
	log_warn("%s: dead letter: %s", job->event->header.workflow_id, err->text);
	if (front_dead_letter(job, err->text, err) == 0)
		ack(job);
	else
		nak(job, err->text);
}

/* A redelivered message may store its result after the job was completed and cleaned up. The
 * next stage drops its announcement as a duplicate, so nobody else would remove the result. */
static void tidy_after_repeat(struct front_job *job)
{
	struct front *front = job->front;
	struct workflow *now = NULL;
	struct err err;
	if (delivery_count(job->delivery) < 2 || !front->ops->ending->late ||
		workflow_store_get(front->conn, job->workflow->id, &now, &err) < 0)
		return;
	workflow_free(&job->workflow);
	job->workflow = now;
	if (workflow_is_finished(now))
		front->ops->ending->late(job);
}

static void handle_workflow(struct front_job *job, int crashes)
{
	struct front *front = job->front;
	int64_t started_ms = clock_monotonic_ms();
	front_notify_start(job);
	enum ending ending = admit_and_work(job, crashes);
	if (ending == ENDING_LATER)
		crash_count_pause(job);
	else
		crash_count_end(job);
	if (ending == ENDING_ACK) {
		tidy_after_repeat(job);
		ack(job);
	}
	notify_end(front, ending == ENDING_ACK ? CHANNEL_OUTCOME_DONE : CHANNEL_OUTCOME_RETRY,
		started_ms, "");
}

static bool is_served(const struct front_job *job)
{
	enum workflow_status status = job->workflow->status;
	const enum front_scope scope = job->front->ops->scope;
	bool completed = status == WORKFLOW_COMPLETED || status == WORKFLOW_COMPLETED_WITH_ERRORS;
	return (scope == FRONT_FINISHED_JOBS && completed) ||
	       (scope == FRONT_ENDED_JOBS && status != WORKFLOW_CANCELLED);
}

/* A slow document found no place in the lane, so others go first. */
static bool waits_for_lane(struct front_job *job)
{
	struct err err;
	if (job->front->ops->pace.slow_page_ms == 0)
		return false;
	if (!front_takes_documents(job->front)) {
		/* Kept for later use; a failure to read it is reported there. */
		if (workflow_store_get(job->front->conn, job->event->header.workflow_id,
			    &job->workflow, &err) < 0 ||
			slow_documents_admit(job))
			return false;
		leave_for_later(job);
		return true;
	}
	if (!job->event->slow || slow_lane_enter(job->front))
		return false;
	turn_away(job, 1);
	return true;
}

static void handle_event(struct front_job *job)
{
	struct front *front = job->front;
	struct err err;
	int crashes = 0;
	if (waits_for_lane(job))
		return;
	if (crash_count_begin(job, &crashes, &err) < 0) {
		nak(job, err.text);
		return;
	}
	bool give_up_now = crashes >= front->service->max_attempts;
	if (failpoint(front->stage->name, "fetched", job->page, &err) < 0 ||
		load_workflow(job, &err) < 0 ||
		(!give_up_now &&
			failpoint(front->stage->name, "state-read", job->page, &err) < 0)) {
		without_workflow(job, &err);
		crash_count_end(job);
	} else if (workflow_is_finished(job->workflow) && !is_served(job)) {
		if (front->ops->ending->late)
			front->ops->ending->late(job);
		crash_count_end(job);
		ack(job);
	} else {
		handle_workflow(job, crashes);
	}
}

/* An unreadable message becomes a dead letter and is terminated: redelivery would not help. */
static void refuse(struct front_job *job, const char *reason)
{
	struct err err;
	struct delivery *delivery = job->delivery;
	log_warn("%s: a message that is not a valid %s: %s", delivery_subject(delivery),
		event_type_name(job->front->ops->consumes), reason);
	if (front_dead_letter(job, reason, &err) < 0 || delivery_term(delivery, &err) < 0) {
		log_warn("dead letter: %s", err.text);
		delivery_nak(delivery, FIRST_NAK_MS, &err);
	}
}

void front_handle(struct front *front, struct delivery *delivery)
{
	struct front_job job = {
		.front = front,
		.arena = arena_new(),
		.delivery = delivery,
	};
	struct event *event = NULL;
	struct err err;
	front->job = &job;
	front->next_renewal_ms = clock_monotonic_ms();
	if (event_parse(front->ops->consumes, delivery_data(delivery), delivery_len(delivery),
		    job.arena, &event, &err) < 0) {
		refuse(&job, err.text);
	} else {
		job.event = event;
		job.page = event->page_number;
		handle_event(&job);
	}
	front->job = NULL;
	slow_lane_leave(front);
	workflow_free(&job.workflow);
	arena_free(&job.arena);
	delivery_free(&delivery);
}
