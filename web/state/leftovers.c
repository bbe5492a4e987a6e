/* leftovers.c: a list, and a thread that works through it. */
#include "web/state/leftovers.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/workflow_store.h"
#include "common/objstore/store.h"
#include "web/state/ticker.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

enum {
	LOOK_MS = 500,
	SETTLE_MS = 2000, /* messages sent before the failure may still be in flight */
	AGAIN_MS = 5000,
};

struct leftover {
	struct leftover *next;
	char *id, *key, *nuid; /* owned */
	bool asked_again;
	int64_t due_ms; /* monotonic */
};

struct leftovers {
	const struct settings *settings;
	struct backend *backend;
	struct ticker *ticker;
	pthread_mutex_t lock;
	struct leftover *first; /* in the order in which they fall due */
};

static void leftover_free(struct leftover **leftover)
{
	struct leftover *it = *leftover;
	alloc_free(&it->id);
	alloc_free(&it->key);
	alloc_free(&it->nuid);
	alloc_free(leftover);
}

static void put_in_order(struct leftovers *leftovers, struct leftover *leftover, int64_t ms)
{
	pthread_mutex_lock(&leftovers->lock);
	leftover->due_ms = clock_monotonic_ms() + ms;
	struct leftover **link = &leftovers->first;
	while (*link && (*link)->due_ms <= leftover->due_ms)
		link = &(*link)->next;
	leftover->next = *link;
	*link = leftover;
	pthread_mutex_unlock(&leftovers->lock);
}

void leftovers_add(struct leftovers *leftovers, const char *id, const char *key, const char *nuid,
	bool asked_again)
{
	struct leftover *leftover = alloc_zeroed(1, sizeof *leftover);
	leftover->id = alloc_string(id);
	leftover->key = alloc_string(key);
	leftover->nuid = alloc_string(nuid);
	leftover->asked_again = asked_again;
	put_in_order(leftovers, leftover, SETTLE_MS);
}

/* NULL: none is due. */
static struct leftover *take(struct leftovers *leftovers, bool all)
{
	pthread_mutex_lock(&leftovers->lock);
	struct leftover *first = leftovers->first;
	if (first && !all && first->due_ms > clock_monotonic_ms())
		first = NULL;
	if (first)
		leftovers->first = first->next;
	pthread_mutex_unlock(&leftovers->lock);
	return first;
}

/* ---- removing ---- */

/* *context: set when the job has finished normally; then its PDF is needed. */
static int cancel(struct workflow *workflow, void *context, struct err *err)
{
	bool *is_done = context;
	(void)err;
	bool is_finished = workflow_is_finished(workflow);
	*is_done = is_finished && workflow->status != WORKFLOW_CANCELLED;
	if (is_finished)
		return 0;
	workflow_finish(workflow, WORKFLOW_CANCELLED, "the upload could not be finished");
	return 1;
}

/* The client may never have learnt of a job that was created. In case the job's event was
 * published, the state must remain, as cancelled; the stage would recreate a missing one. 1: the
 * PDF belongs to a job. */
static int withdraw_job(struct natsconn *conn, const struct leftover *leftover, struct err *err)
{
	struct workflow *workflow = NULL;
	bool is_done = false;
	if (workflow_store_get(conn, leftover->id, &workflow, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	bool ours = strcmp(workflow->pdf_key, leftover->key) == 0;
	workflow_free(&workflow);
	if (!ours)
		return 0;
	if (leftover->asked_again)
		return 1;
	if (workflow_store_change(conn, leftover->id, cancel, &is_done, NULL, NULL, err) < 0)
		return -1;
	return is_done;
}

static int clean_up(struct leftovers *leftovers, const struct leftover *leftover, struct err *err)
{
	struct natsconn *conn = backend_conn(leftovers->backend, err);
	int rc = conn ? withdraw_job(conn, leftover, err) : -1;
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	return objstore_remove_remains(conn, leftovers->settings->nats.pdf_object_store_bucket,
		leftover->key, leftover->nuid, err);
}

static int64_t tick(void *context)
{
	struct leftovers *leftovers = context;
	struct leftover *leftover;
	struct err err;
	while ((leftover = take(leftovers, false))) {
		if (clean_up(leftovers, leftover, &err) < 0) {
			put_in_order(leftovers, leftover, AGAIN_MS);
			break;
		}
		leftover_free(&leftover);
	}
	return LOOK_MS;
}

struct leftovers *leftovers_start(const struct settings *settings, struct backend *backend)
{
	struct leftovers *leftovers = alloc_zeroed(1, sizeof *leftovers);
	leftovers->settings = settings;
	leftovers->backend = backend;
	pthread_mutex_init(&leftovers->lock, NULL);
	leftovers->ticker = ticker_start(tick, leftovers);
	return leftovers;
}

void leftovers_stop(struct leftovers **leftovers)
{
	struct leftovers *it = *leftovers;
	struct leftover *leftover;
	struct err err;
	bool answers = true;
	if (!it)
		return;
	ticker_stop(&it->ticker);
	while ((leftover = take(it, true))) {
		answers = answers && clean_up(it, leftover, &err) == 0;
		if (!answers)
			log_warn("%s: what an upload left behind stays: %s", leftover->key,
				err.text);
		leftover_free(&leftover);
	}
	pthread_mutex_destroy(&it->lock);
	alloc_free(leftovers);
}
