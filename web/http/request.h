/* request: one HTTP request under way, and the reply to it.
 *
 * A request belongs to its connection's thread. A handler makes exactly one reply; it is sent when
 * the protocol allows it (libmicrohttpd takes no response while a body is still coming in).
 */
#ifndef LECTERN_WEB_HTTP_REQUEST_H
#define LECTERN_WEB_HTTP_REQUEST_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/meta.h"
#include "web/http/problem.h"

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

struct app;
struct server;
struct route;

enum { REQUEST_MAX_PARAMS = 2 };

struct request {
	struct server *server;
	struct app *app; /* of the handlers */
	struct MHD_Connection *connection;
	struct arena *arena; /* owned */
	const char *method;
	const char *authority; /* of an absolute target; NULL */
	const char *path;      /* without the base path */
	const char *log_path;  /* as logs may have it: without a secret */
	const char *query;     /* without '?', still encoded; NULL */
	bool bad_path;         /* longer than any of ours, or with an escape */
	bool too_long;         /* the target */
	const struct route *route;
	const char *params[REQUEST_MAX_PARAMS]; /* what stands for {} in the route's pattern */

	bool begun;
	int64_t started_ms;
	bool has_body;
	int64_t content_length; /* of the body; -1: not said */
	uint64_t received;      /* of the body */
	void *upload;           /* of the route's body functions; they free it in drop() */

	/* The reply. */
	bool replied;
	unsigned status;
	const char *content_type;
	struct meta headers;
	struct buf body;               /* owned */
	struct MHD_Response *streamed; /* owned; instead of body */
};

/* A header's value or NULL. */
const char *request_header(const struct request *request, const char *name);

/* The host that the request is for: of its target, or else of its Host header; NULL. */
const char *request_host(const struct request *request);

/* The client's address: the peer, or whom a proxy on this machine speaks for. In the request's
 * arena. */
const char *request_client(const struct request *request);

/* A path of ours as clients see it: below [http] base_path. In the request's arena. */
const char *request_url(const struct request *request, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The query's fields. On failure the reply is made. */
int request_fields(struct request *request, struct meta *ret_fields);

/* ---- replies; the first one counts ---- */

void reply_header(struct request *request, const char *name, const char *value);

/* Takes the bytes out of `body`. content_type is a constant. */
void reply_body(
	struct request *request, unsigned status, const char *content_type, struct buf *body);
void reply_json(struct request *request, unsigned status, struct buf *body);
void reply_empty(struct request *request, unsigned status);
/* 303, for a form posted by a browser. The path is one of ours, without the base path. */
void reply_see_other(struct request *request, const char *path);
/* The response is owned by the request from now on. */
void reply_stream(struct request *request, unsigned status, const char *content_type,
	struct MHD_Response *response);

/* 200 and the bytes that `read` gives (one of libmicrohttpd's content readers), compressed for
 * those who accept that. `context` is freed by `drop`, in any case. */
void reply_callback(struct request *request, const char *content_type,
	ssize_t (*read)(void *context, uint64_t position, char *data, size_t size), void *context,
	void (*drop)(void *context));

/* An entity tag for what is not at hand as a whole. True: the client has it, and the reply (304) is
 * made. */
bool reply_etag(struct request *request, const char *etag);

/* As application/problem+json, or as a page for a browser that navigates. */
void reply_problem(struct request *request, enum problem problem, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* A failure of the farm, in words for people; the log gets the err's own. */
void reply_err(struct request *request, const struct err *err);
/* The same where a layer below chose the problem. */
void reply_failure(struct request *request, enum problem problem, const struct err *err);

/* What was waited for counts as no idle time of the client: libmicrohttpd would close otherwise. */
void request_renew(struct MHD_Connection *connection);

/* ---- for server.c ---- */

/* Hands the reply to libmicrohttpd. */
enum MHD_Result reply_send(struct request *request);

/* Writes the reply straight to the socket while the body still comes in, and reads on for a little
 * while, so that the answer reaches a client that is still sending. The connection must be closed
 * afterwards. */
void reply_interrupt(struct request *request);

void request_free(struct request **request);

#endif
