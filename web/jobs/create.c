/* create: turns an upload into a job: object, state, event, in this order. */
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/event_publish.h"
#include "common/farm/workflow_store.h"
#include "common/objstore/store.h"
#include "web/http/header.h"
#include "web/http/server.h"
#include "web/jobs/jobs.h"
#include "web/jobs/json.h"
#include "web/jobs/options.h"
#include "web/jobs/post.h"
#include "web/state/app.h"
#include "web/state/installed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- one job ---- */

/* With an Idempotency-Key, the event may be published again because the first answer was lost,
 * and then needs the same id; but another id if the job was removed and created anew with the
 * same key. */
static void name_event(const struct post *post, const struct workflow *workflow, char id[UUID_SIZE])
{
	enum { NODE = 24 }; /* a UUID's last part, its last twelve digits */
	int64_t created_ms = 0;
	uuid_new(id);
	if (!*post->id)
		return;
	timestamp_parse(workflow->created_at, &created_ms);
	memcpy(id, post->id, UUID_SIZE);
	snprintf(id + NODE, UUID_SIZE - NODE, "%012llx",
		(unsigned long long)created_ms & 0xffffffffffff);
}

static int announce(struct request *request, const struct post *post,
	const struct workflow *workflow, struct err *err)
{
	char now[TIMESTAMP_SIZE], event_id[UUID_SIZE];
	timestamp_now(now);
	name_event(post, workflow, event_id);
	const struct event event = {
		.type = EVENT_PDF_CREATED,
		.header = { now, workflow->id, workflow->user_id, workflow->tenant_id, event_id },
		.key = workflow->pdf_key,
		.augmentation = job_options_augmentation(&post->options),
	};
	return event_publish(post->conn, request->server->settings->nats.pdf_created_subject,
		&event, event_id, request->arena, err);
}

static struct workflow *make_workflow(
	struct request *request, const struct post *post, const struct upload *upload)
{
	const struct http_settings *http = &request->server->settings->http;
	struct workflow *workflow = workflow_new(upload_id(upload), http->tenant, http->user,
		upload_name(upload), upload_key(upload));
	for (size_t i = 0; i < post->options.count; i++)
		meta_set(&workflow->options, workflow->arena, post->options.items[i].key,
			post->options.items[i].value);
	return workflow;
}

static void keep(struct request *request, struct upload *upload, const struct workflow *workflow)
{
	upload_keep(upload);
	log_info("%s: \"%s\", %llu bytes, over HTTP", workflow->id, workflow->name,
		(unsigned long long)upload_size(upload));
	jobs_written(request, workflow);
}

/* A request with a key will be repeated, and announce the job then. Without a key, a job whose
 * event may have been published is left to leftovers. */
static int announce_new(struct request *request, struct post *post, struct upload *upload,
	const struct workflow *workflow, struct err *err)
{
	struct err ignored;
	int result = announce(request, post, workflow, err);
	if (result == 0 || (*post->id && err->kind == ERR_UNAVAILABLE))
		keep(request, upload, workflow);
	else if (err->kind != ERR_UNAVAILABLE)
		workflow_store_delete(post->conn, workflow->id, &ignored);
	return result;
}

static int create_one(
	struct request *request, struct post *post, struct upload *upload, struct err *err)
{
	struct workflow *workflow = make_workflow(request, post, upload);
	int result = workflow_store_create(post->conn, workflow, err);
	if (result == 0)
		result = announce_new(request, post, upload, workflow, err);
	else if (err->kind == ERR_CONFLICT && *post->id)
		/* A request with the same key created the job meanwhile through another
		 * lectern-web: use that one. */
		result = workflow_store_get(post->conn, post->id, &post->replay, err);
	workflow_free(&workflow);
	return result;
}

/* ---- the answer ---- */

static void reply_created(struct request *request, const struct post *post)
{
	const char *id = upload_id(post->uploads[0]);
	struct job_view view;
	if (http_accepts_html(request_header(request, "Accept"))) {
		reply_see_other(request, "/");
		return;
	}
	reply_header(request, "Location", request_url(request, "/jobs/%s", id));
	if (!job_table_get(request->app->table, id, &view)) {
		reply_problem(request, PROBLEM_INTERNAL,
			"the job %s was created but cannot be shown", id);
		return;
	}
	jobs_reply(request, 201, &view);
	job_view_free(&view);
}

/* The key was used before: replies with the same job, if the upload is the same. */
static void reply_replay(struct request *request, struct post *post)
{
	struct workflow *workflow = post->replay;
	struct object_info info;
	struct err err;
	bool same = meta_equal(&post->options, &workflow->options);
	if (same) {
		const char *bucket = request->server->settings->nats.pdf_object_store_bucket;
		int rc = objstore_info(
			post->conn, bucket, workflow->pdf_key, request->arena, &info, &err);
		if (rc < 0 && err.kind != ERR_NOT_FOUND) {
			reply_err(request, &err);
			return;
		}
		/* Another program may have put an object without a digest there: a link. Of a PDF
		 * that is gone nobody can tell any more. */
		same = rc < 0 ||
		       (info.digest && strcmp(info.digest, upload_digest(post->uploads[0])) == 0);
	}
	if (!same) {
		reply_problem(request, PROBLEM_KEY_REUSED,
			"this Idempotency-Key was used for job %s, with another file or other "
			"options",
			workflow->id);
		return;
	}
	if (workflow->status == WORKFLOW_QUEUED && announce(request, post, workflow, &err) < 0) {
		reply_err(request, &err);
		return;
	}
	struct job_view view = job_view_of(workflow);
	reply_header(request, "Location", request_url(request, "/jobs/%s", workflow->id));
	reply_header(request, "Idempotent-Replayed", "true");
	jobs_reply(request, 200, &view);
}

/* Drops the file fields that a browser sent empty. */
static void leave_out_nothing(struct post *post)
{
	size_t kept = 0;
	for (size_t i = 0; i < post->count; i++) {
		if (post->form && upload_is_nothing(post->uploads[i]))
			upload_free(&post->uploads[i]);
		else
			post->uploads[kept++] = post->uploads[i];
	}
	post->count = kept;
}

void jobs_create(struct request *request, struct post *post)
{
	struct err err;
	leave_out_nothing(post);
	if (post->count == 0) {
		reply_problem(request, PROBLEM_BAD_FORM, "no file: choose a PDF");
		return;
	}
	if (job_options_check(&post->options, &err) < 0 ||
		job_options_check_augmentation(
			&post->options, &request->server->settings->commentary, &err) < 0 ||
		installed_check(request->app->installed, &post->options, NULL, &err) < 0) {
		reply_problem(request, PROBLEM_BAD_OPTION, "%s", err.text);
		return;
	}
	for (size_t i = 0; i < post->count; i++) {
		enum problem problem;
		if (upload_commit(post->uploads[i], &problem, &err) < 0) {
			reply_failure(request, problem, &err);
			return;
		}
	}
	for (size_t i = 0; i < post->count && !post->replay; i++) {
		if (create_one(request, post, post->uploads[i], &err) < 0) {
			reply_err(request, &err);
			return;
		}
	}
	if (post->replay)
		reply_replay(request, post);
	else
		reply_created(request, post);
}
