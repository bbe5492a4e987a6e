/* job.c: one job in the engine: requests objects from the front and hands results back over the
 * link. */
#include "workers/engine/job.h"

#include "common/base/alloc.h"
#include "common/base/json.h"
#include "common/base/timestamp.h"
#include "common/base/utf8.h"
#include "workers/engine/failpoint.h"
#include "workers/engine/job_session.h"
#include "workers/engine/link.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROGRESS_INTERVAL_MS = 200, MAX_REASON = 1000 };

struct job {
	int socket;
	struct arena *arena;
	int page, total_pages, first_page, max_pages;
	struct meta options, parameters;
	const char *digest; /* of the last object; "": unknown */
	int next_page;
	int blamed_page;
	int progress_page;
	int64_t progress_ms; /* monotonic; 0: nothing sent yet */
};

enum { MAX_NUMBER = 1000000000, MAX_STRINGS = 256 };

static int int_of(const cJSON *body, const char *name)
{
	return json_int_or(body, name, 0, MAX_NUMBER, 0);
}

/* ---- the session ---- */

struct job *job_session_new(int socket)
{
	struct job *job = alloc_zeroed(1, sizeof *job);
	job->socket = socket;
	job->arena = arena_new();
	return job;
}

void job_session_free(struct job **job)
{
	if (!job || !*job)
		return;
	arena_free(&(*job)->arena);
	alloc_free(job);
}

void job_session_begin(struct job *job, const cJSON *body)
{
	arena_reset(job->arena);
	int socket = job->socket;
	struct arena *arena = job->arena;
	*job = (struct job) { .socket = socket, .arena = arena };
	job->digest = "";
	job->page = int_of(body, "page");
	job->total_pages = int_of(body, "totalPages");
	job->first_page = int_of(body, "firstPage");
	job->max_pages = int_of(body, "maxPages");
	json_read_meta(body, "options", MAX_STRINGS, arena, &job->options);
	json_read_meta(body, "parameters", MAX_STRINGS, arena, &job->parameters);
}

/* Valid UTF-8 of limited length: reasons quote what is in untrusted files. */
static const char *presentable(struct arena *arena, const char *reason)
{
	const char *text = utf8_sanitize(arena, reason);
	size_t len = strlen(text);
	return len > MAX_REASON ? arena_string_n(arena, text, utf8_cut(text, len, MAX_REASON))
				: text;
}

int job_session_end(struct job *job, enum verdict verdict, const struct err *why, struct err *err)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "verdict", verdict);
	bool done = verdict == VERDICT_DONE;
	cJSON_AddStringToObject(body, "reason", done ? "" : presentable(job->arena, why->text));
	cJSON_AddNumberToObject(body, "kind", done ? ERR_NONE : why->kind);
	cJSON_AddNumberToObject(body, "nextPage", done ? job->next_page : 0);
	cJSON_AddNumberToObject(body, "page", done ? 0 : job->blamed_page);
	int rc = link_send(job->socket, LINK_DONE, body, -1, err);
	cJSON_Delete(body);
	return rc;
}

/* ---- the stage's interface ---- */

struct arena *job_arena(struct job *job)
{
	return job->arena;
}

int job_page(const struct job *job)
{
	return job->page;
}

int job_total_pages(const struct job *job)
{
	return job->total_pages;
}

int job_first_page(const struct job *job)
{
	return job->first_page > 0 ? job->first_page : 1;
}

int job_max_pages(const struct job *job)
{
	return job->max_pages > 0 ? job->max_pages : 1;
}

const char *job_option(const struct job *job, const char *name)
{
	return meta_get(&job->options, name);
}

const char *job_parameter(const struct job *job, const char *name)
{
	return meta_get(&job->parameters, name);
}

const char *job_language(const struct job *job)
{
	const char *asked = job_option(job, "language");
	return asked && *asked && strcmp(asked, "auto") != 0 ? asked
							     : job_parameter(job, "languageFound");
}

bool job_language_is_found(const struct job *job)
{
	const char *language = job_language(job);
	return language && language == job_parameter(job, "languageFound");
}

static int failure_of(const struct link_message *answer, struct err *err)
{
	int kind = int_of(answer->body, "kind");
	const char *reason = json_text(answer->body, "reason");
	if (kind <= ERR_NONE || kind > ERR_INTERNAL)
		kind = ERR_INTERNAL;
	return err_set(err, (enum err_kind)kind, "%s",
		reason ? reason : "the front refused, without a reason");
}

/* Sends a request (taking ownership of the body) and waits for the answer of the expected kind. */
static int ask(struct job *job, enum link_kind question, cJSON *body, int fd,
	enum link_kind expected, struct link_message *ret_answer, struct err *err)
{
	int rc = link_send(job->socket, question, body, fd, err);
	cJSON_Delete(body);
	struct link_message answer;
	if (rc < 0 || link_receive(job->socket, &answer, err) < 0)
		return -1;
	if (answer.kind == expected) {
		*ret_answer = answer;
		return 0;
	}
	if (answer.kind == LINK_FAILED)
		failure_of(&answer, err);
	else
		err_set(err, ERR_INTERNAL, "the front answered record %d with %d", answer.kind,
			question);
	link_message_free(&answer);
	return -1;
}

static cJSON *page_body(int page)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "page", page);
	return body;
}

