/* publish_window: publishes to a stream with several in flight, each acknowledged (internal to
 * libfarm).
 *
 * The library's own asynchronous publishing shares one state among all users of a context; here
 * every window counts its own acks, so that one writer never waits for another's. All windows of
 * a connection share one subscription for their acks (a pubhub), which lives as long as it does.
 */
#ifndef LECTERN_COMMON_NATS_PUBLISH_WINDOW_H
#define LECTERN_COMMON_NATS_PUBLISH_WINDOW_H

#include "common/base/err.h"

#include <nats/nats.h>
#include <stddef.h>

/* ---- one for each connection, owned by natsconn ---- */

struct pubhub;

int pubhub_open(natsConnection *nats, struct pubhub **ret_hub, struct err *err);
/* The connection broke: acks that are outstanding will not come. */
void pubhub_disconnected(struct pubhub *hub);
/* Nothing has come since then (monotonic): what has been outstanding since before fails. */
void pubhub_silent(struct pubhub *hub, int64_t since_ms);
/* After the last window was closed. */
void pubhub_close(struct pubhub **hub);

/* ---- one for each writer; belongs to one thread ---- */

struct pubwindow;

/* At most `limit` publishes in flight. `hub` must outlive it. */
struct pubwindow *pubwindow_open(struct pubhub *hub, unsigned limit);
void pubwindow_close(struct pubwindow **window);

/* Publishes, waiting for room first. The first failure of any publish is the error of this and
 * every later call. header may be NULL, else value goes with it. */
int pubwindow_publish(struct pubwindow *window, const char *subject, const char *header,
	const char *value, const void *data, size_t len, struct err *err);

/* How many were answered so far, be it with a failure. */
uint64_t pubwindow_answered(struct pubwindow *window);

/* Waits until all are acknowledged, or one failed. */
int pubwindow_flush(struct pubwindow *window, struct err *err);

/* Waits until nothing is in flight any more, however it ended; gives up after ms. */
void pubwindow_settle(struct pubwindow *window, int64_t ms);

#endif
