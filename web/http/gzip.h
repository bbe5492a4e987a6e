/* gzip: compression of replies, either whole or streamed. */
#ifndef LECTERN_WEB_HTTP_GZIP_H
#define LECTERN_WEB_HTTP_GZIP_H

#include "common/base/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { GZIP_MIN = 860 }; /* bytes; smaller bodies gain nothing */

/* Whether an Accept-Encoding value allows gzip. */
bool gzip_is_accepted(const char *accept_encoding);

/* Whether a content type is worth compressing: text, JSON, SVG. */
bool gzip_suits(const char *content_type);

/* Compresses all of `data` at `level`, 1 (fast) to 9. The caller frees *ret_packed. */
void gzip_pack(const void *data, size_t len, int level, struct buf *ret_packed);

/* A stream of bytes that is compressed as it is read. `read` is a libmicrohttpd content reader.
 * The stream owns `context` and frees it with `drop`. */
struct gzip_stream;
struct gzip_stream *gzip_stream_new(
	ssize_t (*read)(void *context, uint64_t position, char *data, size_t size), void *context,
	void (*drop)(void *context));

/* Content reader and free callback for MHD_create_response_from_callback(); `context` is a
 * gzip_stream. */
ssize_t gzip_stream_read(void *context, uint64_t position, char *data, size_t size);
void gzip_stream_free(void *context);

#endif
