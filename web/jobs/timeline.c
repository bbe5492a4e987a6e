/* timeline: what is spoken when: GET /jobs/{id}/timeline.json, captions.vtt, captions.srt.
 * Generated page by page while being sent, since a book has thousands. For a book still being
 * made, or from a given page on, the times are those of live.m3u8. */
#include "common/farm/timeline.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/base/pageset.h"
#include "common/farm/captions.h"
#include "web/http/json_out.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/book_store.h"
#include "web/jobs/jobs.h"
#include "web/jobs/live.h"
#include "web/jobs/live_sound.h"
#include "web/jobs/timeline_json.h"
#include "web/state/app.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 16 * 1024 };

enum kind { TIMELINE_JSON, TIMELINE_VTT, TIMELINE_SRT };

/* Owned by the response. */
struct timeline_stream {
	enum kind kind;
	struct natsconn *conn;
	struct arena *arena;
	const char *tenant, *id;
	struct book_pages pages;
	struct pageset wanted; /* empty: all */
	size_t next;
	long number; /* of the previous caption */
	bool begun, ended;
	struct buf ready;
	size_t taken; /* bytes of `ready` already sent */
};

static void stream_free(void *context)
{
	struct timeline_stream *stream = context;
	pageset_free(&stream->wanted);
	buf_free(&stream->ready);
	arena_free(&stream->arena);
	free(stream);
}

/* ---- JSON ---- */

static void add_page(struct timeline_stream *stream, const struct book_page *page,
	const struct timeline *timeline, double start, double scale)
{
	struct json_out out = json_out(&stream->ready);
	if (stream->begun)
		buf_append_char(&stream->ready, ',');
	const double end = start + (double)page->frames / stream->pages.rate;
	timeline_json_page(&out, page->page, page->spoken, start, end, timeline, scale);
	stream->begun = true;
}

/* ---- page by page ---- */

static int make_page(struct timeline_stream *stream, const struct book_page *page, struct err *err)
{
	struct arena *arena = arena_new();
	struct timeline timeline;
	int known = book_store_timeline(
		stream->conn, stream->tenant, stream->id, page, arena, &timeline, err);
	double start = (double)page->first / stream->pages.rate, scale = 0;
	if (known > 0)
		scale = (double)page->frames / stream->pages.rate / (double)timeline.samples;
	if (known >= 0 && stream->kind == TIMELINE_JSON)
		add_page(stream, page, known > 0 ? &timeline : NULL, start, scale);
	else if (known > 0)
		captions_append(&stream->ready,
			stream->kind == TIMELINE_VTT ? CAPTIONS_VTT : CAPTIONS_SRT, &timeline,
			start, scale, &stream->number);
	arena_free(&arena);
	return known < 0 ? -1 : 0;
}

/* Generates more, until something is ready or all is done. */
static int make_more(struct timeline_stream *stream, struct err *err)
{
	buf_clear(&stream->ready);
	stream->taken = 0;
	while (stream->ready.len == 0 && stream->next < stream->pages.count) {
		const struct book_page *page = &stream->pages.items[stream->next++];
		if (stream->wanted.count > 0 && !pageset_has(&stream->wanted, page->page))
			continue;
		if (make_page(stream, page, err) < 0)
			return -1;
	}
	if (stream->ready.len == 0 && !stream->ended) {
		stream->ended = true;
		if (stream->kind == TIMELINE_JSON)
			buf_append_string(&stream->ready, "]}\n");
	}
	return 0;
}

