/* connection.c: opening, monitoring and closing the connection. */
#include "common/nats/connection.h"

#include "common/base/alloc.h"
#include "common/base/arena.h"
#include "common/base/monotonic.h"
#include "common/nats/auth.h"
#include "common/nats/internal.h"
#include "common/nats/publish_window.h"
#include "common/nats/retry.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
	CONNECT_TIMEOUT_MS = 2000,
	RECONNECT_WAIT_MS = 250,
	RECONNECT_JITTER_MS = 250,
	PING_INTERVAL_MS = 10000,
	MAX_PINGS_OUT = 2,
	WRITE_DEADLINE_MS = 5000,
	FLUSH_MS = 2000,
	CLOSED_MS = 5000,
	PUBLISH_WAIT_MS = 5000,
};

struct natsconn {
	const struct nats_settings *settings;
	char *shown_url; /* without user and password */
	natsOptions *options;
	natsConnection *nats;
	jsCtx *js;
	struct pubhub *hub;
	atomic_bool connected, lost, silent;
	atomic_uint epoch;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool closing; /* by us */
	bool closed;  /* the library's last callback has run */
};

/* ---- the library's callbacks, run in its own thread ---- */

/* A connection that failed to open may still call back after a later attempt has succeeded. */
static bool is_ours(struct natsconn *conn, const natsConnection *nats)
{
	pthread_mutex_lock(&conn->lock);
	bool ours = conn->nats == nats;
	pthread_mutex_unlock(&conn->lock);
	return ours;
}

static void on_disconnected(natsConnection *nats, void *closure)
{
	struct natsconn *conn = closure;
	if (!is_ours(conn, nats))
		return;
	atomic_store(&conn->connected, false);
	pthread_mutex_lock(&conn->lock); /* keeps the hub alive */
	if (conn->hub)
		pubhub_disconnected(conn->hub);
	pthread_mutex_unlock(&conn->lock);
}

static void on_reconnected(natsConnection *nats, void *closure)
{
	struct natsconn *conn = closure;
	if (!is_ours(conn, nats))
		return;
	atomic_fetch_add(&conn->epoch, 1);
	atomic_store(&conn->connected, true);
}

static void on_closed(natsConnection *nats, void *closure)
{
	struct natsconn *conn = closure;
	if (!is_ours(conn, nats))
		return;
	atomic_store(&conn->connected, false);
	pthread_mutex_lock(&conn->lock);
	if (!conn->closing)
		atomic_store(&conn->lost, true);
	conn->closed = true;
	pthread_cond_broadcast(&conn->changed);
	pthread_mutex_unlock(&conn->lock);
}

/* Without a handler, the library writes errors to stderr; each of them also reaches the call that
 * caused it. */
static void on_error(
	natsConnection *nats, natsSubscription *subscription, natsStatus status, void *closure)
{
	(void)nats;
	(void)subscription;
	(void)status;
	(void)closure;
}

/* ---- options ---- */

/* Turns "nats://user:word@host:4222" into "nats://host:4222", in a comma-separated list too. */
static char *without_credentials(const char *urls)
{
	char *text = alloc_string(urls);
	char *out = text;
	for (const char *at = urls; *at;) {
		size_t len = strcspn(at, ",");
		const char *scheme = strstr(at, "://");
		size_t start = scheme && scheme < at + len ? (size_t)(scheme - at) + 3 : 0;
		size_t skip = start;
		for (size_t i = start; i < len; i++) {
			if (at[i] == '@')
				skip = i + 1;
		}
		memmove(out, at, start);
		out += start;
		memmove(out, at + skip, len - skip);
		out += len - skip;
		at += len;
		if (*at == ',')
			*out++ = *at++;
	}
	*out = '\0';
	return text;
}

static natsStatus set_urls(natsOptions *options, const char *urls)
{
	const char *servers[16];
	int count = 0;
	char *copy = alloc_string(urls);
	char *rest = NULL;
	for (char *url = strtok_r(copy, ", ", &rest); url && count < 16;
		url = strtok_r(NULL, ", ", &rest))
		servers[count++] = url;
	natsStatus status = natsOptions_SetServers(options, servers, count);
	free(copy);
	return status;
}

