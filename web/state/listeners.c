/* listeners.c: positions waiting to be written, and the thread that writes them. */
#include "web/state/listeners.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "web/state/ticker.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	WRITE_EVERY_MS = 10000, /* for each book */
	LOOK_EVERY_MS = 500,
};

/* A book whose position was reported recently. */
struct heard {
	char *job; /* owned */
	struct listener_position position;
	int64_t written_ms; /* monotonic: when its entry was last written, or a write last failed */
	bool waiting;       /* the position has not been written yet */
};

struct listeners {
	const struct settings *settings;
	struct backend *backend;
	struct job_table *table;
	struct ticker *ticker;
	pthread_mutex_t lock; /* protects everything below */
	struct heard *heard;  /* owned */
	size_t count, room;
};

struct listener_key listeners_key(const struct listeners *listeners, const char *job)
{
	const struct http_settings *http = &listeners->settings->http;
	return (struct listener_key) { http->tenant, http->user, job };
}

/* ---- the list; call with the lock held ---- */

static struct heard *find(struct listeners *listeners, const char *job)
{
	for (size_t i = 0; i < listeners->count; i++) {
		if (strcmp(listeners->heard[i].job, job) == 0)
			return &listeners->heard[i];
	}
	return NULL;
}

static struct heard *add(struct listeners *listeners, const char *job)
{
	if (listeners->count == listeners->room) {
		listeners->room = listeners->room ? 2 * listeners->room : 16;
		listeners->heard =
			alloc_resize(listeners->heard, listeners->room * sizeof *listeners->heard);
	}
	struct heard *heard = &listeners->heard[listeners->count++];
	*heard = (struct heard) { .job = alloc_string(job) };
	return heard;
}

static void drop(struct listeners *listeners, struct heard *heard)
{
	alloc_free(&heard->job);
	*heard = listeners->heard[--listeners->count];
}

/* ---- positions ---- */

int listeners_get(struct listeners *listeners, struct natsconn *conn, const char *job,
	struct listener_position *ret_position, struct err *err)
{
	pthread_mutex_lock(&listeners->lock);
	const struct heard *heard = find(listeners, job);
	bool waiting = heard && heard->waiting;
	if (waiting)
		*ret_position = heard->position;
	pthread_mutex_unlock(&listeners->lock);
	if (waiting)
		return 0;
	struct arena *arena = arena_new();
	struct listener_key key = listeners_key(listeners, job);
	struct listener_state state;
	int rc = listener_store_get(conn, &key, arena, &state, err);
	arena_free(&arena);
	if (rc == 0)
		*ret_position = state.position;
	return rc;
}

/* Records a reported position; *ret_stands is the latest one known. True: it will be written
 * when its turn comes. False: the caller must write it now. */
static bool take(struct listeners *listeners, const char *job,
	const struct listener_position *position, struct listener_position *ret_stands)
{
	int64_t now = clock_monotonic_ms();
	pthread_mutex_lock(&listeners->lock);
	struct heard *heard = find(listeners, job);
	bool waits = heard && now - heard->written_ms < WRITE_EVERY_MS;
	if (!heard)
		heard = add(listeners, job);
	if (!waits) {
		heard->written_ms = now;
		heard->waiting = false;
	}
	if (listener_is_later(position, &heard->position)) {
		heard->position = *position;
		heard->waiting = waits;
	}
	*ret_stands = heard->position;
	pthread_mutex_unlock(&listeners->lock);
	return waits;
}

/* The bucket may have held a later position, and the client may have reported another meanwhile. */
static void note_written(
	struct listeners *listeners, const char *job, const struct listener_position *stands)
{
	pthread_mutex_lock(&listeners->lock);
	struct heard *heard = find(listeners, job);
	if (heard && stands->at_ms > heard->position.at_ms) {
		heard->position = *stands;
		heard->waiting = false;
	}
	pthread_mutex_unlock(&listeners->lock);
}

