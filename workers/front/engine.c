/* engine.c: one attempt of the engine at a job: gives it the job and watches over it. Its
 * requests are served by records.c. */
#include "workers/front/front.h"

#include "common/base/json.h"
#include "common/base/log.h"
#include "common/base/machine.h"
#include "common/base/timestamp.h"
#include "common/farm/workflow_store.h"
#include "workers/engine/link.h"
#include "workers/front/slow_documents.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum {
	EOF_GRACE_MS = 2000,
	REASON_SIZE = 120,
	STATE_POLL_MS = 2000,
	OWN_WORK_MS = 10,
};

/* Once in a front's life: it is the same for every engine on this kernel. */
static void warn_unconfined(unsigned missing)
{
	static bool told;
	if (missing && !told)
		log_warn("engines run without %s: this kernel does not have it",
			sandbox_missing_text(missing));
	told = true;
}

int front_start_engine(struct front *front, struct err *err)
{
	if (engine_process_start(
		    front->config_path, front->stage->environment, &front->engine, err) < 0)
		return -1;
	int64_t limit = clock_monotonic_ms() + front->settings->supervisor.ready_seconds * 1000;
	for (;;) {
		int64_t left = limit - clock_monotonic_ms();
		struct engine_death death;
		if (left <= 0 || !front_wait(front, front->engine.socket, (int)left)) {
			engine_process_kill(&front->engine);
			return err_set(err, ERR_UNAVAILABLE,
				front->leaving ? "leaving" : "the engine was not ready in time");
		}
		struct link_message message;
		struct err why;
		if (link_receive(front->engine.socket, &message, &why) < 0) {
			engine_process_reap(&front->engine, EOF_GRACE_MS, &death);
			return err_set(err, ERR_INTERNAL, "the engine died while starting: %s",
				death.text);
		}
		enum link_kind kind = message.kind;
		char reason[300];
		link_text(message.body, "reason", reason, sizeof reason);
		int unconfined = json_int_or(message.body, "unconfined", 0, INT_MAX, 0);
		link_message_free(&message);
		if (kind == LINK_READY) {
			front->unconfined = (unsigned)unconfined;
			front->engine.ready_rss_kib = process_rss_kib(front->engine.pid);
			warn_unconfined(front->unconfined & ~(unsigned)SANDBOX_OFF);
			return 0;
		}
		if (kind == LINK_FATAL) {
			engine_process_reap(&front->engine, EOF_GRACE_MS, &death);
			return err_set(err, ERR_INTERNAL, "the engine cannot start: %s", reason);
		}
	}
}

/* ---- the JOB record ---- */

static cJSON *job_body(struct front_job *job)
{
	const struct front *front = job->front;
	const struct workflow *workflow = job->workflow;
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "page", job->event->page_number);
	cJSON_AddNumberToObject(body, "totalPages", workflow->total_pages);
	cJSON *options = cJSON_AddObjectToObject(body, "options");
	for (size_t i = 0; i < workflow->options.count; i++) {
		const struct meta_item *item = &workflow->options.items[i];
		if (!workflow_option_is_instruction(item->key))
			cJSON_AddStringToObject(options, item->key, item->value);
	}
	cJSON *parameters = cJSON_AddObjectToObject(body, "parameters");
	if (workflow->language)
		cJSON_AddStringToObject(parameters, "languageFound", workflow->language);
	if (front->ops->describe)
		front->ops->describe(job, body);
	return body;
}

/* Whether the job made the engine grow so much that whoever killed it, most likely the kernel,
 * may well have done so for that: half of an engine's limit, or a quarter of the machine. */
static bool has_eaten_memory(
	const struct front *front, int64_t ready_rss_kib, const struct engine_death *death)
{
	int64_t most = front->settings->supervisor.engine_memory_mb * 1024 / 2;
	int64_t quarter = (int64_t)(machine_memory() / 1024 / 4);
	if (most <= 0 || (quarter > 0 && quarter < most))
		most = quarter;
	return most > 0 && death->peak_kib - ready_rss_kib >= most;
}

static void note_death(const struct front *front, int64_t ready_rss_kib,
	const struct engine_death *death, struct attempt *attempt)
{
	attempt->verdict = VERDICT_RETRY;
	attempt->engine_died = true;
	attempt->from_outside =
		death->from_outside && !has_eaten_memory(front, ready_rss_kib, death);
	snprintf(attempt->reason, sizeof attempt->reason, "%s%s", death->text,
		attempt->from_outside ? " from outside" : "");
}

/* Kills the engine, which hung or sent something impossible. */
static void give_up_engine(struct front *front, struct attempt *attempt, const char *reason)
{
	struct engine_death death;
	int64_t ready_rss_kib = front->engine.ready_rss_kib;
	engine_process_abort(
		&front->engine, (int)front->settings->supervisor.abort_seconds * 1000, &death);
	note_death(front, ready_rss_kib, &death, attempt);
	if (!attempt->from_outside)
		snprintf(attempt->reason, sizeof attempt->reason, "%.299s", reason);
	log_warn("replacing the engine (%s): %s", death.text, reason);
}

