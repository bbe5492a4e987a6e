/* files: what a job produced: its audio, and each page's image, text, dropped text, and audio. */
#include "common/base/json.h"
#include "common/base/pageset.h"
#include "common/farm/job_objects.h"
#include "common/farm/page_metadata.h"
#include "common/objstore/store.h"
#include "web/http/object_reply.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/http/user_text.h"
#include "web/jobs/book_store.h"
#include "web/jobs/jobs.h"
#include "web/jobs/printed.h"
#include "web/jobs/restore.h"
#include "web/jobs/timeline_json.h"

#include <stdlib.h>
#include <string.h>

static const char *type_of_audio(const char *key)
{
	static const char *const types[][2] = {
		{ ".wav", "audio/wav" },
		{ ".flac", "audio/flac" },
		{ ".mp3", "audio/mpeg" },
		{ ".opus", "audio/ogg" },
		{ ".ogg", "audio/ogg" },
	};
	const char *dot = strrchr(key, '.');
	for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++) {
		if (strcmp(dot, types[i][0]) == 0)
			return types[i][1];
	}
	return "application/octet-stream";
}

static void reply_audio(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	const char *key = workflow->final_audio_key;
	if (!key) {
		reply_problem(request, PROBLEM_NOT_FOUND, "the job is %s: there is no audio%s",
			workflow_status_name(workflow->status),
			workflow_is_finished(workflow) ? "" : " yet");
		return;
	}
	const char *dot = strrchr(key, '.');
	const struct object_reply what = {
		.bucket = request->server->settings->nats.final_audio_object_store_bucket,
		.key = key,
		.content_type = type_of_audio(key),
		.disposition = "attachment",
		.file_name = user_file_name_as(request->arena,
			user_file_name(request->arena, workflow->name), dot ? dot + 1 : "wav"),
	};
	if (object_reply(request, conn, &what) == 0)
		return;
	if (!restore_audio(request, conn, workflow))
		return;
	if (object_reply(request, conn, &what) < 0)
		reply_problem(request, PROBLEM_GONE, "the audio is no longer kept");
}

void handle_audio(struct request *request)
{
	struct job_view view;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_view(request, &view) < 0)
		return;
	reply_audio(request, conn, view.workflow);
	job_view_free(&view);
}

static void reply_pdf(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	const struct object_reply what = {
		.bucket = request->server->settings->nats.pdf_object_store_bucket,
		.key = workflow->pdf_key,
		.content_type = "application/pdf",
		.disposition = "attachment",
		.file_name = user_file_name_as(
			request->arena, user_file_name(request->arena, workflow->name), "pdf"),
	};
	if (object_reply(request, conn, &what) < 0)
		reply_problem(request, PROBLEM_GONE, "the PDF is no longer kept");
}

void handle_pdf(struct request *request)
{
	struct job_view view;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_view(request, &view) < 0)
		return;
	reply_pdf(request, conn, view.workflow);
	job_view_free(&view);
}

/* ---- pages ---- */

struct page_file {
	enum job_object_kinds kind;
	const char *extension, *content_type;
	bool printed; /* serve the printed form of the text, if there is one */
};

static int parse_page(struct request *request, const struct workflow *workflow)
{
	const char *text = request->params[1];
	char *end;
	long page = strlen(text) <= 7 ? strtol(text, &end, 10) : 0;
	if (strspn(text, "0123456789") == strlen(text) && page >= 1 &&
		page <= workflow->total_pages)
		return (int)page;
	reply_problem(request, PROBLEM_NOT_FOUND, "the job has %d pages", workflow->total_pages);
	return 0;
}

/* The failure because of which a page never had such a file; NULL: it did. A page that failed at
 * a later stage did, and silence is audio too. */
static const struct page_failure *never_had(
	const struct workflow *workflow, int page, const char *extension)
{
	bool is_png = strcmp(extension, "png") == 0, is_txt = strcmp(extension, "txt") == 0;
	const struct page_failure *failure = workflow_failure(workflow, page);
	if (!failure)
		return NULL;
	bool not_drawn = strcmp(failure->stage, "pdf-to-png") == 0;
	bool not_read = not_drawn || strcmp(failure->stage, "png-to-text") == 0;
	return (is_png && not_drawn) || (is_txt && not_read) ? failure : NULL;
}

/* Only files that once existed are reported as "no longer kept". */
static void refuse_page(
	struct request *request, const struct workflow *workflow, int page, const char *extension)
{
	const struct page_failure *failure = never_had(workflow, page, extension);
	bool received = pageset_has(&workflow->received, page);
	if (pageset_has(&workflow->skipped, page))
		reply_problem(request, PROBLEM_NOT_FOUND,
			"page %d: left out by the job's \"pages\" option", page);
	else if (failure)
		reply_problem(request, PROBLEM_NOT_FOUND,
			"page %d: there is no %s, because it failed in %s: %s", page, extension,
			failure->stage, failure->reason);
	else if (received)
		reply_problem(request, PROBLEM_GONE, "page %d: its %s is no longer kept", page,
			extension);
	else if (workflow_is_finished(workflow))
		reply_problem(request, PROBLEM_NOT_FOUND,
			"page %d: the job ended (%s) before the page was done", page,
			workflow_status_name(workflow->status));
	else
		reply_problem(request, PROBLEM_NOT_FOUND, "page %d: its %s is not ready yet", page,
			extension);
}

