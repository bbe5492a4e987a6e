/* multipart: an incremental parser of multipart/form-data (RFC 7578, RFC 2046).
 *
 * Takes the body in pieces of any size, buffers no more than one part's header and the length of
 * a boundary, and passes the parts' bytes on as they arrive.
 */
#ifndef LECTERN_WEB_HTTP_MULTIPART_H
#define LECTERN_WEB_HTTP_MULTIPART_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct multipart;

enum {
	MULTIPART_MAX_BOUNDARY = 70,
	MULTIPART_MAX_HEADER = 8192, /* bytes of one part's header */
	MULTIPART_MAX_PARTS = 64,
};

/* A callback that returns -1 (with err set) ends parsing with that error. */
struct multipart_sink {
	/* A part begins. file_name is NULL for a plain field; content_type may be NULL. The
	 * strings are valid only during the call. */
	int (*begin)(void *context, const char *name, const char *file_name,
		const char *content_type, struct err *err);
	int (*data)(void *context, const void *data, size_t len, struct err *err);
	int (*end)(void *context, struct err *err);
};

/* content_type is the request's header, "multipart/form-data; boundary=...". ERR_INVALID: no
 * usable boundary. `sink` must outlive the parser. The caller frees *ret_parser. */
int multipart_new(const char *content_type, const struct multipart_sink *sink, void *context,
	struct multipart **ret_parser, struct err *err);

int multipart_feed(struct multipart *parser, const void *data, size_t len, struct err *err);

/* Ends the body. ERR_INVALID: the closing boundary is missing. */
int multipart_finish(struct multipart *parser, struct err *err);

void multipart_free(struct multipart **parser);

#endif
