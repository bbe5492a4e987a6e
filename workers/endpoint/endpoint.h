/* endpoint: requests to a server with an OpenAI-compatible API, with retries where they make
 * sense.
 *
 * For programs that do nothing else: they hold the endpoint's key, and its answers are
 * untrusted. Redirects are not followed, and proxies are not used.
 */
#ifndef LECTERN_WORKERS_ENDPOINT_ENDPOINT_H
#define LECTERN_WORKERS_ENDPOINT_ENDPOINT_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

/* The strings must live as long as the endpoint. */
struct endpoint_spec {
	const char *base_url;               /* "http://127.0.0.1:8080/v1" */
	const char *accept;                 /* the media type it should answer with */
	const char *key_file, *tls_ca_file; /* "": none */
	const char *section;                /* of the settings, for error messages: "commentary" */
	int64_t timeout_ms;                 /* of one request */
	int64_t max_attempts;
	size_t max_answer;      /* bytes */
	const char *limit_name; /* of max_answer, for error messages: "max_answer_kb = 256" */
};

/* Starts libcurl and its TLS library, and reads the key. Call it before sandboxing the process.
 * The caller frees *ret_endpoint. */
struct endpoint;
int endpoint_new(const struct endpoint_spec *spec, struct endpoint **ret_endpoint, struct err *err);
void endpoint_free(struct endpoint **endpoint);

/* Sandboxes the process: no files, no programs, no core dumps, and only Internet sockets.
 * sandbox: the setting of that name. */
int endpoint_lock_in(const struct endpoint *endpoint, const char *sandbox, struct err *err);

/* Posts the request, which is JSON (NULL: GET), to base_url + path until it is answered (2xx), a
 * retry would be useless, max_attempts have been made, or `limit_ms` (monotonic) is near. The
 * endpoint's Retry-After is honoured. The error text is for people and contains nothing that
 * differs from page to page; ERR_UNAVAILABLE: the endpoint is unavailable. The caller frees
 * *ret_body in every case; on success it holds the answer. */
int endpoint_ask(struct endpoint *endpoint, const char *path, const char *request, int64_t limit_ms,
	struct buf *ret_body, struct err *err);

/* The message in an error response, in the arena; NULL if there is none. At most 120 printable
 * characters; NULL if `secret` (may be NULL) occurs in it. */
const char *endpoint_error_message(
	const char *json, size_t len, const char *secret, struct arena *arena);

#endif
