/* server: libmicrohttpd with one thread for each connection, so that a handler may block on the
 * broker. */
#include "web/http/server.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/ipc/listen_socket.h"
#include "config.h"
#include "web/http/auth.h"
#include "web/http/connections.h"
#include "web/http/request.h"
#include "web/http/request_counts.h"
#include "web/http/routes.h"
#include "web/http/target.h"

#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	CONNECTION_MEMORY =
		32 * 1024, /* holds the headers; also the size in which a body is read */
	/* How much of an unwanted body is read and discarded to keep the connection. */
	MAX_DRAIN = 1024 * 1024,
	/* A client that has just connected may not have sent its request yet. */
	LINGER_MS = 1000,
	DEADLINE_SLACK_MS = 3000, /* before a stalled upload's connection is cut without a reply */
#ifdef LECTERN_SANITIZED
	STACK_SIZE = 2 * 1024 * 1024,
#else
	STACK_SIZE = 256 * 1024,
#endif
};

static struct connection *connection_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info ? info->socket_context : NULL;
}

/* When the request head must be complete. Also applies to a new connection that has not sent
 * anything yet. */
static int64_t head_deadline(const struct server *server)
{
	return clock_monotonic_ms() + server->settings->http.header_timeout_seconds * 1000;
}

/* The same for the next request on a connection; the idle time comes on top. */
static int64_t next_head_deadline(const struct server *server)
{
	return head_deadline(server) + server->settings->http.idle_timeout_seconds * 1000;
}

/* Refuses a connection beyond the limits, unless an idle one can be closed for it. */
static enum MHD_Result on_accept(void *context, const struct sockaddr *address, socklen_t len)
{
	(void)len;
	struct server *server = context;
	char text[CONNECTION_ADDRESS_SIZE];
	connection_format_address(address, text);
	return connections_admit(server->connections, text) ? MHD_YES : MHD_NO;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode code)
{
	struct server *server = context;
	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		connections_remove(server->connections, (struct connection **)socket_context);
		return;
	}
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	int fd = info->connect_fd;
	char address[CONNECTION_ADDRESS_SIZE];
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	connection_format_address(info ? info->client_addr : NULL, address);
	struct connection *c =
		connections_add(server->connections, fd, address, clock_monotonic_ms());
	connection_set_deadline(server->connections, c, head_deadline(server));
	*socket_context = c;
}

/* A feed's address contains its secret, which must not be logged. */
static const char *log_path_of(const char *path)
{
	return strncmp(path, "/feed/", strlen("/feed/")) == 0 ? "/feed/..." : path;
}

/* Sees the request line before libmicrohttpd decodes it, so that an encoded NUL or slash is
 * noticed. */
static void *on_uri(void *context, const char *uri, struct MHD_Connection *connection)
{
	struct server *server = context;
	struct request *request = alloc_zeroed(1, sizeof *request);
	request->server = server;
	request->app = server->app;
	request->connection = connection;
	request->arena = arena_new();
	request->started_ms = clock_monotonic_ms();
	struct target target = target_parse(uri, server->settings->http.base_path, request->arena);
	request->authority = target.authority;
	request->path = target.path;
	request->log_path = log_path_of(target.path);
	request->query = target.query;
	request->bad_path = target.bad_path;
	request->too_long = target.too_long;
	connection_set_deadline(
		server->connections, connection_of(connection), head_deadline(server));
	atomic_fetch_add(&server->requests, 1);
	return request;
}

/* Headers that delimit a message or say whom it is for; repeated or contradictory ones are
 * refused. */
struct framing {
	int lengths, encodings, hosts;
	bool other_encoding; /* other than chunked */
};

static enum MHD_Result count_header(
	void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	struct framing *framing = context;
	framing->lengths += strcasecmp(name, "Content-Length") == 0;
	framing->encodings += strcasecmp(name, "Transfer-Encoding") == 0;
	framing->hosts += strcasecmp(name, "Host") == 0;
	framing->other_encoding |= strcasecmp(name, "Transfer-Encoding") == 0 && value &&
				   strcasecmp(value, "chunked") != 0;
	return MHD_YES;
}