static natsStatus make_options(struct natsconn *conn, const char *name)
{
	natsStatus s = natsOptions_Create(&conn->options);
	natsOptions *options = conn->options;
	if (s == NATS_OK)
		s = set_urls(options, conn->settings->url);
	if (s == NATS_OK)
		s = natsOptions_SetName(options, name);
	if (s == NATS_OK)
		s = natsOptions_SetTimeout(options, CONNECT_TIMEOUT_MS);
	if (s == NATS_OK)
		s = natsOptions_SetMaxReconnect(options, -1);
	if (s == NATS_OK)
		s = natsOptions_SetReconnectWait(options, RECONNECT_WAIT_MS);
	if (s == NATS_OK)
		s = natsOptions_SetReconnectJitter(
			options, RECONNECT_JITTER_MS, RECONNECT_JITTER_MS);
	/* A publish while disconnected fails at once instead of being buffered in memory, where it
	 * would be lost. */
	if (s == NATS_OK)
		s = natsOptions_SetReconnectBufSize(options, 0);
	if (s == NATS_OK)
		s = natsOptions_SetFailRequestsOnDisconnect(options, true);
	if (s == NATS_OK)
		s = natsOptions_SetPingInterval(options, PING_INTERVAL_MS);
	if (s == NATS_OK)
		s = natsOptions_SetMaxPingsOut(options, MAX_PINGS_OUT);
	/* Otherwise the library's flusher thread delays what is published by a millisecond, to
	 * batch it; we wait for the answer to nearly everything we publish. */
	if (s == NATS_OK)
		s = natsOptions_SetSendAsap(options, true);
	if (s == NATS_OK)
		s = natsOptions_SetWriteDeadline(options, WRITE_DEADLINE_MS);
	if (s == NATS_OK)
		s = natsOptions_SetDisconnectedCB(options, on_disconnected, conn);
	if (s == NATS_OK)
		s = natsOptions_SetReconnectedCB(options, on_reconnected, conn);
	if (s == NATS_OK)
		s = natsOptions_SetClosedCB(options, on_closed, conn);
	if (s == NATS_OK)
		s = natsOptions_SetErrorHandler(options, on_error, conn);
	return s;
}

/* ---- opening ---- */

/* A single attempt. */
static natsStatus connect_once(struct natsconn *conn)
{
	natsConnection *nats = NULL;
	natsStatus status = natsConnection_Connect(&nats, conn->options);
	if (status != NATS_OK)
		return status;
	pthread_mutex_lock(&conn->lock);
	conn->nats = nats;
	conn->closed = false;
	pthread_mutex_unlock(&conn->lock);
	atomic_store(&conn->connected, true);
	/* Changes before conn->nats was set reached no callback. */
	if (natsConnection_Status(nats) == NATS_CONN_STATUS_CONNECTED)
		return NATS_OK;
	pthread_mutex_lock(&conn->lock);
	conn->nats = NULL;
	pthread_mutex_unlock(&conn->lock);
	atomic_store(&conn->connected, false);
	natsConnection_Destroy(nats);
	return NATS_CONNECTION_DISCONNECTED;
}

static int connect_patiently(struct natsconn *conn, int64_t wait_ms, struct err *err)
{
	struct retry retry = retry_for(wait_ms, RETRY_UNAVAILABLE);
	for (;;) {
		natsStatus status = connect_once(conn);
		if (status == NATS_OK)
			return 0;
		if (status == NATS_CONNECTION_AUTH_FAILED)
			natsconn_err_said(err, status, 0, natsconn_auth_what(conn->settings),
				"connecting to %s", conn->shown_url);
		else
			natsconn_err(err, status, 0, "connecting to %s", conn->shown_url);
		if (err)
			err->kind = ERR_UNAVAILABLE;
		/* Credentials that are refused once will be refused again, so fail at once. */
		if (status == NATS_CONNECTION_AUTH_FAILED || !retry_pause(&retry))
			return -1;
	}
}

/* The first request starts the thread that serves all replies; nobody listens to this one. */
static natsStatus start_answers(natsConnection *nats)
{
	natsInbox *inbox = NULL;
	natsMsg *answer = NULL;
	natsStatus status = natsInbox_Create(&inbox);
	if (status != NATS_OK)
		return status;
	status = natsConnection_Request(&answer, nats, inbox, NULL, 0, PUBLISH_WAIT_MS);
	natsMsg_Destroy(answer);
	natsInbox_Destroy(inbox);
	return status == NATS_NO_RESPONDERS ? NATS_OK : status;
}

