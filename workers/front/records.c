/* records.c: serves the engine's requests and reports. The engine may have been taken over:
 * nothing in a record is believed unless the job confirms it. */
#include "workers/front/front.h"

#include "common/base/json.h"
#include "common/base/log.h"
#include "common/base/pageset.h"
#include "common/objstore/store.h"
#include "workers/engine/failpoint.h"
#include "workers/engine/link.h"
#include "workers/front/spool.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE_REASON_SIZE = 400, DEAF_MS = 1000, MAX_RESULT_METADATA = 32 };

static const char *bucket_of(const struct front *front, size_t offset)
{
	return *(const char *const *)((const char *)&front->settings->nats + offset);
}

static int page_of(const cJSON *body)
{
	return json_int_or(body, "page", 0, 2 * JOB_BESIDE, -1);
}

/* ---- answers ---- */

/* A working engine waits for each answer before it sends the next request. One that lets answers
 * fill the link would make us wait for it: it is killed, and its death handled like any other. */
static int answer_with(
	struct front *front, enum link_kind kind, cJSON *body, int fd, struct err *err)
{
	struct pollfd link = { .fd = front->engine.socket, .events = POLLOUT };
	int rc;
	if (poll(&link, 1, DEAF_MS) == 0) {
		log_warn("killing the engine: it sends requests but does not read the answers");
		front->engine.killed = true;
		kill(-front->engine.pid, SIGKILL);
		rc = err_set(err, ERR_NOT_FOUND, "the engine does not read");
	} else {
		rc = link_send(front->engine.socket, kind, body, fd, err);
	}
	cJSON_Delete(body);
	return rc;
}

static int answer(struct front *front, enum link_kind kind, cJSON *body, int fd)
{
	struct err ignored;
	return answer_with(front, kind, body, fd, &ignored);
}

static int answer_failure(struct front *front, const struct err *why)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "kind", why->kind);
	cJSON_AddStringToObject(body, "reason", why->text);
	return answer(front, LINK_FAILED, body, -1);
}

/* ---- requests ---- */

/* Whether the object was damaged and has been removed. */
static bool drop_damaged(struct front_job *job, const char *key, const struct err *damage)
{
	struct err err;
	const char *bucket = bucket_of(job->front, job->front->ops->input_bucket);
	if (damage->kind != ERR_DAMAGED ||
		(!job->front->ops->joins && job->front->ops->scope != FRONT_FINISHED_JOBS))
		return false;
	log_warn("%s: removed, to be made again", damage->text);
	return objstore_delete(job->front->conn, bucket, key, &err) == 0;
}

static int answer_got(struct front_job *job, const struct object_info *info, const char *key,
	int fd, struct err *err)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "size", (double)info->size);
	json_add_string_if(body, "digest", info->digest);
	json_add_meta(body, "metadata", &info->metadata, job->arena);
	int rc = answer_with(job->front, LINK_GOT, body, fd, err);
	close(fd);
	/* Metadata from another program may be too long for a record: the engine must still get
	 * an answer. */
	return rc < 0 && err->kind == ERR_INVALID ? err_prefix(err, "%s: its metadata", key) : 0;
}

static int get_page(struct front_job *job, int page, struct attempt *attempt, struct err *err)
{
	const char *key = job->front->ops->input_key(job, page);
	if (!key)
		return err_set(err, ERR_INVALID, "page %d is not an input of this job", page);
	attempt->input_page = page;
	int fd;
	struct object_info info;
	const char *bucket = bucket_of(job->front, job->front->ops->input_bucket);
	if (prefetch_get(job, bucket, page, key, &fd, &info, err) < 0) {
		attempt->input_missing |= err->kind == ERR_NOT_FOUND || drop_damaged(job, key, err);
		return -1;
	}
	attempt->input_bytes = info.size;
	return answer_got(job, &info, key, fd, err);
}