/* Moves the descriptor out of the answer. */
static int take_fd(struct link_message *answer, int *ret_fd, struct err *err)
{
	if (answer->fd < 0)
		return err_set(err, ERR_INTERNAL, "the front sent no descriptor");
	*ret_fd = answer->fd;
	answer->fd = -1;
	return 0;
}

static void take_digest(struct job *job, const struct link_message *answer)
{
	const char *digest = json_text(answer->body, "digest");
	job->digest = digest ? arena_string(job->arena, digest) : "";
}

const char *job_digest(const struct job *job)
{
	return job->digest;
}

int job_get(struct job *job, int page, int *ret_fd, struct meta *ret_meta, struct err *err)
{
	struct link_message answer;
	if (ask(job, LINK_GET, page_body(page), -1, LINK_GOT, &answer, err) < 0)
		return -1;
	int fd = -1;
	take_digest(job, &answer);
	int rc = take_fd(&answer, &fd, err);
	if (rc == 0) {
		struct meta meta = { 0 };
		json_read_meta(answer.body, "metadata", MAX_STRINGS, job->arena, &meta);
		/* The file offset is shared with the front, which wrote the file. */
		lseek(fd, 0, SEEK_SET);
		*ret_fd = fd;
		if (ret_meta)
			*ret_meta = meta;
	}
	link_message_free(&answer);
	return rc;
}

int job_get_beside(struct job *job, int number, struct buf *bytes, struct err *err)
{
	enum { MOST = 64 * 1024 * 1024 };
	struct err why;
	int fd;
	if (job_get(job, number, &fd, NULL, &why) < 0) {
		if (!err_is_transient(&why))
			return 0;
		*err = why;
		return -1;
	}
	int rc = buf_read_fd(bytes, fd, MOST, &why);
	close(fd);
	return rc == 0;
}

int job_get_range(struct job *job, uint64_t offset, uint64_t len, int *ret_fd, uint64_t *ret_size,
	struct err *err)
{
	cJSON *body = page_body(0);
	cJSON_AddNumberToObject(body, "offset", (double)offset);
	cJSON_AddNumberToObject(body, "length", (double)len);
	struct link_message answer;
	if (ask(job, LINK_GET, body, -1, LINK_GOT, &answer, err) < 0)
		return -1;
	int rc = take_fd(&answer, ret_fd, err);
	double size = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(answer.body, "size"));
	if (rc == 0)
		*ret_size = size > 0 && size < 9e15 ? (uint64_t)size : 0;
	link_message_free(&answer);
	return rc;
}

int job_scratch(struct job *job, uint64_t size_hint, int *ret_fd, struct err *err)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "size", (double)size_hint);
	struct link_message answer;
	if (ask(job, LINK_SCRATCH, body, -1, LINK_SCRATCHED, &answer, err) < 0)
		return -1;
	int rc = take_fd(&answer, ret_fd, err);
	link_message_free(&answer);
	return rc;
}

int job_put(struct job *job, int page, int fd, const struct meta *meta, struct err *err)
{
	cJSON *body = page_body(page);
	struct arena *arena = arena_new();
	json_add_meta(body, "metadata", meta, arena);
	arena_free(&arena);
	struct link_message answer;
	if (ask(job, LINK_PUT, body, fd, LINK_OK, &answer, err) < 0)
		return -1;
	take_digest(job, &answer);
	link_message_free(&answer);
	return 0;
}

static int ask_with_stop(
	struct job *job, enum link_kind question, cJSON *body, bool *ret_stop, struct err *err)
{
	struct link_message answer;
	if (ask(job, question, body, -1, LINK_OK, &answer, err) < 0)
		return -1;
	if (ret_stop)
		*ret_stop = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(answer.body, "stop"));
	link_message_free(&answer);
	return 0;
}

int job_emit(struct job *job, int page, bool *ret_stop, struct err *err)
{
	return ask_with_stop(job, LINK_EMIT, page_body(page), ret_stop, err);
}

int job_total(struct job *job, int pages, struct err *err)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "pages", pages);
	return ask_with_stop(job, LINK_TOTAL, body, NULL, err);
}

int job_language_is(struct job *job, const char *language, struct err *err)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddStringToObject(body, "language", language);
	return ask_with_stop(job, LINK_LANGUAGE, body, NULL, err);
}

int job_page_failed(struct job *job, int page, const char *reason, bool *ret_stop, struct err *err)
{
	cJSON *body = page_body(page);
	cJSON_AddStringToObject(body, "reason", presentable(job->arena, reason));
	return ask_with_stop(job, LINK_PAGE_FAILED, body, ret_stop, err);
}

int job_progress(struct job *job, int page, int permille)
{
	int64_t now = clock_monotonic_ms();
	if (page == 0)
		page = job->page;
	if (job->progress_ms && page == job->progress_page &&
		now - job->progress_ms < PROGRESS_INTERVAL_MS)
		return 0;
	cJSON *body = page_body(page);
	cJSON_AddNumberToObject(body, "permille", permille);
	int rc = link_send(job->socket, LINK_PROGRESS, body, -1, NULL);
	cJSON_Delete(body);
	job->progress_page = page;
	job->progress_ms = now;
	return failpoint(NULL, "progress", page, NULL) < 0 ? -1 : rc;
}

void job_continue_at(struct job *job, int next_page)
{
	assert(next_page > 0);
	job->next_page = next_page;
}

void job_blame_page(struct job *job, int page)
{
	job->blamed_page = page;
}
