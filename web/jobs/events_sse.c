/* events_sse: Server-Sent Events, for one job (GET /jobs/{id}/events) or all (GET /events).
 *
 * The id of an event for one job is a digest of its data: a listener that reconnects with that
 * Last-Event-ID, even after a restart of this program, gets only what is new. In the stream of
 * all jobs the id is a change number of this process.
 */
#include "common/base/alloc.h"
#include "common/base/timestamp.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/jobs.h"
#include "web/jobs/json.h"
#include "web/state/app.h"
#include "web/state/backend.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
	BLOCK = 8 * 1024,
	HEARTBEAT_MS = 15000,
	LOOK_MS = 1000, /* how often to check that the listener is still there */
	PACE_MS = 250,  /* between two batches, since changes come in bursts */
	BATCH = 16,
};

/* Owned by the response. */
struct listener {
	struct job_table *table;
	struct backend *backend;
	const char *base_path;      /* owned by the settings */
	bool answers, announced;    /* whether the broker answers, as last told to the listener */
	const atomic_bool *closing; /* the server is shutting down */
	struct MHD_Connection *connection;
	int fd;
	char *id; /* of the single job; NULL: all jobs */
	uint64_t since;
	uint64_t shown; /* digest of what was last sent about the single job */
	bool ended;
	struct buf text; /* being sent */
	size_t sent;
	int64_t spoke_ms;
};

static void listener_free(void *context)
{
	struct listener *listener = context;
	alloc_free(&listener->id);
	buf_free(&listener->text);
	free(listener);
}

/* FNV-1a: only needs to differ when the text does. */
static uint64_t digest(const char *text)
{
	uint64_t hash = 14695981039346656037u;
	for (const char *p = text; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211u;
	return hash;
}

static void append_event(struct buf *text, const char *id, const char *name, const char *data)
{
	buf_printf(text, "id: %s\nevent: %s\ndata: %s\n\n", id, name, data);
}

/* ---- one job ---- */

static void send_one(struct listener *listener)
{
	struct job_view view;
	if (!job_table_get(listener->table, listener->id, &view)) {
		buf_append_string(&listener->text, "event: removed\ndata: {}\n\n");
		listener->ended = true;
		return;
	}
	struct buf json = BUF_EMPTY;
	struct json_out out = json_out(&json);
	job_json(&out, NULL, &view, listener->base_path);
	/* A new time estimate alone is not worth an event. */
	view.progress.eta_ms = -1;
	struct buf lasting = BUF_EMPTY;
	out = json_out(&lasting);
	job_json(&out, NULL, &view, listener->base_path);
	uint64_t now = digest(lasting.data);
	if (now != listener->shown) {
		char id[24];
		snprintf(id, sizeof id, "%016" PRIx64, now);
		append_event(&listener->text, id, "job", json.data);
		listener->shown = now;
	}
	listener->ended = workflow_is_finished(view.workflow);
	buf_free(&lasting);
	buf_free(&json);
	job_view_free(&view);
}

/* ---- all jobs ---- */

static void send_change(struct listener *listener, const struct job_change *change)
{
	struct buf json = BUF_EMPTY;
	struct json_out out = json_out(&json);
	char id[48];
	snprintf(id, sizeof id, "%016" PRIx64 "-%" PRIu64, job_table_epoch(listener->table),
		change->view.change);
	if (change->view.workflow) {
		job_json(&out, NULL, &change->view, listener->base_path);
	} else {
		json_out_object(&out, NULL);
		json_out_string(&out, "id", change->id);
		json_out_end_object(&out);
	}
	append_event(&listener->text, id, change->view.workflow ? "job" : "removed", json.data);
	buf_free(&json);
}

static void send_all(struct listener *listener)
{
	struct job_change changes[BATCH];
	size_t count = job_table_changes(listener->table, listener->since, changes, BATCH);
	for (size_t i = 0; i < count; i++) {
		send_change(listener, &changes[i]);
		listener->since = changes[i].view.change;
		job_view_free(&changes[i].view);
	}
}

/* Whether the farm answers: sent in the stream of all jobs, at the start and whenever it
 * changes. */
static void append_farm(struct listener *listener)
{
	struct err ignored;
	bool answers = backend_conn(listener->backend, &ignored) != NULL;
	if (listener->id || (listener->announced && answers == listener->answers))
		return;
	listener->answers = answers;
	listener->announced = true;
	buf_printf(&listener->text, "event: farm\ndata: {\"answers\":%s}\n\n",
		answers ? "true" : "false");
}

/* ---- the stream ---- */

static bool is_gone(int fd)
{
	char byte;
	ssize_t n = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	return n == 0;
}

static void pace(void)
{
	struct timespec pause = { .tv_nsec = PACE_MS * 1000000L };
	nanosleep(&pause, NULL);
}

/* Waits until there is something to send. False: the stream ends. */
static bool gather(struct listener *listener)
{
	while (listener->text.len == 0) {
		if (listener->ended || atomic_load(listener->closing) || is_gone(listener->fd))
			return false;
		uint64_t now = job_table_wait(listener->table, listener->since, LOOK_MS);
		if (now > listener->since && listener->id) {
			listener->since = now;
			send_one(listener);
		} else if (now > listener->since) {
			send_all(listener);
		}
		append_farm(listener);
		if (listener->text.len == 0 &&
			clock_monotonic_ms() - listener->spoke_ms >= HEARTBEAT_MS)
			buf_append_string(&listener->text, ": alive\n\n");
	}
	return true;
}

static ssize_t read_events(void *context, uint64_t position, char *data, size_t size)
{
	(void)position;
	struct listener *listener = context;
	if (listener->sent == listener->text.len) {
		if (listener->sent > 0)
			pace();
		buf_clear(&listener->text);
		listener->sent = 0;
		if (!gather(listener))
			return MHD_CONTENT_READER_END_OF_STREAM;
		listener->spoke_ms = clock_monotonic_ms();
		request_renew(listener->connection);
	}
	size_t left = listener->text.len - listener->sent;
	size_t len = left < size ? left : size;
	memcpy(data, listener->text.data + listener->sent, len);
	listener->sent += len;
	return (ssize_t)len;
}

static void reply_listener(struct request *request, struct listener *listener)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	listener->fd = info ? info->connect_fd : -1;
	listener->spoke_ms = clock_monotonic_ms();
	struct MHD_Response *response = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, BLOCK, read_events, listener, listener_free);
	if (!response) {
		listener_free(listener);
		reply_problem(request, PROBLEM_INTERNAL, "no memory for the answer");
		return;
	}
	reply_header(request, "X-Accel-Buffering", "no"); /* disables buffering in nginx */
	reply_stream(request, 200, "text/event-stream", response);
}