static void on_engine_death(struct front *front, struct attempt *attempt)
{
	struct engine_death death;
	int64_t ready_rss_kib = front->engine.ready_rss_kib;
	engine_process_reap(&front->engine, EOF_GRACE_MS, &death);
	note_death(front, ready_rss_kib, &death, attempt);
}

static int most_requests(const struct front_job *job)
{
	enum { REQUESTS = 64, REQUESTS_A_PAGE = 8 };
	return REQUESTS + REQUESTS_A_PAGE * job->workflow->total_pages;
}

/* Receives and serves a record, if there is one. True when the attempt is over. */
static bool serve_next(struct front_job *job, struct attempt *attempt)
{
	struct front *front = job->front;
	struct link_message message;
	struct err err;
	if (link_receive(front->engine.socket, &message, &err) < 0) {
		if (err.kind == ERR_UNAVAILABLE)
			return false;
		if (err.kind == ERR_NOT_FOUND)
			on_engine_death(front, attempt);
		else
			give_up_engine(front, attempt, err.text);
		return true;
	}
	/* The time we spend on its requests does not count against the engine, so their number
	 * is limited. */
	if (message.kind != LINK_PROGRESS && ++attempt->requests > most_requests(job)) {
		link_message_free(&message);
		give_up_engine(
			front, attempt, "the engine sends more requests than its work needs");
		return true;
	}
	bool over = front_serve_record(job, &message, attempt);
	link_message_free(&message);
	return over;
}

/* How long the engine may still be silent; 0: it is out of time, and *reason says how. Past its
 * deadline, an engine is not saved by reporting progress. */
static int time_left(const struct front *front, int64_t deadline, int64_t quiet_until,
	bool heard_nothing, char reason[static REASON_SIZE])
{
	int64_t now = clock_monotonic_ms();
	const struct service_settings *service = front->service;
	if (now >= deadline) {
		snprintf(reason, REASON_SIZE, "not done within %lld s (job_timeout_seconds)",
			(long long)service->job_timeout_seconds);
		return 0;
	}
	if (heard_nothing && now >= quiet_until) {
		snprintf(reason, REASON_SIZE,
			"no progress for %lld s (progress_timeout_seconds): hung",
			(long long)service->progress_timeout_seconds);
		return 0;
	}
	int64_t limit = quiet_until < deadline ? quiet_until : deadline;
	return limit > now ? (int)(limit - now) : 1;
}

bool front_is_cancelled(struct front_job *job, int64_t *next_look_ms)
{
	int64_t now = clock_monotonic_ms();
	struct workflow *workflow = NULL;
	struct err err;
	if (now < *next_look_ms || job->front->ops->scope == FRONT_NO_JOB)
		return false;
	*next_look_ms = now + STATE_POLL_MS;
	if (!natsconn_is_connected(job->front->conn))
		return false;
	if (workflow_store_get(job->front->conn, job->workflow->id, &workflow, &err) < 0)
		return err.kind == ERR_NOT_FOUND;
	bool cancelled = workflow->status == WORKFLOW_CANCELLED;
	workflow_free(&workflow);
	return cancelled;
}

/* Timers of an attempt; all times are monotonic. */
struct watch {
	int64_t deadline, quiet_until, next_look_ms;
	int64_t page_began_ms, next_yield_ms;
	int emitted;   /* attempt->emitted when page_began_ms was set */
	bool on_whole; /* attempt->on_whole at that time */
	bool heard_nothing;
};

static struct watch watch_begin(const struct front *front)
{
	int64_t now = clock_monotonic_ms();
	return (struct watch) {
		.deadline = now + front_patience_ms(front),
		.quiet_until = now + front->service->progress_timeout_seconds * 1000,
		.next_look_ms = now + STATE_POLL_MS,
		.page_began_ms = now,
	};
}

static void give_more_time(struct front_job *job, struct watch *watch)
{
	if (slow_lane_lowers(job->front))
		engine_process_lower(&job->front->engine);
	front_notify_start(job);
	watch->deadline +=
		front_patience_ms(job->front) - job->front->service->job_timeout_seconds * 1000;
}

static void note_page(struct front_job *job, const struct attempt *attempt, struct watch *watch)
{
	int64_t now = clock_monotonic_ms();
	bool is_done = attempt->emitted != watch->emitted;
	bool leaves_whole = watch->on_whole && !attempt->on_whole;
	watch->on_whole = attempt->on_whole;
	if (!is_done && !leaves_whole)
		return;
	if (is_done) {
		slow_documents_learn(job, now - watch->page_began_ms);
		slow_lane_learn(job->front, job->workflow, now - watch->page_began_ms,
			attempt->input_bytes);
	}
	watch->emitted = attempt->emitted;
	watch->page_began_ms = now;
}

/* Work on a document as a whole takes longer than a page, and happens once. */
static int64_t slow_after_ms(const struct attempt *attempt, int64_t limit)
{
	enum { WHOLE_TIMES = 4 };
	return attempt->on_whole && limit != INT64_MAX ? limit * WHOLE_TIMES : limit;
}