static void reply_page(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, const struct page_file *file)
{
	int page = parse_page(request, workflow);
	if (page == 0)
		return;
	const struct nats_settings *nats = &request->server->settings->nats;
	struct arena *arena = request->arena;
	const char *name = user_file_name(arena, workflow->name);
	const struct object_reply what = {
		.bucket = job_objects_bucket(nats, file->kind),
		.key = workflow_page_key(
			arena, workflow->tenant_id, workflow->id, page, file->extension),
		.content_type = file->content_type,
		.disposition = "inline",
		.file_name = user_file_name_as(
			arena, arena_printf(arena, "%s page %d.pdf", name, page), file->extension),
	};
	const char *printed = NULL;
	struct object_info info;
	struct err err;
	if (file->printed && printed_text(conn, workflow, page, arena, &printed, &info, &err) < 0 &&
		err.kind != ERR_NOT_FOUND) {
		reply_err(request, &err);
		return;
	}
	if (printed)
		object_reply_text(request, &what, &info, printed);
	else if (object_reply(request, conn, &what) < 0)
		refuse_page(request, workflow, page, file->extension);
}

static void handle_page_file(struct request *request, const struct page_file *file)
{
	struct job_view view;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_view(request, &view) < 0)
		return;
	reply_page(request, conn, view.workflow, file);
	job_view_free(&view);
}

void handle_page_png(struct request *request)
{
	handle_page_file(request, &(struct page_file) { JOB_PNG, "png", "image/png", false });
}

void handle_page_txt(struct request *request)
{
	handle_page_file(request,
		&(struct page_file) { JOB_TEXT, "txt", "text/plain; charset=utf-8", true });
}

void handle_page_said(struct request *request)
{
	handle_page_file(request,
		&(struct page_file) { JOB_TEXT, "txt", "text/plain; charset=utf-8", false });
}

void handle_page_wav(struct request *request)
{
	handle_page_file(request, &(struct page_file) { JOB_WAV, "wav", "audio/wav", false });
}

/* What cleaning dropped is in the text's metadata. Anyone may have stored it. */
static void reply_dropped(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	int page = parse_page(request, workflow);
	if (page == 0)
		return;
	struct arena *arena = request->arena;
	const char *bucket = job_objects_bucket(&request->server->settings->nats, JOB_TEXT);
	const char *key = workflow_page_key(arena, workflow->tenant_id, workflow->id, page, "txt");
	struct object_info info;
	struct err err;
	if (objstore_info(conn, bucket, key, arena, &info, &err) < 0) {
		if (err.kind == ERR_NOT_FOUND)
			refuse_page(request, workflow, page, "txt");
		else
			reply_err(request, &err);
		return;
	}
	const char *dropped = meta_get(&info.metadata, META_DROPPED);
	const char *body = arena_printf(arena, "{\"dropped\":%s}", dropped ? dropped : "[]");
	cJSON *object = NULL;
	if (json_parse(body, strlen(body), &object, &err) < 0)
		object = json_new();
	if (!cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(object, "dropped")))
		json_add_array(object, "dropped");
	struct buf json = BUF_EMPTY;
	buf_append_string(&json, json_print(object, arena));
	cJSON_Delete(object);
	reply_json(request, 200, &json);
}

/* *ret_known false: nothing is known of what is spoken in that audio. */
static int read_page_timeline(struct request *request, struct natsconn *conn,
	const struct workflow *workflow, int page, const struct object_info *wav,
	struct timeline *timeline, bool *ret_known, struct err *err)
{
	const char *digest = meta_get(&wav->metadata, META_PCM_DIGEST);
	*ret_known = false;
	if (book_store_page_timeline(conn, workflow, page, request->arena, timeline, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	*ret_known = digest && timeline->samples > 0 && strcmp(digest, timeline->digest) == 0;
	return 0;
}

/* The timeline of a page that can be heard already, while others are still being made. */
static void reply_page_timeline(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	struct arena *arena = request->arena;
	struct object_info wav;
	struct timeline timeline;
	struct err err;
	bool known = false;
	int page = parse_page(request, workflow);
	if (page == 0)
		return;
	const char *key = workflow_page_key(arena, workflow->tenant_id, workflow->id, page, "wav");
	int rc = objstore_info(
		conn, job_objects_bucket(natsconn_settings(conn), JOB_WAV), key, arena, &wav, &err);
	if (rc < 0 && err.kind == ERR_NOT_FOUND) {
		refuse_page(request, workflow, page, "sound");
		return;
	}
	if (rc == 0)
		rc = read_page_timeline(
			request, conn, workflow, page, &wav, &timeline, &known, &err);
	if (rc < 0) {
		reply_err(request, &err);
		return;
	}
	const char *outcome = meta_get(&wav.metadata, META_OUTCOME);
	const char *length = meta_get(&wav.metadata, META_SECONDS);
	double seconds = length ? strtod(length, NULL) : 0;
	struct buf body = BUF_EMPTY;
	struct json_out out = json_out(&body);
	timeline_json_page(&out, page, outcome && strcmp(outcome, "spoken") == 0, 0, seconds,
		known ? &timeline : NULL, known ? seconds / (double)timeline.samples : 0);
	buf_append_char(&body, '\n');
	reply_json(request, 200, &body);
}

void handle_page_timeline(struct request *request)
{
	struct job_view view;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_view(request, &view) < 0)
		return;
	reply_page_timeline(request, conn, view.workflow);
	job_view_free(&view);
}

void handle_page_dropped(struct request *request)
{
	struct job_view view;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_view(request, &view) < 0)
		return;
	reply_dropped(request, conn, view.workflow);
	job_view_free(&view);
}
