/* endpoint: requests to a server that speaks OpenAI's protocol, tried again while that makes sense.
 *
 * For programs that exist for this alone: they have the endpoint's key, and its answers are
 * untrusted. No redirection is followed, no proxy is taken. */
#ifndef LECTERN_WORKERS_ENDPOINT_ENDPOINT_H
#define LECTERN_WORKERS_ENDPOINT_ENDPOINT_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

/* Strings must live as long as the endpoint. */
struct endpoint_spec {
	const char *base_url;               /* "http://127.0.0.1:8080/v1" */
	const char *accept;                 /* the type of its answers */
	const char *key_file, *tls_ca_file; /* "": none */
	const char *section;                /* of the settings, for errors: "commentary" */
	int64_t timeout_ms;                 /* of one request */
	int64_t max_attempts;
	size_t max_answer;      /* bytes */
	const char *limit_name; /* of max_answer, for errors: "max_answer_kb = 256" */
};

/* libcurl's and its TLS library's start, and the header with the key, which is read here. Before
 * the process is locked in. */
struct endpoint;
int endpoint_new(const struct endpoint_spec *spec, struct endpoint **ret_endpoint, struct err *err);
void endpoint_free(struct endpoint **endpoint);

/* Locks the process in: no file, no program, no core, and of sockets those of the Internet alone.
 * sandbox: that of the settings. */
int endpoint_lock_in(const struct endpoint *endpoint, const char *sandbox, struct err *err);

/* Posts the request, which is JSON (NULL: gets), at base_url + path until there is an answer (2xx),
 * or no use in asking again, or max_attempts are made, or `limit_ms` (monotonic) is near. The
 * endpoint's request for a pause (Retry-After) is honoured. The error is for people,
 * without anything that differs from page to page; ERR_UNAVAILABLE: it is away. The caller frees
 * *ret_body, which on success holds the answer. */
int endpoint_ask(struct endpoint *endpoint, const char *path, const char *request, int64_t limit_ms,
	struct buf *ret_body, struct err *err);

/* The message of an answer that is an error; NULL when it has none. At most 120 printable
 * characters, and none at all when `secret` (may be NULL) is in it. */
const char *endpoint_error_message(
	const char *json, size_t len, const char *secret, struct arena *arena);

#endif
