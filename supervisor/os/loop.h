/* loop: an epoll instance with its sources and timers. Single-threaded.
 *
 * Sources and timers are embedded in the structures they serve and must be removed before those are
 * freed. A callback may add, remove and change any of them, itself included.
 */
#ifndef LECTERN_SUPERVISOR_OS_LOOP_H
#define LECTERN_SUPERVISOR_OS_LOOP_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define LOOP_NEVER INT64_MAX

struct loop;

struct loop_source {
	int fd; /* -1 while not in a loop; owned by the caller */
	void (*ready)(struct loop_source *source, uint32_t events);
	void *context;
};

struct loop_timer {
	int64_t due; /* monotonic ms, or LOOP_NEVER; may be set at any time */
	void (*fire)(struct loop_timer *timer, int64_t now);
	void *context;
	struct loop_timer *next; /* for the loop's use */
};

/* Called when a turn came more than a second late (the machine or this process was suspended),
 * before anything else is dispatched, so that the delay is not held against any process. */
typedef void loop_late(void *context, int64_t late_ms);

int loop_new(struct loop **ret_loop, struct err *err);
void loop_free(struct loop **loop);
void loop_on_late(struct loop *loop, loop_late *late, void *context);

/* The monotonic time of this turn, in ms. */
int64_t loop_now(const struct loop *loop);

/* `events` as for epoll_ctl(2); level-triggered. */
int loop_add(
	struct loop *loop, struct loop_source *source, int fd, uint32_t events, struct err *err);
/* Removes the source, including its events not yet dispatched in this turn. May be called twice. */
void loop_remove(struct loop *loop, struct loop_source *source);

void loop_add_timer(struct loop *loop, struct loop_timer *timer);
void loop_remove_timer(struct loop *loop, struct loop_timer *timer);

/* Waits for the next event or timer, then dispatches what is due: sources first, then timers. */
void loop_turn(struct loop *loop);

#endif