static int get_beside(struct front_job *job, int number, struct err *err)
{
	const struct front_beside *beside = job->front->ops->beside;
	size_t bucket = 0;
	const char *key =
		beside && beside->input_key ? beside->input_key(job, number, &bucket) : NULL;
	if (!key)
		return err_set(err, ERR_INVALID, "%d is not an input of this job", number);
	int fd;
	struct object_info info;
	if (front_get(job, bucket_of(job->front, bucket), key, &fd, &info, err) < 0)
		return -1;
	return answer_got(job, &info, key, fd, err);
}

static int on_get(struct front_job *job, const struct link_message *message,
	struct attempt *attempt, struct err *err)
{
	int page = page_of(message->body);
	return page >= JOB_BESIDE ? get_beside(job, page, err) : get_page(job, page, attempt, err);
}

/* Reads a number of bytes; -1: absent or invalid. */
static int64_t bytes_of(const cJSON *body, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(body, name);
	if (!cJSON_IsNumber(item) || item->valuedouble < 0 || item->valuedouble > 9e15)
		return -1;
	return (int64_t)item->valuedouble;
}

static int on_get_range(struct front_job *job, const struct link_message *message,
	struct attempt *attempt, struct err *err)
{
	const struct front_stage *ops = job->front->ops;
	struct range range = { .conn = job->front->conn, .fd = -1 };
	int64_t offset = bytes_of(message->body, "offset");
	int64_t len = bytes_of(message->body, "length");
	size_t bucket = 0;
	range.key = ops->range_input ? ops->range_input(job, &bucket) : NULL;
	if (!range.key || offset < 0 || len < 1)
		return err_set(err, ERR_INVALID, "not a range of an input of this job");
	range.bucket = bucket_of(job->front, bucket);
	range.offset = (uint64_t)offset;
	range.len = (uint64_t)len;
	if (front_get_range(job, &range, err) < 0) {
		attempt->input_missing |= err->kind == ERR_NOT_FOUND;
		return -1;
	}
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "size", (double)range.size);
	int rc = answer_with(job->front, LINK_GOT, body, range.fd, err);
	close(range.fd);
	return rc < 0 && err->kind == ERR_INVALID ? -1 : 0;
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

/* Accepts only a regular file of limited size: reading another kind might block for ever, and a
 * larger one would fill the disk. */
static int check_result(const struct front *front, const struct link_message *message,
	uint64_t *ret_size, struct err *err)
{
	const int64_t most = front->settings->supervisor.max_file_gb << 30;
	struct stat st;
	if (message->fd < 0 || fstat(message->fd, &st) < 0 || !S_ISREG(st.st_mode))
		return err_set(err, ERR_INVALID, "a result must come as a file");
	if (st.st_size > most)
		return err_set(err, ERR_INVALID, "a result of %lld bytes: max_file_gb = %lld",
			(long long)st.st_size, (long long)front->settings->supervisor.max_file_gb);
	*ret_size = (uint64_t)st.st_size;
	return 0;
}

static int put_result(struct front_job *job, struct front_result *result, struct object_info *info,
	struct err *err)
{
	const struct object_spec *spec = result->spec;
	const int fd = result->fd;
	if (job->front->ops->refine && job->front->ops->refine(job, result, err) < 0)
		return -1;
	if (result->keep)
		return objstore_info(
			job->front->conn, spec->bucket, spec->name, job->arena, info, err);
	int rc = front_put(job, spec, result->fd, result->size, info, err);
	if (result->fd != fd)
		close(result->fd);
	return rc;
}

static int answer_stored(struct front_job *job, const struct object_info *info)
{
	cJSON *body = cJSON_CreateObject();
	json_add_string_if(body, "digest", info->digest);
	return answer(job->front, LINK_OK, body, -1);
}

/* Stores data derived from a page or a book: no event announces it, and no outcome depends on
 * it. */
static int put_beside(
	struct front_job *job, int number, const struct link_message *message, struct err *err)
{
	struct front *front = job->front;
	const struct front_beside *beside = front->ops->beside;
	size_t bucket = 0;
	uint64_t size = 0;
	const char *key =
		beside && beside->output_key ? beside->output_key(job, number, &bucket) : NULL;
	if (!key)
		return err_set(err, ERR_INVALID, "%d is not a result of this job", number);
	if (check_result(front, message, &size, err) < 0)
		return -1;
	if (beside->check && beside->check(job, err) < 0)
		return -1;
	struct object_spec spec = {
		.bucket = bucket_of(front, bucket), .name = key, .only_new = beside->only_new
	};
	struct object_info info;
	const struct object_info *proved = job->proved;
	json_read_meta(message->body, "metadata", MAX_RESULT_METADATA, job->arena, &spec.metadata);
	int rc = front_put(job, &spec, message->fd, size, &info, err);
	job->proved = proved; /* keep the value of the job's own result */
	return rc < 0 ? -1 : answer_stored(job, &info);
}