/* The page takes long. */
static bool finds_no_place(struct front_job *job, struct watch *watch)
{
	struct front *front = job->front;
	job->slow = true;
	slow_documents_note(job);
	if (slow_lane_is_held(front))
		return false;
	if (!slow_lane_enter(front))
		return front_takes_documents(front) ? front_others_wait(front)
						    : slow_documents_others_wait(job);
	if (slow_lane_is_held(front))
		give_more_time(job, watch);
	return false;
}

/* A page that takes long continues if the slow lane has a place; otherwise it gives way when
 * others are waiting for the worker. */
static bool must_give_way(struct front_job *job, const struct attempt *attempt, struct watch *watch)
{
	struct front *front = job->front;
	int64_t now = clock_monotonic_ms(), took = now - watch->page_began_ms;
	if (now < watch->next_yield_ms ||
		took < slow_after_ms(attempt, slow_lane_least_ms(front, job->workflow)))
		return false;
	bool gives_way = took >= slow_after_ms(attempt, slow_documents_limit_ms(job, took)) &&
			 finds_no_place(job, watch);
	/* Waiting for the broker does not count against the engine's time. */
	int64_t answered = clock_monotonic_ms();
	watch->next_yield_ms = answered + STATE_POLL_MS;
	watch->deadline += answered - now;
	watch->quiet_until += answered - now;
	return gives_way;
}

/* How long to wait for the engine's next record, at most. */
static int until_next_look(const struct front_job *job, const struct attempt *attempt,
	const struct watch *watch, int left)
{
	int64_t slow = slow_after_ms(attempt, slow_lane_least_ms(job->front, job->workflow));
	int64_t slow_left = watch->page_began_ms - clock_monotonic_ms();
	slow_left = slow == INT64_MAX ? STATE_POLL_MS : slow_left + slow;
	if (left > STATE_POLL_MS)
		left = STATE_POLL_MS;
	return slow_left > 0 && slow_left < left ? (int)slow_left : left;
}

/* Whether the front must end the attempt, for a reason that does not come from the engine. */
static bool ended_by_front(
	struct front_job *job, struct attempt *attempt, struct watch *watch, int *ret_left)
{
	struct front *front = job->front;
	char reason[REASON_SIZE];
	attempt->left = front->leaving;
	attempt->cancelled = !attempt->left && front_is_cancelled(job, &watch->next_look_ms);
	attempt->gave_way =
		!attempt->left && !attempt->cancelled && must_give_way(job, attempt, watch);
	if (attempt->left || attempt->cancelled || attempt->gave_way) {
		engine_process_kill(&front->engine);
		return true;
	}
	*ret_left =
		time_left(front, watch->deadline, watch->quiet_until, watch->heard_nothing, reason);
	if (*ret_left > 0)
		return false;
	attempt->timed_out = clock_monotonic_ms() >= watch->deadline;
	give_up_engine(front, attempt, reason);
	return true;
}

static void watch_engine(struct front *front, struct front_job *job, struct attempt *attempt)
{
	const int64_t silence = front->service->progress_timeout_seconds * 1000;
	struct watch watch = watch_begin(front);
	int left;
	while (!ended_by_front(job, attempt, &watch, &left)) {
		watch.heard_nothing = !front_wait(
			front, front->engine.socket, until_next_look(job, attempt, &watch, left));
		if (watch.heard_nothing)
			continue;
		int64_t began = clock_monotonic_ms();
		if (serve_next(job, attempt))
			return;
		note_page(job, attempt, &watch);
		/* Our own work for the engine does not count against it. Short work is ignored,
		 * or else an engine could stretch its time by sending many requests. */
		int64_t took = clock_monotonic_ms() - began;
		watch.deadline += took >= OWN_WORK_MS ? took : 0;
		watch.quiet_until = clock_monotonic_ms() + silence;
	}
}

static void attend(struct front *front, struct front_job *job, struct attempt *attempt)
{
	memset(attempt, 0, sizeof *attempt);
	attempt->stored_page = -1;
	job->began_ms = clock_monotonic_ms();
	if (slow_lane_lowers(front))
		engine_process_lower(&front->engine);
	struct err err;
	cJSON *body = job_body(job);
	int sent = link_send(front->engine.socket, LINK_JOB, body, -1, &err);
	cJSON_Delete(body);
	if (sent < 0 && err.kind == ERR_INVALID) {
		/* Nothing was sent: the engine is still waiting for a job. */
		attempt->verdict = VERDICT_REJECT;
		snprintf(attempt->reason, sizeof attempt->reason, "%.299s", err.text);
		return;
	}
	if (sent < 0) {
		on_engine_death(front, attempt);
		return;
	}
	/* It has a single thread, so processor time cannot exceed elapsed time. */
	engine_process_limit_cpu(&front->engine, front->service->job_timeout_seconds);
	watch_engine(front, job, attempt);
}

void front_run_engine(struct front *front, struct front_job *job, struct attempt *attempt)
{
	attend(front, job, attempt);
	prefetch_free(job);
}
