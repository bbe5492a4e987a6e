/* front_engine.c: one attempt of the engine at a job: serves its records, watches its life. */
#include "workers/front.h"

#include "common/alloc.h"
#include "common/log.h"
#include "common/objstore.h"
#include "common/timestamp.h"
#include "common/utf8.h"
#include "common/workflow_store.h"
#include "workers/engine_link.h"
#include "workers/failpoint.h"
#include "workers/spool.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	EOF_GRACE_MS = 2000,
	REASON_SIZE = 120,
	PAGE_REASON_SIZE = 400,
	DEAF_MS = 1000,
	STATE_POLL_MS = 2000,
	OWN_WORK_MS = 10,
};

static const char *bucket_of(const struct front *front, size_t offset)
{
	return *(const char *const *)((const char *)&front->settings->nats + offset);
}

static int int_of(const cJSON *body, const char *name, int missing)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(body, name);
	if (!cJSON_IsNumber(item) || item->valuedouble < -1e9 || item->valuedouble > 1e9)
		return missing;
	return (int)item->valuedouble;
}

static int page_of(const cJSON *body)
{
	return int_of(body, "page", -1);
}

/* Once in a front's life: it is the same for every engine of this kernel. */
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
	if (engine_process_start(front->config_path, &front->engine, err) < 0)
		return -1;
	int64_t limit = clock_monotonic_ms() + front->settings->supervisor.ready_seconds * 1000;
	for (;;) {
		int64_t left = limit - clock_monotonic_ms();
		char death[ENGINE_DEATH_SIZE];
		if (left <= 0 || !front_wait(front, front->engine.socket, (int)left)) {
			engine_process_kill(&front->engine);
			return err_set(err, ERR_UNAVAILABLE, "the engine was not ready in time");
		}
		struct link_message message;
		struct err why;
		if (link_receive(front->engine.socket, &message, &why) < 0) {
			engine_process_reap(&front->engine, EOF_GRACE_MS, death);
			return err_set(
				err, ERR_INTERNAL, "the engine died while starting: %s", death);
		}
		enum link_kind kind = message.kind;
		char reason[300];
		link_text(message.body, "reason", reason, sizeof reason);
		int unconfined = int_of(message.body, "unconfined", 0);
		link_message_free(&message);
		if (kind == LINK_READY) {
			front->unconfined = (unsigned)unconfined;
			warn_unconfined(front->unconfined & ~(unsigned)SANDBOX_OFF);
			return 0;
		}
		if (kind == LINK_FATAL) {
			engine_process_reap(&front->engine, EOF_GRACE_MS, death);
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
		cJSON_AddStringToObject(options, item->key, item->value);
	}
	cJSON_AddObjectToObject(body, "parameters");
	if (front->ops->describe)
		front->ops->describe(job, body);
	return body;
}

/* ---- answers ---- */

/* A working engine waits for each answer before it asks again. One that lets answers pile up until
 * they fill the link would have us wait for it: it is killed, and its end seen as any other. */
static int answer(struct front *front, enum link_kind kind, cJSON *body, int fd)
{
	struct err err;
	struct pollfd link = { .fd = front->engine.socket, .events = POLLOUT };
	int rc = -1;
	if (poll(&link, 1, DEAF_MS) == 0) {
		log_warn("the engine asks, and does not listen: it is killed");
		kill(-front->engine.pid, SIGKILL);
	} else {
		rc = link_send(front->engine.socket, kind, body, fd, &err);
	}
	cJSON_Delete(body);
	return rc;
}

static int answer_failure(struct front *front, const struct err *why)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "kind", why->kind);
	cJSON_AddStringToObject(body, "reason", why->text);
	return answer(front, LINK_FAILED, body, -1);
}

static cJSON *meta_to_json(const struct meta *meta)
{
	cJSON *object = cJSON_CreateObject();
	for (size_t i = 0; i < meta->count; i++)
		cJSON_AddStringToObject(object, meta->items[i].key, meta->items[i].value);
	return object;
}

static bool is_text(const char *s)
{
	return utf8_is_valid(s, strlen(s));
}

/* Others read it as JSON: strange bytes are left out. */
static void meta_from_json(const cJSON *object, struct arena *arena, struct meta *meta)
{
	const cJSON *item;
	cJSON_ArrayForEach(item, object)
	{
		if (cJSON_IsString(item) && meta->count < 32 && is_text(item->string) &&
			is_text(item->valuestring))
			meta_set(meta, arena, item->string, item->valuestring);
	}
}

