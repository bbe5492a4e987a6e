/* publish_window: publishes to a stream with several messages in flight, each acknowledged
 * (internal to libfarm).
 *
 * The library's own asynchronous publishing shares its state among all users of a context; here
 * every window counts its own acks, so that writers never wait for each other. All windows of a
 * connection share one subscription for their acks (a pubhub), which lives as long as the
 * connection.
 */
#ifndef LECTERN_COMMON_NATS_PUBLISH_WINDOW_H
#define LECTERN_COMMON_NATS_PUBLISH_WINDOW_H

#include "common/base/err.h"

#include <nats/nats.h>
#include <stddef.h>

/* ---- one per connection, owned by natsconn ---- */

struct pubhub;

int pubhub_open(natsConnection *nats, struct pubhub **ret_hub, struct err *err);
/* The connection broke: outstanding acks will not arrive. */
void pubhub_disconnected(struct pubhub *hub);
/* The server has been silent since then (monotonic): publishes unanswered since fail. */
void pubhub_silent(struct pubhub *hub, int64_t since_ms);
/* All windows must be closed by then. */
void pubhub_close(struct pubhub **hub);

/* ---- one per writer; for use by one thread ---- */

struct pubwindow;

/* Allows at most `limit` publishes in flight. `hub` must outlive the window. */
struct pubwindow *pubwindow_open(struct pubhub *hub, unsigned limit);
void pubwindow_close(struct pubwindow **window);

/* Publishes, first waiting for room in the window. The first failure of any publish is the error of
 * this and every later call. header may be NULL; otherwise `value` is its value. */
int pubwindow_publish(struct pubwindow *window, const char *subject, const char *header,
	const char *value, const void *data, size_t len, struct err *err);

/* How many publishes have been answered, even if with an error. */
uint64_t pubwindow_answered(struct pubwindow *window);

/* Waits until all publishes are acknowledged or one has failed. */
int pubwindow_flush(struct pubwindow *window, struct err *err);

/* Waits until nothing is in flight, whatever the outcome, for at most `ms` milliseconds. */
void pubwindow_settle(struct pubwindow *window, int64_t ms);

#endif
