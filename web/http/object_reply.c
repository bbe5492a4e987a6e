/* object_reply: streams an object as a reply, with ranges, entity tag and conditional requests. */
#include "web/http/object_reply.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/farm/page_metadata.h"
#include "common/objstore/store.h"
#include "web/http/header.h"
#include "web/http/user_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BLOCK = 64 * 1024 };

/* An object being sent; owned by the response. */
struct stream {
	struct objreader *reader;
	uint64_t start; /* offset of the range */
	char *key;
};

static ssize_t read_block(void *context, uint64_t position, char *data, size_t size)
{
	struct stream *stream = context;
	struct err err;
	size_t len = 0;
	if (objreader_read(stream->reader, stream->start + position, data, size, &len, &err) < 0) {
		log_warn("%s: %s", stream->key, err.text);
		return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	/* The length has been announced, so an early end is an error that the client must
	 * notice. */
	return len ? (ssize_t)len : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void stream_free(void *context)
{
	struct stream *stream = context;
	objreader_close(&stream->reader);
	alloc_free(&stream->key);
	free(stream);
}

static const char *http_date(struct arena *arena, int64_t unix_ms)
{
	time_t seconds = (time_t)(unix_ms / 1000);
	struct tm tm;
	char text[64];
	gmtime_r(&seconds, &tm);
	strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm);
	return arena_string(arena, text);
}

/* If-Range: whether the range applies to this representation (strong comparison). */
static bool range_applies(struct request *request, const char *etag, const char *modified)
{
	const char *condition = request_header(request, "If-Range");
	return !condition || strcmp(condition, etag) == 0 || strcmp(condition, modified) == 0;
}

/* Adds how a page's text was obtained, if the object says so. Anyone may have stored the object,
 * so the values are checked. */
static void describe_reading(struct request *request, const struct meta *meta)
{
	const char *source = meta_get(meta, META_TEXT_SOURCE);
	int64_t confidence = meta_get_int(meta, META_CONFIDENCE, 0, 100, -1);
	if (source && (strcmp(source, "text") == 0 || strcmp(source, "ocr") == 0))
		reply_header(request, "Text-Source", source);
	if (confidence >= 0)
		reply_header(request, "Text-Confidence",
			arena_printf(request->arena, "%d", (int)confidence));
}

static void describe(struct request *request, const struct object_reply *what, const char *etag,
	const char *modified)
{
	reply_header(request, "Accept-Ranges", "bytes");
	reply_header(request, "ETag", etag);
	reply_header(request, "Last-Modified", modified);
	reply_header(request, "Cache-Control", "private, no-cache");
	reply_header(request, "Content-Disposition",
		user_content_disposition(request->arena, what->disposition, what->file_name));
}

/* What is sent: an object's bytes, or text derived from an object. */
struct body {
	struct objreader *reader; /* NULL: send text */
	const char *text;
	uint64_t size;
};

static struct MHD_Response *stream_of(
	const struct object_reply *what, struct objreader *reader, uint64_t first, uint64_t len)
{
	struct stream *stream = alloc_zeroed(1, sizeof *stream);
	stream->reader = reader;
	stream->start = first;
	stream->key = alloc_string(what->key);
	struct MHD_Response *response =
		MHD_create_response_from_callback(len, BLOCK, read_block, stream, stream_free);
	if (!response)
		stream_free(stream);
	return response;
}

/* Takes ownership of the reader. */
static void send_range(struct request *request, const struct object_reply *what,
	const struct body *body, uint64_t first, uint64_t len, unsigned status)
{
	struct MHD_Response *response =
		body->reader
			? stream_of(what, body->reader, first, len)
			: MHD_create_response_from_buffer((size_t)len,
				  (void *)(uintptr_t)(body->text + first), MHD_RESPMEM_MUST_COPY);
	if (response)
		reply_stream(request, status, what->content_type, response);
	else
		reply_problem(request, PROBLEM_INTERNAL, "no memory for the answer");
}

/* Takes ownership of the reader. */
static void reply_with(struct request *request, const struct object_reply *what,
	const struct object_info *info, struct body *body)
{
	struct arena *arena = request->arena;
	/* Another program may have stored the object without a digest; every version has a nuid
	 * of its own. */
	const char *etag = arena_printf(arena, "\"%s%s\"", body->reader ? "" : "printed-",
		info->digest ? info->digest : info->nuid);
	const char *modified = http_date(arena, info->mtime_ms);
	uint64_t first = 0, last = 0, size = body->size;
	enum range_result range = RANGE_NONE;
	if (strcmp(request->method, "GET") == 0 && range_applies(request, etag, modified))
		range = http_range(request_header(request, "Range"), size, &first, &last);
	describe(request, what, etag, modified);
	describe_reading(request, &info->metadata);
	if (http_etag_matches(request_header(request, "If-None-Match"), etag)) {
		objreader_close(&body->reader);
		reply_empty(request, 304);
	} else if (range == RANGE_UNSATISFIABLE) {
		objreader_close(&body->reader);
		reply_header(
			request, "Content-Range", arena_printf(arena, "bytes */%" PRIu64, size));
		reply_problem(request, PROBLEM_RANGE, "there are %" PRIu64 " bytes", size);
	} else if (range == RANGE_ONE) {
		reply_header(request, "Content-Range",
			arena_printf(arena, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, first, last,
				size));
		send_range(request, what, body, first, last - first + 1, 206);
	} else {
		send_range(request, what, body, 0, size, 200);
	}
}

void object_reply_text(struct request *request, const struct object_reply *what,
	const struct object_info *info, const char *text)
{
	struct body body = { NULL, text, strlen(text) };
	reply_with(request, what, info, &body);
}

int object_reply(struct request *request, struct natsconn *conn, const struct object_reply *what)
{
	struct objreader *reader = NULL;
	struct err err;
	if (objreader_open(conn, what->bucket, what->key, &reader, &err) < 0) {
		if (err.kind == ERR_NOT_FOUND)
			return -1;
		reply_err(request, &err);
		return 0;
	}
	const struct object_info *info = objreader_info(reader);
	struct body body = { reader, NULL, info->size };
	reply_with(request, what, info, &body);
	return 0;
}