/* ---- what the engine asks for ---- */

static int on_get(struct front_job *job, const struct link_message *message,
	struct attempt *attempt, struct err *err)
{
	int page = page_of(message->body);
	const char *key = job->front->ops->input_key(job, page);
	if (!key)
		return err_set(err, ERR_INVALID, "page %d is no input of this job", page);
	int fd;
	struct object_info info;
	const char *bucket = bucket_of(job->front, job->front->ops->input_bucket);
	if (front_get(job, bucket, key, &fd, &info, err) < 0) {
		if (err->kind == ERR_NOT_FOUND)
			attempt->input_missing = true;
		return -1;
	}
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "size", (double)info.size);
	cJSON_AddItemToObject(body, "metadata", meta_to_json(&info.metadata));
	answer(job->front, LINK_GOT, body, fd);
	close(fd);
	return 0;
}

static int on_scratch(struct front_job *job, const struct link_message *message, struct err *err)
{
	double size = cJSON_GetNumberValue(cJSON_GetObjectItem(message->body, "size"));
	uint64_t hint = size > 0 && size < 1e15 ? (uint64_t)size : 0;
	int fd;
	if (spool_open(job->front->spool_dir, hint, &fd, err) < 0)
		return -1;
	answer(job->front, LINK_SCRATCHED, NULL, fd);
	close(fd);
	return 0;
}

static int on_put(struct front_job *job, const struct link_message *message, struct err *err)
{
	struct front *front = job->front;
	int page = page_of(message->body);
	const char *key = front->ops->output_key(job, page);
	struct stat st;
	if (!key)
		return err_set(err, ERR_INVALID, "page %d is no result of this job", page);
	if (message->fd < 0 || fstat(message->fd, &st) < 0 || !S_ISREG(st.st_mode))
		return err_set(err, ERR_INVALID, "a result must come as a file");
	struct object_spec spec = {
		.bucket = bucket_of(front, front->ops->output_bucket),
		.name = key,
	};
	meta_from_json(cJSON_GetObjectItemCaseSensitive(message->body, "metadata"), job->arena,
		&spec.metadata);
	struct object_info info;
	if (front_put(job, &spec, message->fd, (uint64_t)st.st_size, &info, err) < 0 ||
		failpoint(front->stage->name, "object-put", page ? page : job->page, err) < 0)
		return -1;
	if (front->ops->stored)
		front->ops->stored(job, page, &info);
	answer(front, LINK_OK, NULL, -1);
	return 0;
}

static int on_emit(struct front_job *job, const struct link_message *message, struct err *err)
{
	int page = page_of(message->body);
	bool stop = false;
	if (!job->front->ops->output_key(job, page))
		return err_set(err, ERR_INVALID, "page %d is not of this job", page);
	int rc;
	if (message->kind == LINK_PAGE_FAILED) {
		char reason[PAGE_REASON_SIZE];
		link_text(message->body, "reason", reason, sizeof reason);
		rc = front_fail_page(job, page, reason, err);
	} else {
		rc = job->front->ops->emit(job, page, &stop, err);
	}
	if (rc < 0 ||
		failpoint(job->front->stage->name, "published", page ? page : job->page, err) < 0)
		return -1;
	cJSON *body = cJSON_CreateObject();
	cJSON_AddBoolToObject(body, "stop", stop);
	answer(job->front, LINK_OK, body, -1);
	return 0;
}

static int on_total(struct front_job *job, const struct link_message *message, struct err *err)
{
	int pages = int_of(message->body, "pages", 0);
	if (!job->front->ops->total)
		return err_set(err, ERR_INVALID, "this stage counts no pages");
	if (pages < 1 || pages > PAGESET_MAX_PAGE)
		return err_set(
			err, ERR_INVALID, "%d pages: not within 1 to %d", pages, PAGESET_MAX_PAGE);
	if (job->front->ops->total(job, pages, err) < 0)
		return -1;
	answer(job->front, LINK_OK, NULL, -1);
	return 0;
}

static void on_done(const struct link_message *message, struct attempt *attempt)
{
	int verdict = int_of(message->body, "verdict", VERDICT_FATAL);
	attempt->verdict = verdict >= VERDICT_DONE && verdict <= VERDICT_FATAL
				   ? (enum verdict)verdict
				   : VERDICT_FATAL;
	attempt->next_page = int_of(message->body, "nextPage", 0);
	link_text(message->body, "reason", attempt->reason, sizeof attempt->reason);
}

