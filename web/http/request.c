/* request: accessors for request data. */
#include "web/http/request.h"

#include "common/base/alloc.h"
#include "web/http/connections.h"
#include "web/http/server.h"
#include "web/http/urlencoded.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *request_header(const struct request *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const char *request_host(const struct request *request)
{
	return request->authority ? request->authority : request_header(request, "Host");
}

const char *request_client(const struct request *request)
{
	char address[CONNECTION_ADDRESS_SIZE];
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	connection_format_address(info ? info->client_addr : NULL, address);
	const char *forwarded = request_header(request, "X-Forwarded-For");
	if (!forwarded || !connection_is_loopback(address))
		return arena_string(request->arena, address);
	const char *last = strrchr(forwarded, ',');
	last = last ? last + 1 : forwarded;
	last += strspn(last, " ");
	return arena_string_n(request->arena, last, strcspn(last, " "));
}

const char *request_url(const struct request *request, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *path = arena_vprintf(request->arena, fmt, ap);
	va_end(ap);
	return arena_printf(
		request->arena, "%s%s", request->server->settings->http.base_path, path);
}

int request_fields(struct request *request, struct meta *ret_fields)
{
	struct meta fields = { NULL, 0, 0 };
	struct err err;
	const char *query = request->query ? request->query : "";
	if (urlencoded_parse(query, strlen(query), request->arena, &fields, &err) < 0) {
		reply_problem(request, PROBLEM_BAD_REQUEST, "query: %s", err.text);
		return -1;
	}
	*ret_fields = fields;
	return 0;
}

void request_renew(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_TIMEOUT);
	unsigned seconds = info ? info->connection_timeout : 0;
	/* Setting a timeout where there was none restarts the timer. */
	MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, 0u);
	MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, seconds);
}

void request_free(struct request **request)
{
	if (!request || !*request)
		return;
	struct request *r = *request;
	buf_free(&r->body);
	if (r->streamed)
		MHD_destroy_response(r->streamed);
	arena_free(&r->arena);
	alloc_free(request);
}
