/* backend: the thread that connects to the broker and keeps the job table up to date. */
#include "web/state/backend.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/topology.h"
#include "web/state/follow.h"
#include "web/state/recount.h"
#include "web/state/ticker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	CONNECT_WAIT_MS = 1000,
	RETRY_MS = 500,
	IDLE_MS = 1000,
	PULSE_EVERY_MS = 1000,
	PULSE_ANSWER_MS = 3000,
	PROMPT_ANSWER_MS = 2000,
};

struct backend {
	const struct settings *settings;
	struct job_table *table;
	pthread_t thread;
	struct ticker *pulse;
	atomic_bool stopping, warm;
	_Atomic(struct natsconn *) ready; /* set once, when the streams and buckets exist */
	struct natsconn *conn;            /* used by the thread, then by backend_stop */
	_Atomic(struct follow *) follow;
	char logged[sizeof((struct err *)0)->text]; /* the last failure: each is logged once */
};

static void pause_ms(int64_t ms)
{
	struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	nanosleep(&pause, NULL);
}

static void tell(struct backend *backend, const char *text)
{
	if (strcmp(backend->logged, text) == 0)
		return;
	snprintf(backend->logged, sizeof backend->logged, "%s", text);
	if (*text)
		log_warn("%s", text);
	else
		log_info("the broker answers");
}

static bool connect_once(struct backend *backend, struct err *err)
{
	if (!backend->conn && natsconn_open(&backend->settings->nats, "lectern-web",
				      CONNECT_WAIT_MS, &backend->conn, err) < 0)
		return false;
	struct follow *follow = NULL;
	if (topology_ensure(backend->conn, err) < 0 ||
		follow_open(backend->conn, backend->table, &follow, err) < 0)
		return false;
	atomic_store(&backend->follow, follow);
	atomic_store(&backend->ready, backend->conn);
	return true;
}

static uint64_t reconnects(struct backend *backend)
{
	natsStatistics *stats = NULL;
	uint64_t count = 0, ignored;
	if (natsStatistics_Create(&stats) != NATS_OK)
		return 0;
	if (natsConnection_GetStats(natsconn_nats(backend->conn), stats) == NATS_OK)
		natsStatistics_GetCounts(stats, &ignored, &ignored, &ignored, &ignored, &count);
	natsStatistics_Destroy(stats);
	return count;
}

/* One round: applies news, and recounts when events may have been missed, which is at the start
 * and after each reconnection. */
static int keep_up(struct backend *backend, uint64_t *counted, struct err *err)
{
	struct follow *follow = atomic_load(&backend->follow);
	uint64_t now = reconnects(backend) + 1;
	if (*counted != now)
		follow_reconnected(follow);
	if (follow_catch_up(follow, err) < 0)
		return -1;
	atomic_store(&backend->warm, true);
	if (*counted != now && recount(backend->conn, backend->table, err) < 0)
		return -1;
	*counted = now;
	return 0;
}

static void *run(void *context)
{
	struct backend *backend = context;
	struct err err = { ERR_NONE, "" };
	while (!atomic_load(&backend->stopping) && !connect_once(backend, &err)) {
		tell(backend, err.text);
		pause_ms(RETRY_MS);
	}
	uint64_t counted = 0;
	while (!atomic_load(&backend->stopping)) {
		if (keep_up(backend, &counted, &err) < 0) {
			tell(backend, err.text);
			/* The broker came back without its data: create streams and buckets
			 * again. */
			if (err.kind == ERR_NOT_FOUND)
				topology_ensure(backend->conn, &err);
			pause_ms(RETRY_MS);
		} else {
			tell(backend, "");
			follow_wait(atomic_load(&backend->follow), IDLE_MS);
		}
	}
	return NULL;
}

/* A stopped broker keeps its connections open, and one whose disk hangs even answers a ping.
 * Only a JetStream request reveals whether it works. */
static bool is_silent(struct natsconn *conn, int64_t wait_ms)
{
	jsOptions options;
	jsAccountInfo *info = NULL;
	jsErrCode code = 0;
	jsOptions_Init(&options);
	options.Wait = wait_ms;
	int64_t asked_ms = clock_monotonic_ms();
	bool silent = js_GetAccountInfo(&info, natsconn_js(conn), &options, &code) == NATS_TIMEOUT;
	jsAccountInfo_Destroy(info);
	if (silent && !natsconn_is_silent(conn))
		log_warn("the broker is connected but does not answer");
	natsconn_set_silent(conn, silent ? asked_ms : 0);
	return silent;
}

static int64_t take_pulse(void *context)
{
	struct backend *backend = context;
	struct natsconn *conn = atomic_load(&backend->ready);
	if (conn && natsconn_is_connected(conn))
		is_silent(conn, PULSE_ANSWER_MS);
	return PULSE_EVERY_MS;
}

struct backend *backend_start(const struct settings *settings, struct job_table *table)
{
	struct backend *backend = alloc_zeroed(1, sizeof *backend);
	backend->settings = settings;
	backend->table = table;
	snprintf(backend->logged, sizeof backend->logged, "not connected yet");
	if (pthread_create(&backend->thread, NULL, run, backend) != 0)
		abort(); /* no thread at startup: nothing would work */
	backend->pulse = ticker_start(take_pulse, backend);
	return backend;
}

void backend_stop(struct backend **backend)
{
	if (!backend || !*backend)
		return;
	struct backend *b = *backend;
	atomic_store(&b->stopping, true);
	struct follow *follow = atomic_load(&b->follow);
	if (follow)
		follow_wake(follow);
	pthread_join(b->thread, NULL);
	ticker_stop(&b->pulse);
	follow = atomic_load(&b->follow);
	follow_close(&follow);
	natsconn_close(&b->conn);
	alloc_free(backend);
}

struct natsconn *backend_conn(struct backend *backend, struct err *err)
{
	struct natsconn *conn = atomic_load(&backend->ready);
	if (conn && natsconn_is_connected(conn) && !natsconn_is_silent(conn))
		return conn;
	err_set(err, ERR_UNAVAILABLE, "the message broker does not answer");
	return NULL;
}

struct natsconn *backend_conn_now(struct backend *backend, struct err *err)
{
	struct natsconn *conn = backend_conn(backend, err);
	if (conn && is_silent(conn, PROMPT_ANSWER_MS))
		return backend_conn(backend, err);
	return conn;
}

bool backend_is_lost(struct backend *backend)
{
	struct natsconn *conn = atomic_load(&backend->ready);
	return conn && natsconn_lost(conn);
}

bool backend_is_warm(struct backend *backend)
{
	return atomic_load(&backend->warm);
}
