/* request: one HTTP request in progress, and its reply.
 *
 * A request is used only by its connection's thread. A handler makes exactly one reply, which is
 * sent once the protocol allows it (libmicrohttpd accepts no response while it is still
 * receiving a body).
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
	struct app *app; /* the handlers' state */
	struct MHD_Connection *connection;
	struct arena *arena; /* owned */
	const char *method;
	const char *authority; /* of a target in absolute form, else NULL */
	const char *path;      /* without the base path */
	const char *log_path;  /* for logs: without secrets */
	const char *query;     /* without '?', still encoded; or NULL */
	bool bad_path;         /* longer than any valid path, or contains an escape */
	bool too_long;         /* the whole target */
	const struct route *route;
	const char *params[REQUEST_MAX_PARAMS]; /* what matches {} in the pattern */

	bool begun;
	int64_t started_ms;
	bool has_body;
	int64_t content_length; /* of the body; -1: not given */
	uint64_t received;      /* bytes of the body so far */
	void *upload;           /* state of the route's body functions, freed by their drop() */

	/* The reply. */
	bool replied;
	unsigned status;
	const char *content_type;
	struct meta headers;
	struct buf body;               /* owned */
	struct MHD_Response *streamed; /* owned; used instead of body */
};

/* A header's value, or NULL. Valid as long as the request. */
const char *request_header(const struct request *request, const char *name);

/* The host that the request is for, from its target or else its Host header; NULL: none. */
const char *request_host(const struct request *request);

/* The client's address: the peer's, or the one that a proxy on this machine forwards for. In the
 * request's arena. */
const char *request_client(const struct request *request);

/* A path of this server as clients see it, below [http] base_path. In the request's arena. */
const char *request_url(const struct request *request, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Parses the query into fields. On failure returns -1 and has made the reply. */
int request_fields(struct request *request, struct meta *ret_fields);

/* ---- replies; only the first one counts ---- */

void reply_header(struct request *request, const char *name, const char *value);

/* Takes the bytes out of `body`. content_type must be a constant. */
void reply_body(
	struct request *request, unsigned status, const char *content_type, struct buf *body);
void reply_json(struct request *request, unsigned status, struct buf *body);
void reply_empty(struct request *request, unsigned status);
/* 303, after a browser has posted a form. `path` is without the base path. */
void reply_see_other(struct request *request, const char *path);
/* Takes ownership of the response. */
void reply_stream(struct request *request, unsigned status, const char *content_type,
	struct MHD_Response *response);

/* Replies 200 with what `read`, a libmicrohttpd content reader, delivers, compressed if the
 * client accepts that. Takes ownership of `context`, which is freed with `drop` in every case. */
void reply_callback(struct request *request, const char *content_type,
	ssize_t (*read)(void *context, uint64_t position, char *data, size_t size), void *context,
	void (*drop)(void *context));

/* Sets the entity tag of a reply that is not held in memory as a whole. True: the client's copy
 * is current, and a 304 has been made. */
bool reply_etag(struct request *request, const char *etag);

/* Replies with application/problem+json, or with a page to a browser that navigates. */
void reply_problem(struct request *request, enum problem problem, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Replies with an internal failure in user-facing words; err's own text goes to the log. */
void reply_err(struct request *request, const struct err *err);
/* The same when a lower layer has chosen the problem. */
void reply_failure(struct request *request, enum problem problem, const struct err *err);

/* Restarts the connection's idle timer, so that the time which a handler spent waiting does not
 * make libmicrohttpd time the client out. */
void request_renew(struct MHD_Connection *connection);

/* ---- for server.c ---- */

/* Passes the reply to libmicrohttpd. */
enum MHD_Result reply_send(struct request *request);

/* Writes the reply straight to the socket although the body is still arriving, then reads on for
 * a short while so that the reply reaches a client that is still sending. Close the connection
 * afterwards. */
void reply_interrupt(struct request *request);

void request_free(struct request **request);

#endif
