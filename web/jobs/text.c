/* text: GET /jobs/{id}/text and /said: the pages' texts one after another, read as they are
 * sent. */
#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/farm/job_objects.h"
#include "common/objstore/store.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/http/user_text.h"
#include "web/jobs/jobs.h"
#include "web/jobs/printed.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Owned by the response. */
struct text_stream {
	struct natsconn *conn;
	struct arena *arena;
	struct workflow workflow; /* only its id and tenant are set */
	const char *bucket;
	bool said;
	int page, pages;
	struct objreader *reader; /* of `page`; NULL: between pages, or reading its printed text: */
	struct buf printed;
	uint64_t offset;
	bool begun; /* a page precedes */
};

static void text_stream_free(void *context)
{
	struct text_stream *stream = context;
	objreader_close(&stream->reader);
	buf_free(&stream->printed);
	arena_free(&stream->arena);
	free(stream);
}

static bool is_open(const struct text_stream *stream)
{
	return stream->reader || stream->printed.len > 0;
}

/* ERR_NOT_FOUND: the page has no text. */
static int open_page(struct text_stream *stream, struct arena *arena, struct err *err)
{
	const struct workflow *workflow = &stream->workflow;
	const char *printed = NULL;
	if (!stream->said &&
		printed_text(stream->conn, workflow, stream->page, arena, &printed, NULL, err) < 0)
		return -1;
	if (printed) {
		buf_append_string(&stream->printed, printed);
		return 0;
	}
	return objreader_open(stream->conn, stream->bucket,
		workflow_page_key(arena, workflow->tenant_id, workflow->id, stream->page, "txt"),
		&stream->reader, err);
}

/* Opens the next page that has a text. False at the end, or on failure with err set. */
static bool open_next(struct text_stream *stream, struct err *err)
{
	err->kind = ERR_NONE;
	while (!is_open(stream) && stream->page < stream->pages) {
		struct arena *arena = arena_new();
		stream->page++;
		int result = open_page(stream, arena, err);
		arena_free(&arena);
		if (result < 0 && err->kind != ERR_NOT_FOUND)
			return false;
		err->kind = ERR_NONE;
		stream->offset = 0;
	}
	return is_open(stream);
}

/* Reads at most `size` more bytes of the page; at its end, reads none and closes it. */
static int read_page(
	struct text_stream *stream, char *data, size_t size, size_t *ret_len, struct err *err)
{
	size_t len = 0;
	if (stream->reader) {
		if (objreader_read(stream->reader, stream->offset, data, size, &len, err) < 0)
			return -1;
	} else {
		len = stream->printed.len - (size_t)stream->offset;
		len = len < size ? len : size;
		memcpy(data, stream->printed.data + stream->offset, len);
	}
	stream->offset += len;
	if (len == 0) {
		objreader_close(&stream->reader);
		buf_free(&stream->printed);
		stream->begun = true;
	}
	*ret_len = len;
	return 0;
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
		if (read_page(stream, data, size, &len, &err) < 0)
			break;
	}
	if (len > 0)
		return (ssize_t)len;
	if (err.kind == ERR_NONE)
		return MHD_CONTENT_READER_END_OF_STREAM;
	log_warn("%s: %s", stream->workflow.id, err.text);
	return MHD_CONTENT_READER_END_WITH_ERROR;
}

static void reply_text(
	struct request *request, struct natsconn *conn, const struct job_view *view, bool said)
{
	const struct workflow *workflow = view->workflow;
	struct err err;
	struct text_stream *stream = alloc_zeroed(1, sizeof *stream);
	stream->conn = conn;
	stream->arena = arena_new();
	stream->bucket = job_objects_bucket(&request->server->settings->nats, JOB_TEXT);
	stream->said = said;
	stream->workflow.tenant_id = arena_string(stream->arena, workflow->tenant_id);
	stream->workflow.id = arena_string(stream->arena, workflow->id);
	stream->pages = workflow->total_pages;
	if (!open_next(stream, &err)) {
		text_stream_free(stream);
		if (err.kind != ERR_NONE)
			reply_err(request, &err);
		else
			reply_problem(request, PROBLEM_NOT_FOUND, "none of its pages was read%s",
				workflow_is_finished(workflow) ? "" : " yet");
		return;
	}
	struct arena *arena = request->arena;
	const char *name = user_file_name_as(arena, user_file_name(arena, workflow->name), "txt");
	/* The text changes when a page is read, for the first time or in a retry; either changes
	 * the state or the count. */
	if (reply_etag(
		    request, arena_printf(arena, "W/\"%s%" PRIu64 "-%d\"", said ? "said-" : "",
				     workflow->revision, view->progress.stage[JOB_STAGE_READ]))) {
		text_stream_free(stream);
		return;
	}
	reply_header(
		request, "Content-Disposition", user_content_disposition(arena, "inline", name));
	reply_callback(request, "text/plain; charset=utf-8", read_text, stream, text_stream_free);
}

static void handle(struct request *request, bool said)
{
	struct job_view view;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || jobs_view(request, &view) < 0)
		return;
	reply_text(request, conn, &view, said);
	job_view_free(&view);
}

void handle_text(struct request *request)
{
	handle(request, false);
}

void handle_said(struct request *request)
{
	handle(request, true);
}
