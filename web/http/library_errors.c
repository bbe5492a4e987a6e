/* library_errors: what libmicrohttpd refuses by itself (a malformed chunk, a header that is too
 * large, another version of HTTP) is answered like everything else, as problem+json.
 *
 * The library has no callback for that; it answers with a page of its own. But it queues that page
 * by its public function, which the dynamic linker finds here first. Where it does not (a library
 * that is linked in statically), its own page goes out, and nothing else changes.
 */
#include "web/http/library_errors.h"

#include "common/base/buf.h"
#include "web/http/problem.h"
#include "web/http/reply.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

typedef enum MHD_Result (*queue_function)(
	struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response);

static _Thread_local bool own; /* the response is one of ours */

static queue_function library_queue(void)
{
	void *symbol = dlsym(RTLD_NEXT, "MHD_queue_response");
	queue_function function = NULL;
	memcpy(&function, &symbol, sizeof function); /* C has no cast between the two */
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
		return "the Content-Length is larger than any upload may be";
	case PROBLEM_TARGET_TOO_LONG:
		return "the address is longer than any of ours";
	case PROBLEM_HEADERS_TOO_LARGE:
		return "the request's headers are larger than 32 KiB in all";
	case PROBLEM_VERSION:
		return "HTTP/1.0 and HTTP/1.1 are understood here";
	case PROBLEM_INTERNAL:
		return "no memory for the request";
	default:
		return "the request is not well-formed HTTP";
	}
}

static struct MHD_Response *make_response(enum problem problem)
{
	struct buf body = BUF_EMPTY;
	problem_json(&body, problem, detail_of(problem));
	struct MHD_Response *response =
		MHD_create_response_from_buffer(body.len, body.data, MHD_RESPMEM_MUST_COPY);
	buf_free(&body);
	if (response) {
		reply_add_common_headers(response);
		MHD_add_response_header(response, "Content-Type", "application/problem+json");
		MHD_add_response_header(response, "Cache-Control", "no-store");
		MHD_add_response_header(response, "Connection", "close");
	}
	return response;
}

__attribute__((visibility("default"))) enum MHD_Result MHD_queue_response(
	struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response)
{
	queue_function queue = library_queue();
	if (!queue)
		return MHD_NO;
	struct MHD_Response *better =
		!own && status >= 400 ? make_response(problem_of_status(status)) : NULL;
	if (!better)
		return queue(connection, status, response);
	enum problem problem = problem_of_status(status);
	enum MHD_Result result = queue(connection, problem_status(problem), better);
	MHD_destroy_response(better);
	return result;
}
