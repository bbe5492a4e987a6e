/* text: GET /jobs/{id}/text, the pages' texts one after the other, read as they are sent. */
#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/farm/job_objects.h"
#include "common/objstore/store.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/http/user_text.h"
#include "web/jobs/jobs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Belongs to the response. */
struct text_stream {
	struct natsconn *conn;
	struct arena *arena;
	const char *bucket, *tenant, *id;
	int page, pages;
	struct objreader *reader; /* of `page`; NULL: between two */
	uint64_t offset;
	bool begun; /* a page went before */
};

static void text_stream_free(void *context)
{
	struct text_stream *stream = context;
	objreader_close(&stream->reader);
	arena_free(&stream->arena);
	free(stream);
}

/* Opens the next page that has a text. False at the end, and on failure with err set. */
static bool open_next(struct text_stream *stream, struct err *err)
{
	err->kind = ERR_NONE;
	while (!stream->reader && stream->page < stream->pages) {
		struct arena *arena = arena_new();
		const char *key =
			workflow_page_key(arena, stream->tenant, stream->id, ++stream->page, "txt");
		int result =
			objreader_open(stream->conn, stream->bucket, key, &stream->reader, err);
		arena_free(&arena);
		if (result < 0 && err->kind != ERR_NOT_FOUND)
			return false;
		err->kind = ERR_NONE;
		stream->offset = 0;
	}
	return stream->reader != NULL;
}

static ssize_t read_text(void *context, uint64_t position, char *data, size_t size)
{
	(void)position;
	struct text_stream *stream = context;
	struct err err;
	size_t len = 0;
	while (len == 0) {
		if (!open_next(stream, &err))
			break;
		if (stream->offset == 0 && stream->begun && size >= 2) {
			memcpy(data, "\n\n", 2);
			stream->begun = false;
			return 2;
		}
		if (objreader_read(stream->reader, stream->offset, data, size, &len, &err) < 0)
			break;
		stream->offset += len;
		if (len == 0) {
			objreader_close(&stream->reader);
			stream->begun = true;
		}
	}
	if (len > 0)
		return (ssize_t)len;
	if (err.kind == ERR_NONE)
		return MHD_CONTENT_READER_END_OF_STREAM;
	log_warn("%s: %s", stream->id, err.text);
	return MHD_CONTENT_READER_END_WITH_ERROR;
}

static void reply_text(struct request *request, struct natsconn *conn, const struct job_view *view)
{
	const struct workflow *workflow = view->workflow;
	struct err err;
	struct text_stream *stream = alloc_zeroed(1, sizeof *stream);
	stream->conn = conn;
	stream->arena = arena_new();
	stream->bucket = job_objects_bucket(&request->server->settings->nats, JOB_TEXT);
	stream->tenant = arena_string(stream->arena, workflow->tenant_id);
	stream->id = arena_string(stream->arena, workflow->id);
	stream->pages = workflow->total_pages;
	if (!open_next(stream, &err)) {
		text_stream_free(stream);
		if (err.kind != ERR_NONE)
			reply_err(request, &err);
		else
			reply_problem(request, PROBLEM_NOT_FOUND, "no page of it was read%s",
				workflow_is_finished(workflow) ? "" : " yet");
		return;
	}
	struct arena *arena = request->arena;
	const char *name = user_file_name_as(arena, user_file_name(arena, workflow->name), "txt");
	/* Texts change when a page is read, or again by a retry, which the state shows. */
	if (reply_etag(request, arena_printf(arena, "W/\"%" PRIu64 "-%d\"", workflow->revision,
					view->progress.stage[JOB_STAGE_READ]))) {
		text_stream_free(stream);
		return;
	}
	reply_header(
		request, "Content-Disposition", user_content_disposition(arena, "inline", name));
	reply_callback(request, "text/plain; charset=utf-8", read_text, stream, text_stream_free);
}

void handle_text(struct request *request)
{
	struct job_view view;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_view(request, &view) < 0)
		return;
	reply_text(request, conn, &view);
	job_view_free(&view);
}