static ssize_t read_stream(void *context, uint64_t position, char *data, size_t size)
{
	(void)position;
	struct timeline_stream *stream = context;
	struct err err;
	if (stream->taken == stream->ready.len && make_more(stream, &err) < 0) {
		log_warn("%s: %s", stream->id, err.text);
		return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	size_t len = stream->ready.len - stream->taken;
	if (len == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (len > size)
		len = size;
	memcpy(data, stream->ready.data + stream->taken, len);
	stream->taken += len;
	return (ssize_t)len;
}

/* ---- the request ---- */

static void begin(struct timeline_stream *stream)
{
	struct json_out out = json_out(&stream->ready);
	if (stream->kind == TIMELINE_VTT)
		buf_append_string(&stream->ready, "WEBVTT\n\n");
	if (stream->kind != TIMELINE_JSON)
		return;
	json_out_object(&out, NULL);
	json_out_int(&out, "sampleRate", stream->pages.rate);
	json_out_string(&out, "audioDigest", stream->pages.digest);
	json_out_array(&out, "pages");
}

/* -1: the reply has been made. */
static int read_wanted(struct request *request, struct pageset *wanted, int *ret_origin)
{
	struct meta fields = { 0 };
	struct err err;
	if (request_fields(request, &fields) < 0 ||
		live_read_origin(request, &fields, ret_origin) < 0)
		return -1;
	const char *pages = meta_get(&fields, "pages");
	if (!pages || pageset_parse(wanted, pages, &err) == 0)
		return 0;
	reply_problem(request, PROBLEM_BAD_OPTION, "pages: %s", err.text);
	return -1;
}

/* origin 0: the joined audio, or what exists of it. */
static int find_pages(struct request *request, struct timeline_stream *stream,
	const struct workflow *workflow, int origin, struct err *err)
{
	struct live_sound sound;
	if (origin == 0 && workflow_is_finished(workflow))
		return book_store_pages(stream->conn, workflow, stream->arena, &stream->pages, err);
	if (live_sound_get(request->app->live_pages, stream->conn, workflow,
		    origin > 0 ? origin : 1, stream->arena, &sound, err) < 0)
		return -1;
	stream->pages = sound.pages;
	return 0;
}

static void reply_timeline(struct request *request, struct timeline_stream *stream)
{
	static const char *const types[] = {
		[TIMELINE_JSON] = "application/json",
		[TIMELINE_VTT] = "text/vtt; charset=utf-8",
		[TIMELINE_SRT] = "application/x-subrip; charset=utf-8",
	};
	const char *type = types[stream->kind];
	begin(stream);
	struct MHD_Response *response = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, BLOCK, read_stream, stream, stream_free);
	if (response) {
		reply_stream(request, 200, type, response);
		return;
	}
	stream_free(stream);
	reply_problem(request, PROBLEM_INTERNAL, "no memory for the answer");
}

static void handle(struct request *request, enum kind kind)
{
	struct job_view view;
	struct pageset wanted = PAGESET_EMPTY;
	int origin = 0;
	struct err err;
	struct natsconn *conn = jobs_conn(request);
	if (!conn || read_wanted(request, &wanted, &origin) < 0 || jobs_view(request, &view) < 0) {
		pageset_free(&wanted);
		return;
	}
	struct timeline_stream *stream = alloc_zeroed(1, sizeof *stream);
	stream->kind = kind;
	stream->conn = conn;
	stream->wanted = wanted;
	stream->arena = arena_new();
	stream->tenant = arena_string(stream->arena, view.workflow->tenant_id);
	stream->id = arena_string(stream->arena, view.workflow->id);
	bool finished = workflow_is_finished(view.workflow);
	int rc = find_pages(request, stream, view.workflow, origin, &err);
	job_view_free(&view);
	if (rc == 0) {
		reply_timeline(request, stream);
		return;
	}
	stream_free(stream);
	if (err.kind == ERR_NOT_FOUND)
		reply_problem(request, PROBLEM_NOT_FOUND,
			"it is not known when its words are spoken%s", finished ? "" : " yet");
	else
		reply_err(request, &err);
}

void handle_timeline(struct request *request)
{
	handle(request, TIMELINE_JSON);
}

void handle_captions_vtt(struct request *request)
{
	handle(request, TIMELINE_VTT);
}

void handle_captions_srt(struct request *request)
{
	handle(request, TIMELINE_SRT);
}
