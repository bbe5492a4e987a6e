/* gzip: compresses replies with zlib. */
#include "web/http/gzip.h"

#include "common/base/alloc.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

enum {
	WINDOW = 15 + 16, /* zlib's largest window; +16 selects the gzip format */
	MEMORY = 8,
	STREAM_LEVEL = 5,
	BLOCK = 16 * 1024,
};

static bool names(const char *element, const char *name)
{
	size_t len = strlen(name);
	/* strchr also finds the terminating NUL, so the end of the list counts as a separator. */
	return strncasecmp(element, name, len) == 0 && strchr("; \t,", element[len]);
}

/* "gzip;q=0.5"; a quality of 0 means "not acceptable". */
static bool allows(const char *element)
{
	const char *end = element + strcspn(element, ",");
	for (const char *p = element; p < end; p++) {
		if (*p == '=')
			return strtod(p + 1, NULL) > 0;
	}
	return true;
}

bool gzip_is_accepted(const char *accept_encoding)
{
	bool any = false;
	for (const char *p = accept_encoding; p && *p; p += strcspn(p, ",")) {
		p += strspn(p, ", \t");
		if (names(p, "gzip") || names(p, "x-gzip"))
			return allows(p);
		if (names(p, "*"))
			any = allows(p);
	}
	return any;
}

bool gzip_suits(const char *content_type)
{
	static const char *const types[] = { "text/", "application/json",
		"application/problem+json", "image/svg+xml", "application/manifest+json" };
	if (!content_type || strncmp(content_type, "text/event-stream", 17) == 0)
		return false;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (strncmp(content_type, types[i], strlen(types[i])) == 0)
			return true;
	}
	return false;
}

static void begin(z_stream *z, int level)
{
	memset(z, 0, sizeof *z);
	if (deflateInit2(z, level, Z_DEFLATED, WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		abort(); /* out of memory */
}

void gzip_pack(const void *data, size_t len, int level, struct buf *ret_packed)
{
	z_stream z;
	unsigned char block[BLOCK];
	struct buf packed = BUF_EMPTY;
	begin(&z, level);
	z.next_in = (unsigned char *)(uintptr_t)data;
	z.avail_in = (uInt)len;
	int status;
	do {
		z.next_out = block;
		z.avail_out = sizeof block;
		status = deflate(&z, Z_FINISH);
		buf_append(&packed, block, sizeof block - z.avail_out);
	} while (status == Z_OK);
	deflateEnd(&z);
	*ret_packed = packed;
}

/* ---- streaming ---- */

struct gzip_stream {
	ssize_t (*read)(void *context, uint64_t position, char *data, size_t size);
	void *context;
	void (*drop)(void *context);
	z_stream z;
	uint64_t position; /* in the uncompressed data */
	bool last, finished;
	char block[BLOCK];
};

struct gzip_stream *gzip_stream_new(
	ssize_t (*read)(void *context, uint64_t position, char *data, size_t size), void *context,
	void (*drop)(void *context))
{
	struct gzip_stream *stream = alloc_zeroed(1, sizeof *stream);
	stream->read = read;
	stream->context = context;
	stream->drop = drop;
	begin(&stream->z, STREAM_LEVEL);
	return stream;
}

void gzip_stream_free(void *context)
{
	struct gzip_stream *stream = context;
	deflateEnd(&stream->z);
	stream->drop(stream->context);
	free(stream);
}

/* False when the source failed. */
static bool refill(struct gzip_stream *stream)
{
	ssize_t len = stream->read(
		stream->context, stream->position, stream->block, sizeof stream->block);
	if (len == MHD_CONTENT_READER_END_WITH_ERROR)
		return false;
	stream->last = len == MHD_CONTENT_READER_END_OF_STREAM;
	stream->z.next_in = (unsigned char *)stream->block;
	stream->z.avail_in = len > 0 ? (uInt)len : 0;
	stream->position += len > 0 ? (uint64_t)len : 0;
	return true;
}

ssize_t gzip_stream_read(void *context, uint64_t position, char *data, size_t size)
{
	(void)position;
	struct gzip_stream *stream = context;
	z_stream *z = &stream->z;
	if (stream->finished)
		return MHD_CONTENT_READER_END_OF_STREAM;
	z->next_out = (unsigned char *)data;
	z->avail_out = (uInt)size;
	while (z->avail_out == size && !stream->finished) {
		if (z->avail_in == 0 && !stream->last && !refill(stream))
			return MHD_CONTENT_READER_END_WITH_ERROR;
		stream->finished = deflate(z, stream->last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_END;
	}
	return (ssize_t)(size - z->avail_out);
}