int listeners_put(struct listeners *listeners, struct natsconn *conn, const char *job,
	const struct listener_position *position, struct listener_position *ret_stands,
	struct err *err)
{
	struct listener_position stands;
	if (!take(listeners, job, position, &stands)) {
		struct listener_key key = listeners_key(listeners, job);
		const struct listener_position wanted = stands;
		if (listener_store_set_position(conn, &key, &wanted, &stands, err) < 0) {
			listeners_forget(listeners, job);
			return -1;
		}
		note_written(listeners, job, &stands);
	}
	*ret_stands = stands;
	return 0;
}

void listeners_forget(struct listeners *listeners, const char *job)
{
	pthread_mutex_lock(&listeners->lock);
	struct heard *heard = find(listeners, job);
	if (heard)
		drop(listeners, heard);
	pthread_mutex_unlock(&listeners->lock);
}

/* ---- the thread ---- */

/* Takes one entry that is due, or any when `all`. Entries that are written and old are dropped. */
static bool next_due(struct listeners *listeners, bool all, char **ret_job,
	struct listener_position *ret_position)
{
	int64_t now = clock_monotonic_ms();
	for (size_t i = 0; i < listeners->count;) {
		struct heard *heard = &listeners->heard[i];
		bool due = all || now - heard->written_ms >= WRITE_EVERY_MS;
		if (due && !heard->waiting) {
			drop(listeners, heard);
		} else if (due) {
			heard->written_ms = now;
			heard->waiting = false;
			*ret_job = alloc_string(heard->job);
			*ret_position = heard->position;
			return true;
		} else {
			i++;
		}
	}
	return false;
}

/* Retry after another ten seconds. */
static void keep_waiting(struct listeners *listeners, const char *job)
{
	pthread_mutex_lock(&listeners->lock);
	struct heard *heard = find(listeners, job);
	if (heard)
		heard->waiting = true;
	pthread_mutex_unlock(&listeners->lock);
}

/* False: the broker did not accept it. */
static bool write_one(
	struct listeners *listeners, const char *job, const struct listener_position *position)
{
	struct err err;
	struct natsconn *conn = backend_conn(listeners->backend, &err);
	struct listener_key key = listeners_key(listeners, job);
	struct listener_position stands;
	if (!conn)
		return false;
	/* Another process may have deleted the job. */
	if (backend_is_warm(listeners->backend) && !job_table_has(listeners->table, job))
		return true;
	if (listener_store_set_position(conn, &key, position, &stands, &err) < 0) {
		log_warn("%s: saving the listener's position: %s", job, err.text);
		return false;
	}
	note_written(listeners, job, &stands);
	return true;
}

/* Called with the lock held; releases it while writing. */
static void write_due(struct listeners *listeners, bool all)
{
	char *job;
	struct listener_position position;
	bool going = true;
	while (going && next_due(listeners, all, &job, &position)) {
		pthread_mutex_unlock(&listeners->lock);
		if (!write_one(listeners, job, &position)) {
			keep_waiting(listeners, job);
			going = false;
		}
		alloc_free(&job);
		pthread_mutex_lock(&listeners->lock);
	}
}

static int64_t tick(void *context)
{
	struct listeners *listeners = context;
	pthread_mutex_lock(&listeners->lock);
	write_due(listeners, false);
	pthread_mutex_unlock(&listeners->lock);
	return LOOK_EVERY_MS;
}

struct listeners *listeners_start(
	const struct settings *settings, struct backend *backend, struct job_table *table)
{
	struct listeners *listeners = alloc_zeroed(1, sizeof *listeners);
	listeners->settings = settings;
	listeners->backend = backend;
	listeners->table = table;
	pthread_mutex_init(&listeners->lock, NULL);
	listeners->ticker = ticker_start(tick, listeners);
	return listeners;
}

void listeners_stop(struct listeners **listeners)
{
	struct listeners *it = *listeners;
	if (!it)
		return;
	ticker_stop(&it->ticker);
	pthread_mutex_lock(&it->lock);
	write_due(it, true);
	pthread_mutex_unlock(&it->lock);
	while (it->count > 0)
		drop(it, &it->heard[0]);
	alloc_free(&it->heard);
	pthread_mutex_destroy(&it->lock);
	alloc_free(listeners);
}
