/* admit: whether an upload is taken, before a byte of it is read. */
#include "common/base/timestamp.h"
#include "common/farm/free_space.h"
#include "common/farm/workflow_store.h"
#include "web/http/connections.h"
#include "web/http/server.h"
#include "web/jobs/idempotency.h"
#include "web/jobs/options.h"
#include "web/jobs/post.h"
#include "web/state/app.h"
#include "web/state/backend.h"
#include "web/state/job_table.h"

#include <string.h>

enum { FORM_OVERHEAD = 1024 * 1024 }; /* fields and part headers around the files */

static bool has_upload_slot(struct request *request, struct post *post)
{
	struct server *server = request->server;
	post->counted = true;
	if (atomic_fetch_add(&server->uploads, 1) < server->settings->http.max_uploads ||
		connections_cut_slowest_body(server->connections, clock_monotonic_ms()))
		return true;
	reply_header(request, "Retry-After", "5");
	reply_problem(request, PROBLEM_TOO_MANY_UPLOADS, "%lld uploads are under way",
		(long long)server->settings->http.max_uploads);
	return false;
}

static bool fits(struct request *request)
{
	int64_t max = request->server->settings->http.max_upload_mb;
	if (request->content_length <= (max << 20) + FORM_OVERHEAD)
		return true;
	reply_problem(request, PROBLEM_TOO_LARGE, "%lld bytes, more than the %lld MiB allowed",
		(long long)request->content_length, (long long)max);
	return false;
}

static bool queue_has_room(struct request *request)
{
	size_t counts[JOB_STATUS_COUNT];
	job_table_counts(request->app->table, counts);
	size_t unfinished =
		counts[WORKFLOW_QUEUED] + counts[WORKFLOW_RUNNING] + counts[WORKFLOW_ASSEMBLING];
	if (unfinished < (size_t)request->server->settings->http.max_queued_jobs)
		return true;
	reply_header(request, "Retry-After", "60");
	reply_problem(request, PROBLEM_QUEUE_FULL, "%zu jobs are not finished", unfinished);
	return false;
}

static bool disk_has_room(struct request *request, struct natsconn *conn)
{
	const struct settings *settings = request->server->settings;
	char text[FREE_SPACE_TEXT];
	int64_t needed = settings->http.min_free_disk_mb << 20;
	if (request->content_length > 0)
		needed += request->content_length;
	if (!free_space_is_low(conn, settings, needed, text))
		return true;
	reply_header(request, "Retry-After", "60");
	reply_problem(request, PROBLEM_DISK_FULL, "%s", text);
	return false;
}

static bool read_query(struct request *request, struct post *post)
{
	struct meta fields;
	struct err err;
	if (request_fields(request, &fields) < 0)
		return false;
	for (size_t i = 0; i < fields.count; i++) {
		const char *name = fields.items[i].key, *value = fields.items[i].value;
		if (strcmp(name, "name") == 0) {
			post->name = value;
		} else if (job_options_add(&post->options, request->arena, name, value, &err) < 0) {
			reply_problem(request, PROBLEM_BAD_OPTION, "%s", err.text);
			return false;
		}
	}
	if (job_options_check_augmentation(
		    &post->options, &request->server->settings->commentary, &err) < 0) {
		reply_problem(request, PROBLEM_BAD_OPTION, "%s", err.text);
		return false;
	}
	return true;
}

static bool read_key(struct request *request, struct post *post)
{
	struct server *server = request->server;
	const char *key = request_header(request, "Idempotency-Key");
	struct err err;
	if (!key)
		return true;
	if (!idempotency_id(server->settings->http.tenant, key, post->id)) {
		reply_problem(request, PROBLEM_BAD_REQUEST,
			"Idempotency-Key: 1 to 255 printable characters are expected");
		return false;
	}
	post->entered = idempotency_enter(request->app->idempotency, post->id);
	if (!post->entered) {
		reply_header(request, "Retry-After", "5");
		reply_problem(request, PROBLEM_CONFLICT,
			"another request with this Idempotency-Key is under way");
		return false;
	}
	if (workflow_store_get(post->conn, post->id, &post->replay, &err) == 0 ||
		err.kind == ERR_NOT_FOUND)
		return true;
	reply_err(request, &err);
	return false;
}

bool jobs_admit(struct request *request, struct post *post)
{
	if (!has_upload_slot(request, post) || !fits(request) || !read_query(request, post))
		return false;
	struct err err;
	post->conn = backend_conn_now(request->app->backend, &err);
	if (!post->conn)
		reply_err(request, &err);
	return post->conn && read_key(request, post) &&
	       (post->replay || (queue_has_room(request) && disk_has_room(request, post->conn)));
}