/* True when the attempt is over. */
static bool serve(
	struct front_job *job, const struct link_message *message, struct attempt *attempt)
{
	struct err err = { ERR_INVALID, "a record that a working engine does not send" };
	int rc = -1;
	switch (message->kind) {
	case LINK_PROGRESS:
		if (page_of(message->body) > 0)
			job->page = page_of(message->body);
		return false;
	case LINK_DONE:
		on_done(message, attempt);
		return true;
	case LINK_GET:
		rc = on_get(job, message, attempt, &err);
		break;
	case LINK_SCRATCH:
		rc = on_scratch(job, message, &err);
		break;
	case LINK_PUT:
		rc = on_put(job, message, &err);
		break;
	case LINK_EMIT:
	case LINK_PAGE_FAILED:
		rc = on_emit(job, message, &err);
		break;
	case LINK_TOTAL:
		rc = on_total(job, message, &err);
		break;
	default:
		break;
	}
	if (rc < 0) {
		if (err_is_transient(&err))
			attempt->transient = true;
		answer_failure(job->front, &err);
	}
	return false;
}

/* The engine is replaced: it hung, or said something impossible. */
static void give_up_engine(struct front *front, struct attempt *attempt, const char *reason)
{
	char death[ENGINE_DEATH_SIZE];
	engine_process_abort(
		&front->engine, (int)front->settings->supervisor.abort_seconds * 1000, death);
	attempt->verdict = VERDICT_RETRY;
	attempt->engine_died = true;
	snprintf(attempt->reason, sizeof attempt->reason, "%.299s", reason);
	log_warn("the engine is replaced (%s): %s", death, reason);
}

static void on_engine_death(struct front *front, struct attempt *attempt)
{
	char death[ENGINE_DEATH_SIZE];
	engine_process_reap(&front->engine, EOF_GRACE_MS, death);
	attempt->verdict = VERDICT_RETRY;
	attempt->engine_died = true;
	snprintf(attempt->reason, sizeof attempt->reason, "%s", death);
}

/* Receives and serves what is there. True when the attempt is over. */
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
	bool over = serve(job, &message, attempt);
	link_message_free(&message);
	return over;
}

/* How long the engine may still be silent; 0: it is over its time, *reason says which. An engine
 * that claims progress without a pause is not believed beyond its deadline either. */
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

/* Looks at the state now and then: work for a cancelled job stops within a page, however long. */
static bool is_cancelled(struct front_job *job, int64_t *next_look_ms)
{
	int64_t now = clock_monotonic_ms();
	struct workflow *workflow = NULL;
	struct err err;
	if (now < *next_look_ms)
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

void front_run_engine(struct front *front, struct front_job *job, struct attempt *attempt)
{
	memset(attempt, 0, sizeof *attempt);
	struct err err;
	cJSON *body = job_body(job);
	int sent = link_send(front->engine.socket, LINK_JOB, body, -1, &err);
	cJSON_Delete(body);
	if (sent < 0) {
		on_engine_death(front, attempt);
		return;
	}
	int64_t deadline = clock_monotonic_ms() + front->service->job_timeout_seconds * 1000;
	int64_t silence = front->service->progress_timeout_seconds * 1000;
	/* It has one thread. */
	engine_process_limit_cpu(&front->engine, front->service->job_timeout_seconds);
	int64_t quiet_until = clock_monotonic_ms() + silence;
	int64_t next_look_ms = clock_monotonic_ms() + STATE_POLL_MS;
	bool heard_nothing = false;
	for (;;) {
		char reason[REASON_SIZE];
		int left = time_left(front, deadline, quiet_until, heard_nothing, reason);
		if (front->leaving) {
			engine_process_kill(&front->engine);
			attempt->left = true;
			return;
		}
		if (is_cancelled(job, &next_look_ms)) {
			engine_process_kill(&front->engine);
			attempt->cancelled = true;
			return;
		}
		if (left == 0) {
			give_up_engine(front, attempt, reason);
			return;
		}
		if (left > STATE_POLL_MS)
			left = STATE_POLL_MS;
		heard_nothing = !front_wait(front, front->engine.socket, left);
		if (heard_nothing)
			continue;
		int64_t began = clock_monotonic_ms();
		if (serve_next(job, attempt))
			return;
		/* Our own work for the engine does not count against it; what is done at once is
		 * left out, or an engine could stretch its time by talking. */
		int64_t took = clock_monotonic_ms() - began;
		deadline += took >= OWN_WORK_MS ? took : 0;
		quiet_until = clock_monotonic_ms() + silence;
	}
}