static int open_connection(
	struct natsconn *conn, const char *name, int64_t wait_ms, struct err *err)
{
	natsStatus status = make_options(conn, name);
	if (status != NATS_OK)
		return natsconn_err(err, status, 0, "%s", conn->shown_url);
	if (natsconn_auth_apply(conn->options, conn->settings, err) < 0)
		return -1;
	if (connect_patiently(conn, wait_ms, err) < 0)
		return -1;
	status = start_answers(conn->nats);
	if (status == NATS_OK)
		status = natsConnection_JetStream(&conn->js, conn->nats, NULL);
	if (status != NATS_OK)
		return natsconn_err(err, status, 0, "%s", conn->shown_url);
	struct pubhub *hub = NULL;
	if (pubhub_open(conn->nats, &hub, err) < 0)
		return -1;
	pthread_mutex_lock(&conn->lock);
	conn->hub = hub;
	pthread_mutex_unlock(&conn->lock);
	return 0;
}

int natsconn_open(const struct nats_settings *settings, const char *name, int64_t wait_ms,
	struct natsconn **ret_conn, struct err *err)
{
	struct natsconn *conn = alloc_zeroed(1, sizeof *conn);
	conn->settings = settings;
	conn->shown_url = without_credentials(settings->url);
	pthread_mutex_init(&conn->lock, NULL);
	monotonic_cond_init(&conn->changed);
	sigset_t old;
	natsconn_block_signals(&old);
	int result = open_connection(conn, name, wait_ms, err);
	natsconn_restore_signals(&old);
	if (result < 0) {
		natsconn_close(&conn);
		return -1;
	}
	*ret_conn = conn;
	return 0;
}

/* ---- closing ---- */

/* Returns true once the library will not call back any more. */
static bool close_connection(struct natsconn *conn)
{
	if (!conn->nats)
		return true;
	if (atomic_load(&conn->connected))
		natsConnection_FlushTimeout(conn->nats, FLUSH_MS);
	struct timespec end = monotonic_after(CLOSED_MS);
	natsConnection_Close(conn->nats);
	pthread_mutex_lock(&conn->lock);
	while (!conn->closed) {
		if (pthread_cond_timedwait(&conn->changed, &conn->lock, &end) != 0)
			break;
	}
	bool closed = conn->closed;
	pthread_mutex_unlock(&conn->lock);
	return closed;
}

void natsconn_close(struct natsconn **conn)
{
	struct natsconn *it = *conn;
	if (!it)
		return;
	*conn = NULL;
	pthread_mutex_lock(&it->lock);
	it->closing = true;
	struct pubhub *hub = it->hub;
	it->hub = NULL;
	pthread_mutex_unlock(&it->lock);
	pubhub_close(&hub);
	bool closed = close_connection(it);
	jsCtx_Destroy(it->js);
	natsConnection_Destroy(it->nats);
	natsOptions_Destroy(it->options);
	nats_ReleaseThreadMemory();
	if (!closed)
		return; /* a callback may still come: better leak than use after free */
	pthread_cond_destroy(&it->changed);
	pthread_mutex_destroy(&it->lock);
	free(it->shown_url);
	free(it);
}

/* ---- accessors ---- */

natsConnection *natsconn_nats(struct natsconn *conn)
{
	return conn->nats;
}

jsCtx *natsconn_js(struct natsconn *conn)
{
	return conn->js;
}

const struct nats_settings *natsconn_settings(const struct natsconn *conn)
{
	return conn->settings;
}

struct pubhub *natsconn_pubhub(struct natsconn *conn)
{
	return conn->hub;
}

unsigned natsconn_epoch(const struct natsconn *conn)
{
	return atomic_load(&conn->epoch);
}

bool natsconn_is_connected(struct natsconn *conn)
{
	return atomic_load(&conn->connected);
}

void natsconn_set_silent(struct natsconn *conn, int64_t asked_ms)
{
	atomic_store(&conn->silent, asked_ms > 0);
	if (asked_ms > 0)
		pubhub_silent(conn->hub, asked_ms);
}

bool natsconn_is_silent(const struct natsconn *conn)
{
	return atomic_load(&conn->silent);
}

bool natsconn_lost(const struct natsconn *conn)
{
	return atomic_load(&conn->lost);
}

int natsconn_publish(struct natsconn *conn, const char *subject, const void *data, size_t len,
	const char *msg_id, struct err *err)
{
	jsPubOptions options;
	jsPubOptions_Init(&options);
	options.MaxWait = PUBLISH_WAIT_MS;
	options.MsgId = msg_id;
	jsErrCode code = 0;
	natsStatus status = js_Publish(NULL, conn->js, subject, data, (int)len, &options, &code);
	if (status != NATS_OK)
		return natsconn_err(err, status, code, "publishing to %s", subject);
	return 0;
}