static struct listener *listener_new(struct request *request, const char *id)
{
	struct listener *listener = alloc_zeroed(1, sizeof *listener);
	listener->table = request->app->table;
	listener->backend = request->app->backend;
	listener->base_path = request->server->settings->http.base_path;
	listener->closing = &request->server->closing;
	listener->connection = request->connection;
	listener->id = alloc_string(id);
	buf_append_string(&listener->text, "retry: 2000\n\n");
	return listener;
}

void handle_job_events(struct request *request)
{
	struct job_view view;
	if (jobs_view(request, &view) < 0)
		return;
	struct listener *listener = listener_new(request, view.workflow->id);
	const char *last = request_header(request, "Last-Event-ID");
	job_view_free(&view);
	if (last)
		listener->shown = strtoull(last, NULL, 16);
	listener->since = job_table_now(request->app->table);
	send_one(listener);
	if (last && listener->ended && !strstr(listener->text.data, "data:")) {
		/* The job is finished and the listener knows it: 204 tells it not to reconnect. */
		listener_free(listener);
		reply_empty(request, 204);
		return;
	}
	reply_listener(request, listener);
}

/* "<epoch>-<change>", if the epoch is that of this process. */
static bool can_resume(struct request *request, uint64_t *ret_since)
{
	const char *last = request_header(request, "Last-Event-ID");
	if (!last)
		return false;
	char *dash;
	uint64_t epoch = strtoull(last, &dash, 16);
	if (*dash != '-' || epoch != job_table_epoch(request->app->table))
		return false;
	uint64_t since = strtoull(dash + 1, NULL, 10);
	if (since > job_table_now(request->app->table))
		return false;
	*ret_since = since;
	return true;
}

void handle_events(struct request *request)
{
	struct listener *listener = listener_new(request, NULL);
	listener->since = job_table_now(request->app->table);
	bool resumed = can_resume(request, &listener->since);
	/* A listener that does not resume reads GET /jobs after this event and misses nothing in
	 * between. */
	buf_printf(&listener->text, "event: hello\ndata: {\"resumed\":%s}\n\n",
		resumed ? "true" : "false");
	append_farm(listener);
	reply_listener(request, listener);
}
