/* reply: sends the reply, either normally or in the middle of an upload. */
#include "web/http/reply.h"

#include "common/base/base64url.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "web/http/gzip.h"
#include "web/http/header.h"
#include "web/http/library_errors.h"
#include "web/http/request.h"
#include "web/http/server.h"

#include <errno.h>
#include <openssl/evp.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	LINGER_QUIET_MS = 2000, /* a client silent this long has read the reply */
	LINGER_TOTAL_MS = 10000,
	LINGER_WRITE_MS = 5000,
	ETAG_BYTES = 12,
	STREAM_BLOCK = 16 * 1024,
	LEVEL = 5, /* compression level */
};

/* On every reply. The page loads everything from this server, nothing is inline; blob: is for
 * media that scripts feed to the player. */
static const char *const common_headers[][2] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "X-Frame-Options", "DENY" },
	{ "Referrer-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Content-Security-Policy",
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
		"media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
		"base-uri 'none'; "
		"frame-ancestors 'none'" },
};

enum { COMMON_HEADERS = sizeof common_headers / sizeof *common_headers };

void reply_header(struct request *request, const char *name, const char *value)
{
	meta_set(&request->headers, request->arena, name, value);
}

void reply_body(
	struct request *request, unsigned status, const char *content_type, struct buf *body)
{
	if (request->replied) {
		buf_free(body);
		return;
	}
	request->replied = true;
	request->status = status;
	request->content_type = content_type;
	request->body = *body;
	*body = BUF_EMPTY;
}

void reply_json(struct request *request, unsigned status, struct buf *body)
{
	reply_body(request, status, "application/json", body);
}

void reply_empty(struct request *request, unsigned status)
{
	struct buf none = BUF_EMPTY;
	reply_body(request, status, NULL, &none);
}

void reply_see_other(struct request *request, const char *path)
{
	reply_header(request, "Location", request_url(request, "%s", path));
	reply_empty(request, 303);
}

void reply_stream(struct request *request, unsigned status, const char *content_type,
	struct MHD_Response *response)
{
	if (request->replied) {
		MHD_destroy_response(response);
		return;
	}
	request->replied = true;
	request->status = status;
	request->content_type = content_type;
	request->streamed = response;
}

void reply_callback(struct request *request, const char *content_type,
	ssize_t (*read)(void *context, uint64_t position, char *data, size_t size), void *context,
	void (*drop)(void *context))
{
	bool suits = gzip_suits(content_type);
	if (suits)
		reply_header(request, "Vary", "Accept-Encoding");
	bool packed = suits && gzip_is_accepted(request_header(request, "Accept-Encoding"));
	if (packed) {
		context = gzip_stream_new(read, context, drop);
		read = gzip_stream_read;
		drop = gzip_stream_free;
	}
	struct MHD_Response *response = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, STREAM_BLOCK, read, context, drop);
	if (response) {
		if (packed)
			reply_header(request, "Content-Encoding", "gzip");
		reply_stream(request, 200, content_type, response);
		return;
	}
	drop(context);
	reply_problem(request, PROBLEM_INTERNAL, "no memory for the answer");
}

bool reply_etag(struct request *request, const char *etag)
{
	reply_header(request, "ETag", etag);
	reply_header(request, "Cache-Control", "private, no-cache");
	if (!http_etag_matches(request_header(request, "If-None-Match"), etag))
		return false;
	reply_empty(request, 304);
	return true;
}

void reply_problem(struct request *request, enum problem problem, const char *fmt, ...)
{
	if (request->replied)
		return;
	va_list ap;
	va_start(ap, fmt);
	char *detail = arena_vprintf(request->arena, fmt, ap);
	va_end(ap);
	if (problem == PROBLEM_INTERNAL)
		log_error("%s %s: %s", request->method, request->log_path, detail);
	else
		log_debug("%s %s: %u %s: %s", request->method, request->log_path,
			problem_status(problem), problem_name(problem), detail);
	struct buf body = BUF_EMPTY;
	bool html = http_accepts_html(request_header(request, "Accept"));
	if (html)
		problem_html(&body, problem, detail, request->server->settings->http.base_path);
	else
		problem_json(&body, problem, detail);
	if (!meta_get(&request->headers, "Cache-Control"))
		reply_header(request, "Cache-Control", "no-store");
	reply_body(request, problem_status(problem),
		html ? "text/html; charset=utf-8" : "application/problem+json", &body);
}

void reply_err(struct request *request, const struct err *err)
{
	if (err->kind == ERR_UNAVAILABLE)
		reply_header(request, "Retry-After", "5");
	if (err->kind == ERR_NO_SPACE)
		reply_header(request, "Retry-After", "60");
	const char *words = problem_words(err);
	if (words && !request->replied)
		log_warn("%s %s: %s", request->method, request->log_path, err->text);
	reply_problem(request, problem_of_err(err), "%s", words ? words : err->text);
}

void reply_failure(struct request *request, enum problem problem, const struct err *err)
{
	if (problem == problem_of_err(err))
		reply_err(request, err);
	else
		reply_problem(request, problem, "%s", err->text);
}

