/* list: GET /jobs and GET /jobs/{id}. */
#include "common/base/alloc.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/jobs.h"
#include "web/jobs/json.h"
#include "web/state/app.h"
#include "web/state/backend.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_LIMIT = 50, MAX_LIMIT = 200 };

void handle_job(struct request *request)
{
	struct job_view view;
	if (jobs_view(request, &view) < 0)
		return;
	jobs_reply(request, 200, &view);
	job_view_free(&view);
}

/* "running,queued" */
static int parse_statuses(struct request *request, const char *text, int *ret_statuses)
{
	int statuses = 0;
	while (text && *text) {
		size_t len = strcspn(text, ",");
		enum workflow_status status;
		const char *name = arena_string_n(request->arena, text, len);
		if (!workflow_status_parse(name, &status)) {
			reply_problem(request, PROBLEM_BAD_OPTION,
				"status: there is no \"%.40s\" (queued, running, assembling, "
				"completed, completed_with_errors, failed, cancelled)",
				name);
			return -1;
		}
		statuses |= 1 << status;
		text += len + (text[len] == ',');
	}
	*ret_statuses = statuses;
	return 0;
}

static int parse_limit(struct request *request, const char *text, size_t *ret_limit)
{
	if (!text || !*text)
		return 0;
	char *end;
	long limit = strtol(text, &end, 10);
	if (*end || limit < 1 || limit > MAX_LIMIT) {
		reply_problem(request, PROBLEM_BAD_OPTION, "limit: must be 1 to %d", MAX_LIMIT);
		return -1;
	}
	*ret_limit = (size_t)limit;
	return 0;
}

static int parse_query(
	struct request *request, struct job_query *ret_query, const char **ret_status)
{
	struct meta fields;
	if (request_fields(request, &fields) < 0)
		return -1;
	for (size_t i = 0; i < fields.count; i++) {
		const char *name = fields.items[i].key;
		if (strcmp(name, "status") != 0 && strcmp(name, "limit") != 0 &&
			strcmp(name, "after") != 0) {
			reply_problem(request, PROBLEM_BAD_OPTION,
				"only status, limit and after are allowed");
			return -1;
		}
	}
	const char *status = meta_get(&fields, "status"), *after = meta_get(&fields, "after");
	struct job_query query = { 0, after && *after ? after : NULL, DEFAULT_LIMIT };
	if (parse_statuses(request, status, &query.statuses) < 0 ||
		parse_limit(request, meta_get(&fields, "limit"), &query.limit) < 0)
		return -1;
	if (query.after && !job_table_is_cursor(query.after)) {
		reply_problem(
			request, PROBLEM_BAD_OPTION, "after: not a cursor from an earlier answer");
		return -1;
	}
	*ret_query = query;
	*ret_status = query.statuses ? status : NULL;
	return 0;
}

static void next_link(struct request *request, struct json_out *out, const struct job_query *query,
	const char *status, const char *next)
{
	if (!next) {
		json_out_null(out, "next");
		return;
	}
	json_out_string(out, "next",
		request_url(request, "/jobs?limit=%zu%s%s&after=%s", query->limit,
			status ? "&status=" : "", status ? status : "", next));
}

static void counts(struct request *request, struct json_out *out)
{
	size_t by_status[JOB_STATUS_COUNT];
	job_table_counts(request->app->table, by_status);
	json_out_object(out, "counts");
	for (int i = 0; i < JOB_STATUS_COUNT; i++)
		json_out_int(
			out, workflow_status_name((enum workflow_status)i), (int64_t)by_status[i]);
	json_out_end_object(out);
}

/* A partial list would look like a complete one. */
static bool is_warm(struct request *request)
{
	if (backend_is_warm(request->app->backend))
		return true;
	if (jobs_conn(request)) {
		reply_header(request, "Retry-After", "1");
		reply_problem(request, PROBLEM_BROKER_AWAY, "the jobs are still being loaded");
	}
	return false;
}

void handle_jobs_list(struct request *request)
{
	struct job_query query;
	const char *status, *next;
	if (!is_warm(request))
		return;
	if (parse_query(request, &query, &status) < 0)
		return;
	struct job_view *views = alloc_zeroed(query.limit, sizeof *views);
	size_t count = job_table_list(request->app->table, &query, request->arena, views, &next);
	struct buf body = BUF_EMPTY;
	struct json_out out = json_out(&body);
	json_out_object(&out, NULL);
	json_out_array(&out, "jobs");
	for (size_t i = 0; i < count; i++) {
		job_json(&out, NULL, &views[i], request->server->settings->http.base_path);
		job_view_free(&views[i]);
	}
	json_out_end_array(&out);
	next_link(request, &out, &query, status, next);
	counts(request, &out);
	json_out_end_object(&out);
	buf_append_char(&body, '\n');
	free(views);
	reply_json(request, 200, &body);
}