static int on_put(struct front_job *job, const struct link_message *message,
	struct attempt *attempt, struct err *err)
{
	struct front *front = job->front;
	int page = page_of(message->body);
	if (page >= JOB_BESIDE)
		return put_beside(job, page, message, err);
	const char *key = front->ops->output_key(job, page);
	uint64_t size = 0;
	if (!key)
		return err_set(err, ERR_INVALID, "page %d is not a result of this job", page);
	if (check_result(front, message, &size, err) < 0)
		return -1;
	struct object_spec spec = {
		.bucket = bucket_of(front, front->ops->output_bucket),
		.name = key,
	};
	/* Other programs read it as JSON, so invalid bytes are left out. */
	json_read_meta(message->body, "metadata", MAX_RESULT_METADATA, job->arena, &spec.metadata);
	struct object_info info;
	if (put_result(job, &(struct front_result) { &spec, message->fd, size, false }, &info,
		    err) < 0 ||
		failpoint(front->stage->name, "object-put", page ? page : job->page, err) < 0)
		return -1;
	if (front->ops->stored)
		front->ops->stored(job, page, &info);
	attempt->stored_page = page;
	return answer_stored(job, &info);
}

static int on_emit(struct front_job *job, const struct link_message *message,
	struct attempt *attempt, struct err *err)
{
	int page = page_of(message->body);
	bool stop = false;
	if (!job->front->ops->output_key(job, page))
		return err_set(err, ERR_INVALID, "page %d is not of this job", page);
	if (message->kind == LINK_EMIT && page != attempt->stored_page)
		return err_set(err, ERR_INVALID, "page %d has no result to report", page);
	int rc;
	if (message->kind == LINK_PAGE_FAILED) {
		char reason[PAGE_REASON_SIZE];
		link_text(message->body, "reason", reason, sizeof reason);
		job->rejected = true; /* only the page: the engine continues with the others */
		rc = front_fail_page(job, page, reason, err);
		job->rejected = false;
	} else {
		rc = front_emit(job, page, &stop, err);
	}
	if (rc < 0 ||
		failpoint(job->front->stage->name, "published", page ? page : job->page, err) < 0)
		return -1;
	attempt->emitted++;
	attempt->last_emitted = page;
	cJSON *body = cJSON_CreateObject();
	cJSON_AddBoolToObject(body, "stop", stop);
	answer(job->front, LINK_OK, body, -1);
	return 0;
}

static int on_total(struct front_job *job, const struct link_message *message, struct err *err)
{
	int pages = json_int_or(message->body, "pages", 0, INT_MAX, 0);
	const struct front_document *document = job->front->ops->document;
	if (!document)
		return err_set(err, ERR_INVALID, "this stage does not report page counts");
	if (pages < 1 || pages > PAGESET_MAX_PAGE)
		return err_set(
			err, ERR_INVALID, "%d pages: must be 1 to %d", pages, PAGESET_MAX_PAGE);
	if (document->total(job, pages, err) < 0)
		return -1;
	answer(job->front, LINK_OK, NULL, -1);
	return 0;
}

/* A Tesseract language name: letters and '_'. */
static bool is_language(const char *name)
{
	enum { LONGEST = 24 };
	size_t len = strlen(name);
	return len >= 3 && len <= LONGEST && strspn(name, "abcdefghijklmnopqrstuvwxyz_") == len;
}