/* Whether a proxy in front could read the message differently (RFC 9112 sections 3.2 and 6.3). */
static bool is_ambiguous(const struct framing *framing, const char *version)
{
	bool old = strcmp(version, "HTTP/1.0") == 0;
	return framing->lengths + framing->encodings > 1 || framing->hosts > 1 ||
	       (framing->hosts == 0 && !old);
}

/* The end of the message must be unambiguous before any of it is used. False: the reply has been
 * made, and no more may be read from the connection. */
static bool check_framing(struct request *request, const char *version)
{
	struct framing framing = { 0, 0, 0, false };
	MHD_get_connection_values(request->connection, MHD_HEADER_KIND, count_header, &framing);
	if (is_ambiguous(&framing, version))
		reply_problem(request, PROBLEM_BAD_REQUEST,
			"exactly one Host, and at most one Content-Length or Transfer-Encoding");
	else if (framing.other_encoding)
		reply_problem(request, PROBLEM_NOT_IMPLEMENTED,
			"only the transfer encoding \"chunked\" is supported");
	else if (request->too_long)
		reply_problem(request, PROBLEM_TARGET_TOO_LONG,
			"the address is longer than the %d bytes that are allowed", TARGET_MAX);
	return !request->replied;
}

/* A body is stored as it arrives, so a compressed one would not be a PDF. */
static bool check_coding(struct request *request)
{
	const char *coding = request_header(request, "Content-Encoding");
	if (!request->has_body || !coding || !*coding || strcasecmp(coding, "identity") == 0)
		return true;
	reply_header(request, "Accept-Encoding", "identity");
	reply_problem(request, PROBLEM_UNSUPPORTED_TYPE,
		"Content-Encoding: %.40s: only uncompressed bodies are accepted", coding);
	return false;
}

static void read_length(struct request *request)
{
	const char *length = request_header(request, "Content-Length");
	const char *encoding = request_header(request, "Transfer-Encoding");
	request->content_length = encoding ? -1 : length ? strtoll(length, NULL, 10) : 0;
	request->has_body = request->content_length != 0;
}

static void begin(struct request *request)
{
	struct server *server = request->server;
	read_length(request);
	int64_t limit = request->has_body
				? clock_monotonic_ms() +
					  server->settings->http.upload_timeout_seconds * 1000 +
					  DEADLINE_SLACK_MS
				: 0;
	struct connection *connection = connection_of(request->connection);
	connection_set_deadline(server->connections, connection, limit);
	connection_set_busy(server->connections, connection, true, clock_monotonic_ms());
	if (request->has_body)
		connection_await_body(server->connections, connection, clock_monotonic_ms());
	const struct route *route = routes_find(request);
	if (!auth_admits(server->auth, request, route && route->open) || !check_coding(request))
		return;
	request->route = route;
	if (route && route->body)
		route->body->begin(request);
}

static bool may_drain(const struct request *request)
{
	int64_t left = request->content_length - (int64_t)request->received;
	return request->received <= MAX_DRAIN && (request->content_length < 0 || left <= MAX_DRAIN);
}

/* Called once the headers are complete. Unless a response is queued here, libmicrohttpd answers
 * "100 Continue". */
static enum MHD_Result on_headers(struct request *request, const char *method, const char *version)
{
	request->begun = true;
	request->method = arena_string(request->arena, method);
	if (!check_framing(request, version)) {
		reply_interrupt(request);
		return MHD_NO;
	}
	begin(request);
	if (!request->replied)
		return MHD_YES;
	const char *expect = request_header(request, "Expect");
	if (!request->has_body || (expect && strcasecmp(expect, "100-continue") == 0))
		return reply_send(request);
	if (may_drain(request))
		return MHD_YES;
	reply_interrupt(request);
	return MHD_NO;
}

