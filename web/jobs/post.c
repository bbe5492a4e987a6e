/* post: POST /jobs, the body as it arrives: a form or the PDF itself. */
#include "web/jobs/post.h"

#include "common/base/alloc.h"
#include "web/http/header.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/idempotency.h"
#include "web/jobs/options.h"
#include "web/state/app.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int begin_file(struct request *request, struct post *post, const char *raw_name)
{
	char id[UUID_SIZE];
	bool has_key = *post->id;
	if (post->count == POST_MAX_FILES) {
		reply_problem(request, PROBLEM_BAD_FORM, "more than %d files", POST_MAX_FILES);
		return -1;
	}
	if (has_key)
		memcpy(id, post->id, sizeof id);
	else
		uuid_new(id);
	post->part = PART_FILE;
	post->uploads[post->count++] = upload_new(post->replay ? NULL : post->conn,
		request->server->settings, request->app->leftovers, id, has_key, raw_name);
	return 0;
}

static int file_data(struct request *request, struct post *post, const void *data, size_t len)
{
	struct err err;
	enum problem problem;
	if (upload_data(post->uploads[post->count - 1], data, len, &problem, &err) == 0)
		return 0;
	reply_failure(request, problem, &err);
	return -1;
}

/* ---- a form's parts ---- */

static int part_begin(void *context, const char *name, const char *file_name,
	const char *content_type, struct err *err)
{
	(void)content_type; /* browsers guess it; the bytes decide */
	(void)err;
	struct request *request = context;
	struct post *post = request->upload;
	bool html = http_accepts_html(request_header(request, "Accept"));
	if (strcmp(name, "file") == 0) {
		if (post->count == 0 || (html && !*post->id))
			return begin_file(request, post, file_name);
		reply_problem(request, PROBLEM_BAD_FORM, "one file per request");
		return -1;
	}
	if (file_name || !job_options_knows(name)) {
		reply_problem(request, PROBLEM_BAD_OPTION,
			"%.40s: there is no such field; the PDF goes in \"file\"", name);
		return -1;
	}
	post->part = PART_FIELD;
	post->field = arena_string(request->arena, name);
	buf_clear(&post->value);
	return 0;
}

static int part_data(void *context, const void *data, size_t len, struct err *err)
{
	(void)err;
	struct request *request = context;
	struct post *post = request->upload;
	if (post->part == PART_FILE)
		return file_data(request, post, data, len);
	if (post->value.len + len > JOB_OPTION_MAX + 1)
		len = JOB_OPTION_MAX + 1 - post->value.len; /* enough for its check to fail */
	buf_append(&post->value, data, len);
	return 0;
}

static int part_end(void *context, struct err *err)
{
	struct request *request = context;
	struct post *post = request->upload;
	enum part part = post->part;
	post->part = PART_NONE;
	if (part != PART_FIELD)
		return 0;
	const char *value = buf_string(&post->value);
	if (strlen(value) != post->value.len)
		err_set(err, ERR_INVALID, "%s: a NUL character", post->field);
	else if (job_options_add(&post->options, request->arena, post->field, value, err) == 0)
		return 0;
	reply_problem(request, PROBLEM_BAD_OPTION, "%s", err->text);
	return -1;
}

static const struct multipart_sink form_sink = { part_begin, part_data, part_end };

/* ---- the body ---- */

static bool is_type(const char *content_type, const char *type)
{
	size_t len = strlen(type);
	return strncasecmp(content_type, type, len) == 0 &&
	       (!content_type[len] || strchr("; \t", content_type[len]));
}

static void begin_body(struct request *request, struct post *post)
{
	struct err err;
	const char *type = request_header(request, "Content-Type");
	if (type && is_type(type, "multipart/form-data")) {
		if (multipart_new(type, &form_sink, request, &post->form, &err) < 0)
			reply_problem(request, PROBLEM_BAD_FORM, "%s", err.text);
		return;
	}
	if (!type || is_type(type, "application/pdf") || is_type(type, "application/x-pdf") ||
		is_type(type, "application/octet-stream")) {
		begin_file(request, post, post->name);
		return;
	}
	reply_problem(request, PROBLEM_UNSUPPORTED_TYPE,
		"send application/pdf, or multipart/form-data with the PDF in \"file\"");
}

static void post_begin(struct request *request)
{
	struct post *post = alloc_zeroed(1, sizeof *post);
	request->upload = post;
	if (jobs_admit(request, post))
		begin_body(request, post);
}

static void post_data(struct request *request, const void *data, size_t len)
{
	struct post *post = request->upload;
	struct err err;
	if (!post->form)
		file_data(request, post, data, len);
	else if (multipart_feed(post->form, data, len, &err) < 0 && !request->replied)
		reply_problem(request, PROBLEM_BAD_FORM, "%s", err.text);
}

static void leave_key(struct request *request, struct post *post)
{
	if (post->entered)
		idempotency_leave(request->app->idempotency, post->id);
	post->entered = false;
}

static void post_drop(struct request *request)
{
	struct post *post = request->upload;
	if (!post)
		return;
	for (size_t i = 0; i < post->count; i++)
		upload_free(&post->uploads[i]);
	multipart_free(&post->form);
	buf_free(&post->value);
	workflow_free(&post->replay);
	leave_key(request, post);
	if (post->counted)
		atomic_fetch_sub(&request->server->uploads, 1);
	alloc_free(&post);
	request->upload = NULL;
}

const struct body_functions jobs_post_body = { post_begin, post_data, post_drop };

void handle_jobs_post(struct request *request)
{
	struct post *post = request->upload;
	struct err err;
	if (post->form && multipart_finish(post->form, &err) < 0)
		reply_problem(request, PROBLEM_BAD_FORM, "%s", err.text);
	else
		jobs_create(request, post);
	/* A client that gets the answer may repeat the request at once. */
	leave_key(request, post);
}
