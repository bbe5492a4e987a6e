/* library_errors: errors that libmicrohttpd detects itself (a malformed chunk, oversized
 * headers, an unsupported HTTP version) are answered as problem+json, like all others.
 *
 * The library has no callback for this and queues an error page of its own. It does so through
 * its public function, though, and the dynamic linker finds our definition of that first. Where
 * it does not (a statically linked library), the library's page is sent, and nothing else
 * changes.
 */
#include "web/http/library_errors.h"

#include "common/base/buf.h"
#include "web/http/problem.h"
#include "web/http/reply.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

typedef enum MHD_Result (*queue_function)(
	struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response);

static _Thread_local bool own; /* the response being queued is ours */

static queue_function library_queue(void)
{
	void *symbol = dlsym(RTLD_NEXT, "MHD_queue_response");
	queue_function function = NULL;
	memcpy(&function, &symbol,
		sizeof function); /* ISO C has no cast from an object to a function pointer */
	return function;
}

enum MHD_Result library_queue_own(
	struct MHD_Connection *connection, unsigned status, struct MHD_Response *response)
{
	own = true;
	enum MHD_Result result = MHD_queue_response(connection, status, response);
	own = false;
	return result;
}

static enum problem problem_of_status(unsigned status)
{
	switch (status) {
	case 408:
		return PROBLEM_TIMEOUT;
	case 413:
		return PROBLEM_TOO_LARGE;
	case 414:
		return PROBLEM_TARGET_TOO_LONG;
	case 431:
		return PROBLEM_HEADERS_TOO_LARGE;
	case 501:
		return PROBLEM_NOT_IMPLEMENTED;
	case 505:
		return PROBLEM_VERSION;
	default:
		return status >= 500 ? PROBLEM_INTERNAL : PROBLEM_BAD_REQUEST;
	}
}

static const char *detail_of(enum problem problem)
{
	switch (problem) {
	case PROBLEM_TOO_LARGE:
		return "the Content-Length is larger than any allowed upload";
	case PROBLEM_TARGET_TOO_LONG:
		return "the address is longer than any this server has";
	case PROBLEM_HEADERS_TOO_LARGE:
		return "the request's headers are larger than 32 KiB in all";
	case PROBLEM_VERSION:
		return "this server supports HTTP/1.0 and HTTP/1.1";
	case PROBLEM_INTERNAL:
		return "no memory for the request";
	default:
		return "the request is not well-formed HTTP";
	}
}

static struct MHD_Response *make_response(const struct buf *body)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(body->len, body->data, MHD_RESPMEM_MUST_COPY);
	if (response) {
		reply_add_common_headers(response);
		MHD_add_response_header(response, "Content-Type", "application/problem+json");
		MHD_add_response_header(response, "Cache-Control", "no-store");
		MHD_add_response_header(response, "Connection", "close");
	}
	return response;
}

/* ---- invalid Content-Length ---- */

/* Up to 0.9.77 the library sends the response head twice when it refuses a Content-Length, and
 * clients take the second one for the body. */
static bool refuses_length(struct MHD_Connection *connection)
{
	const char *length = MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
	size_t digits = length ? strspn(length, "0123456789") : 0;
	if (!length)
		return false;
	errno = 0;
	(void)strtoull(length, NULL, 10);
	return digits == 0 || length[digits] != '\0' || errno == ERANGE;
}

static enum MHD_Result append_header(
	void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	buf_printf(context, "%s: %s\r\n", name, value);
	return MHD_YES;
}

/* Bypasses the library, which then closes the connection. Nothing was sent on it before, so this
 * short reply fits into the socket buffer. */
static void send_directly(struct MHD_Connection *connection, enum problem problem,
	struct MHD_Response *response, const struct buf *body)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct buf text = BUF_EMPTY;
	buf_printf(&text, "HTTP/1.1 %u %s\r\n", problem_status(problem),
		MHD_get_reason_phrase_for(problem_status(problem)));
	MHD_get_response_headers(response, append_header, &text);
	buf_printf(&text, "Content-Length: %zu\r\n\r\n", body->len);
	buf_append(&text, body->data, body->len);
	if (info)
		(void)send(info->connect_fd, text.data, text.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	buf_free(&text);
}

static enum MHD_Result refuse(queue_function queue, struct MHD_Connection *connection,
	enum problem problem, struct MHD_Response *library)
{
	struct buf body = BUF_EMPTY;
	problem_json(&body, problem, detail_of(problem));
	struct MHD_Response *response = make_response(&body);
	enum MHD_Result result = MHD_NO;
	if (!response)
		result = queue(connection, problem_status(problem), library);
	else if (refuses_length(connection))
		send_directly(connection, problem, response, &body);
	else
		result = queue(connection, problem_status(problem), response);
	if (response)
		MHD_destroy_response(response);
	buf_free(&body);
	return result;
}

__attribute__((visibility("default"))) enum MHD_Result MHD_queue_response(
	struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response)
{
	queue_function queue = library_queue();
	if (!queue)
		return MHD_NO;
	if (own || status < 400)
		return queue(connection, status, response);
	return refuse(queue, connection, problem_of_status(status), response);
}