static enum MHD_Result on_body(struct request *request, const char *data, size_t *size)
{
	const struct http_settings *http = &request->server->settings->http;
	struct connections *connections = request->server->connections;
	struct connection *connection = connection_of(request->connection);
	int64_t now = clock_monotonic_ms();
	size_t len = *size;
	*size = 0;
	request->received += len;
	bool fast = connection_got_body(connections, connection, len, now);
	if (!request->replied) {
		if (now - request->started_ms > http->upload_timeout_seconds * 1000)
			reply_problem(request, PROBLEM_TIMEOUT,
				"an upload may take %lld seconds in all",
				(long long)http->upload_timeout_seconds);
		else if (!fast)
			reply_problem(request, PROBLEM_TIMEOUT,
				"the upload arrives at less than %lld kB per second",
				(long long)http->min_upload_kb_per_second);
		else if (request->route && request->route->body)
			request->route->body->data(request, data, len);
	}
	if (!request->replied || may_drain(request)) {
		connection_await_body(connections, connection, clock_monotonic_ms());
		return MHD_YES;
	}
	reply_interrupt(request);
	return MHD_NO;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *size,
	void **request_context)
{
	(void)context;
	(void)url;
	struct request *request = *request_context;
	if (!request)
		return MHD_NO;
	if (!request->begun)
		return on_headers(request, method, version);
	if (*size > 0)
		return on_body(request, data, size);
	connection_got_body(
		request->server->connections, connection_of(connection), 0, clock_monotonic_ms());
	if (!request->replied)
		request->route->handle(request);
	if (!request->replied)
		reply_problem(request, PROBLEM_INTERNAL, "no answer was produced");
	return reply_send(request);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request_context,
	enum MHD_RequestTerminationCode code)
{
	(void)code;
	struct server *server = context;
	struct request *request = *request_context;
	if (!request)
		return;
	if (request->begun && request->route && request->route->body)
		request->route->body->drop(request);
	request_counts_add(server->counts, request);
	struct connection *c = connection_of(connection);
	connection_set_busy(server->connections, c, false, clock_monotonic_ms());
	connection_set_deadline(server->connections, c, next_head_deadline(server));
	request_free(&request);
	*request_context = NULL;
	atomic_fetch_sub(&server->requests, 1);
}

static void on_log(void *context, const char *fmt, va_list ap)
{
	(void)context;
	char text[400];
	vsnprintf(text, sizeof text, fmt, ap);
	log_debug("libmicrohttpd: %s", text);
}

int server_start(struct server *server, int listener, struct err *err)
{
	const struct http_settings *http = &server->settings->http;
	server->shares_listener = listener >= 0;
	server->listen_fd =
		listener >= 0 ? listener : listen_socket_open(http->listen, (int)http->port, err);
	if (server->listen_fd < 0)
		return -1;
	server->port = listen_socket_port(server->listen_fd);
	server->connections = connections_new((size_t)http->max_connections,
		(size_t)http->max_connections_per_address, http->min_upload_kb_per_second * 1024);
	server->daemon =
		MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION |
					 MHD_USE_ITC | MHD_USE_ERROR_LOG,
			0, on_accept, server, on_request, server, MHD_OPTION_LISTEN_SOCKET,
			server->listen_fd, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
			MHD_OPTION_URI_LOG_CALLBACK, on_uri, server, MHD_OPTION_NOTIFY_COMPLETED,
			on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
			MHD_OPTION_CONNECTION_LIMIT,
			(unsigned)http->max_connections + CONNECTIONS_RESERVE + CONNECTIONS_SLACK,
			MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)http->idle_timeout_seconds,
			MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
			MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_SIZE, MHD_OPTION_END);
	if (!server->daemon) {
		close(server->listen_fd);
		connections_free(&server->connections);
		return err_errno(err, ERR_INTERNAL, errno, "libmicrohttpd cannot be started");
	}
	return 0;
}

void server_tick(struct server *server)
{
	int expired = connections_expire(server->connections, clock_monotonic_ms());
	if (expired > 0)
		log_info("%d connections closed: too slow", expired);
}

void server_quiesce(struct server *server)
{
	MHD_quiesce_daemon(server->daemon);
	/* Refuse new clients at once, unless other processes accept them. The descriptor itself
	 * is closed only when no thread can be using it. */
	if (!server->shares_listener)
		shutdown(server->listen_fd, SHUT_RDWR);
	server->closing_ms = clock_monotonic_ms();
	atomic_store(&server->closing, true);
}

bool server_is_quiet(const struct server *server, bool lingers)
{
	return atomic_load(&server->requests) == 0 &&
	       (!lingers || clock_monotonic_ms() - server->closing_ms >= LINGER_MS);
}

void server_stop(struct server *server)
{
	atomic_store(&server->closing, true);
	MHD_quiesce_daemon(server->daemon);
	MHD_stop_daemon(server->daemon);
	server->daemon = NULL;
	close(server->listen_fd);
	connections_free(&server->connections);
}
