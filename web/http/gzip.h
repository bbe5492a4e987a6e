/* gzip: compression of replies, at once or as they are sent. */
#ifndef LECTERN_WEB_HTTP_GZIP_H
#define LECTERN_WEB_HTTP_GZIP_H

#include "common/base/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { GZIP_MIN = 860 }; /* bytes: what is shorter gains nothing */

/* The value of Accept-Encoding allows gzip. */
bool gzip_is_accepted(const char *accept_encoding);

/* A kind of content that compresses: text, JSON, SVG. */
bool gzip_suits(const char *content_type);

/* Compresses all of `data`; level 1 (fast) to 9. *ret_packed is owned by the caller. */
void gzip_pack(const void *data, size_t len, int level, struct buf *ret_packed);

/* A stream of bytes that is compressed as it is read. `read` is one of libmicrohttpd's content
 * readers; the stream owns `context`, which `drop` frees. */
struct gzip_stream;
struct gzip_stream *gzip_stream_new(
	ssize_t (*read)(void *context, uint64_t position, char *data, size_t size), void *context,
	void (*drop)(void *context));

/* A content reader and its end (context: a stream), for MHD_create_response_from_callback. */
ssize_t gzip_stream_read(void *context, uint64_t position, char *data, size_t size);
void gzip_stream_free(void *context);

#endif
