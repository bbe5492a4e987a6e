/* loop: one epoll, its sources and timers. Single-threaded.
 *
 * Sources and timers are embedded in what they serve and must be removed before that goes. A
 * callback may add, remove and change any of them, its own included.
 */
#ifndef LECTERN_SUPERVISOR_OS_LOOP_H
#define LECTERN_SUPERVISOR_OS_LOOP_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define LOOP_NEVER INT64_MAX

struct loop;

struct loop_source {
	int fd; /* -1 while not in a loop; not owned */
	void (*ready)(struct loop_source *source, uint32_t events);
	void *context;
};

struct loop_timer {
	int64_t due; /* monotonic ms, or LOOP_NEVER; may be set at any time */
	void (*fire)(struct loop_timer *timer, int64_t now);
	void *context;
	struct loop_timer *next; /* the loop's */
};

/* Called when a turn came more than a second later than planned (the machine or this process was
 * stopped), before anything else is served: that time is not counted against any process. */
typedef void loop_late(void *context, int64_t late_ms);

int loop_new(struct loop **ret_loop, struct err *err);
void loop_free(struct loop **loop);
void loop_on_late(struct loop *loop, loop_late *late, void *context);

/* The time of this turn, monotonic ms. */
int64_t loop_now(const struct loop *loop);

/* events as in epoll_ctl(2); level-triggered. */
int loop_add(
	struct loop *loop, struct loop_source *source, int fd, uint32_t events, struct err *err);
/* Forgets the source, also what is still to be served of it in this turn. Harmless twice. */
void loop_remove(struct loop *loop, struct loop_source *source);

void loop_add_timer(struct loop *loop, struct loop_timer *timer);
void loop_remove_timer(struct loop *loop, struct loop_timer *timer);

/* Waits for the next event or timer and serves what there is: sources first, then timers. */
void loop_turn(struct loop *loop);

#endif