void reply_add_common_headers(struct MHD_Response *response)
{
	for (size_t i = 0; i < COMMON_HEADERS; i++)
		MHD_add_response_header(response, common_headers[i][0], common_headers[i][1]);
}

static void add_headers(struct request *request, struct MHD_Response *response)
{
	reply_add_common_headers(response);
	for (size_t i = 0; i < request->headers.count; i++)
		MHD_add_response_header(
			response, request->headers.items[i].key, request->headers.items[i].value);
	if (request->content_type)
		MHD_add_response_header(response, "Content-Type", request->content_type);
	if (!meta_get(&request->headers, "Cache-Control"))
		MHD_add_response_header(response, "Cache-Control", "no-store");
}

/* Derives an entity tag from the body unless the handler has set one; weak, because the body may
 * be sent compressed. */
static void add_validator(struct request *request)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	const char *etag = meta_get(&request->headers, "ETag");
	if (request->status != 200 || request->streamed ||
		(strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0))
		return;
	if (!etag) {
		EVP_Digest(request->body.data, request->body.len, bytes, NULL, EVP_sha256(), NULL);
		etag = arena_printf(request->arena, "W/\"%s\"",
			base64url_encode(request->arena, bytes, ETAG_BYTES));
		reply_header(request, "ETag", etag);
	}
	if (!meta_get(&request->headers, "Cache-Control"))
		reply_header(request, "Cache-Control", "private, no-cache");
	if (!http_etag_matches(request_header(request, "If-None-Match"), etag))
		return;
	request->status = 304;
	request->content_type = NULL;
	buf_free(&request->body);
}

static void compress(struct request *request)
{
	struct buf packed = BUF_EMPTY;
	if (request->streamed || !gzip_suits(request->content_type) ||
		meta_get(&request->headers, "Content-Encoding"))
		return;
	reply_header(request, "Vary", "Accept-Encoding");
	if (request->body.len < GZIP_MIN ||
		!gzip_is_accepted(request_header(request, "Accept-Encoding")))
		return;
	gzip_pack(request->body.data, request->body.len, LEVEL, &packed);
	buf_free(&request->body);
	request->body = packed;
	reply_header(request, "Content-Encoding", "gzip");
}

enum MHD_Result reply_send(struct request *request)
{
	add_validator(request);
	compress(request);
	struct MHD_Response *response = request->streamed;
	request->streamed = NULL;
	if (!response) {
		/* Not copied: the request owns the body and outlives the response. */
		response = MHD_create_response_from_buffer(
			request->body.len, request->body.data, MHD_RESPMEM_PERSISTENT);
	}
	if (!response)
		return MHD_NO;
	add_headers(request, response);
	/* Shutting down: the client's next request must go to the process that replaces this
	 * one. */
	if (atomic_load(&request->server->closing) && !meta_get(&request->headers, "Connection"))
		MHD_add_response_header(response, "Connection", "close");
	request_renew(request->connection);
	enum MHD_Result result = library_queue_own(request->connection, request->status, response);
	MHD_destroy_response(response);
	return result;
}

static void write_all(int fd, const char *data, size_t len)
{
	int64_t until = clock_monotonic_ms() + LINGER_WRITE_MS;
	while (len > 0 && clock_monotonic_ms() < until) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		} else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			struct pollfd p = { .fd = fd, .events = POLLOUT };
			poll(&p, 1, 100);
		} else {
			return;
		}
	}
}

/* Reads and discards incoming data: closing a socket with unread data would reset the
 * connection, and the client might lose the reply. */
static void linger(int fd)
{
	char scrap[8192];
	int64_t until = clock_monotonic_ms() + LINGER_TOTAL_MS;
	shutdown(fd, SHUT_WR);
	while (clock_monotonic_ms() < until) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (poll(&p, 1, LINGER_QUIET_MS) == 0)
			return;
		ssize_t n = recv(fd, scrap, sizeof scrap, 0);
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return;
	}
}

void reply_interrupt(struct request *request)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (!info)
		return;
	struct buf text = BUF_EMPTY;
	buf_printf(&text, "HTTP/1.1 %u %s\r\n", request->status,
		MHD_get_reason_phrase_for(request->status));
	for (size_t i = 0; i < COMMON_HEADERS; i++)
		buf_printf(&text, "%s: %s\r\n", common_headers[i][0], common_headers[i][1]);
	for (size_t i = 0; i < request->headers.count; i++) {
		if (strcasecmp(request->headers.items[i].key, "Connection") != 0)
			buf_printf(&text, "%s: %s\r\n", request->headers.items[i].key,
				request->headers.items[i].value);
	}
	if (request->content_type)
		buf_printf(&text, "Content-Type: %s\r\n", request->content_type);
	buf_printf(&text, "Content-Length: %zu\r\nConnection: close\r\n\r\n", request->body.len);
	buf_append(&text, buf_string(&request->body), request->body.len);
	write_all(info->connect_fd, text.data, text.len);
	buf_free(&text);
	linger(info->connect_fd);
}
