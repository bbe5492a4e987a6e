/* chat_http: one question to the endpoint, tried again while that makes sense. */
#ifndef LECTERN_WORKERS_COMMENTATOR_CHAT_HTTP_H
#define LECTERN_WORKERS_COMMENTATOR_CHAT_HTTP_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/config/settings.h"

#include <stdint.h>

/* libcurl's and its TLS library's start, and the header with the key, which is read here. Before
 * the process is locked in. */
struct chat_http;
int chat_http_new(
	const struct commentary_settings *settings, struct chat_http **ret_http, struct err *err);
void chat_http_free(struct chat_http **http);

/* Posts the request until there is an answer (2xx), or no use in asking again, or max_attempts are
 * made, or `limit_ms` (monotonic) is near. The endpoint's wish to be left alone for a while
 * (Retry-After) is granted. The error is for people, without anything that differs from page to
 * page. The caller frees *ret_body, which on success holds the answer. */
int chat_http_post(struct chat_http *http, const char *request, int64_t limit_ms,
	struct buf *ret_body, struct err *err);

#endif