static int on_language(struct front_job *job, const struct link_message *message, struct err *err)
{
	char language[64];
	link_text(message->body, "language", language, sizeof language);
	const struct front_document *document = job->front->ops->document;
	if (!document)
		return err_set(err, ERR_INVALID, "this stage does not detect languages");
	if (!is_language(language))
		return err_set(err, ERR_INVALID, "\"%s\" is not the name of a language", language);
	if (document->language(job, language, err) < 0)
		return -1;
	answer(job->front, LINK_OK, NULL, -1);
	return 0;
}

/* What contradicts an engine's claim to be done, or NULL. */
static const char *contradiction(const struct front_job *job, const struct attempt *attempt)
{
	const struct front_stage *ops = job->front->ops;
	int first = job->event->next_page > 0 ? job->event->next_page : 1;
	bool made = ops->joins ? attempt->stored_page >= 0 : attempt->emitted > 0;
	if (job->event->page_number > 0 && !made)
		return "the engine reported success without a result";
	/* It must advance, or the document would never be finished. */
	if (attempt->next_page != 0 && (!ops->document || attempt->next_page <= first ||
					       attempt->next_page > job->workflow->total_pages))
		return "the engine named an invalid page to continue with";
	return NULL;
}

static void on_done(
	const struct front_job *job, const struct link_message *message, struct attempt *attempt)
{
	int verdict =
		json_int_or(message->body, "verdict", VERDICT_DONE, VERDICT_FATAL, VERDICT_FATAL);
	attempt->verdict = (enum verdict)verdict;
	attempt->next_page = json_int_or(message->body, "nextPage", 0, INT_MAX, 0);
	attempt->no_space = attempt->verdict == VERDICT_RETRY &&
			    json_int_or(message->body, "kind", 0, INT_MAX, 0) == ERR_NO_SPACE;
	int blamed = json_int_or(message->body, "page", 0, PAGESET_MAX_PAGE, 0);
	if (attempt->verdict != VERDICT_DONE && blamed == attempt->input_page)
		attempt->blamed_page = blamed;
	link_text(message->body, "reason", attempt->reason, sizeof attempt->reason);
	const char *wrong = attempt->verdict == VERDICT_DONE ? contradiction(job, attempt) : NULL;
	if (!wrong)
		return;
	/* Such an engine is not to be trusted with the next job either. */
	attempt->verdict = VERDICT_FATAL;
	snprintf(attempt->reason, sizeof attempt->reason, "%s", wrong);
}

/* A request that a working engine never makes is logged once: an attacker may go on making it. */
static void log_refusal(const struct front_job *job, struct attempt *attempt, const struct err *why)
{
	if (attempt->refused || why->kind != ERR_INVALID)
		return;
	attempt->refused = true;
	log_warn("%s page %d: refusing a record from its engine: %s",
		job->event->header.workflow_id, job->event->page_number, why->text);
}

bool front_serve_record(
	struct front_job *job, const struct link_message *message, struct attempt *attempt)
{
	struct err err = { ERR_INVALID, "a record that an engine must not send while working" };
	int rc = -1;
	switch (message->kind) {
	case LINK_PROGRESS:
		if (page_of(message->body) > 0)
			job->page = page_of(message->body);
		attempt->on_whole = page_of(message->body) == 0 &&
				    json_int_or(message->body, "permille", 1, 1000, 0) > 0;
		return false;
	case LINK_DONE:
		on_done(job, message, attempt);
		return true;
	case LINK_GET:
		rc = cJSON_HasObjectItem(message->body, "length")
			     ? on_get_range(job, message, attempt, &err)
			     : on_get(job, message, attempt, &err);
		break;
	case LINK_SCRATCH:
		rc = on_scratch(job, message, &err);
		break;
	case LINK_PUT:
		rc = on_put(job, message, attempt, &err);
		break;
	case LINK_EMIT:
	case LINK_PAGE_FAILED:
		rc = on_emit(job, message, attempt, &err);
		break;
	case LINK_TOTAL:
		rc = on_total(job, message, &err);
		break;
	case LINK_LANGUAGE:
		rc = on_language(job, message, &err);
		break;
	default:
		break;
	}
	if (rc < 0) {
		if (err_is_transient(&err))
			attempt->transient = true;
		log_refusal(job, attempt, &err);
		answer_failure(job->front, &err);
	}
	return false;
}
