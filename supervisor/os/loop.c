/* loop.c: epoll and a list of timers. */
#include "supervisor/os/loop.h"

#include "common/base/alloc.h"
#include "supervisor/os/sys.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { BATCH = 64, LATE_MS = 1000 };

struct loop {
	int epoll;
	int64_t now;
	struct loop_timer *timers;
	struct epoll_event events[BATCH];
	int event_count; /* in the batch being dispatched */
	loop_late *late;
	void *late_context;
};

int loop_new(struct loop **ret_loop, struct err *err)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	if (epoll < 0)
		return err_errno(err, ERR_INTERNAL, errno, "epoll_create1");
	struct loop *loop = alloc_zeroed(1, sizeof *loop);
	loop->epoll = epoll;
	loop->now = sys_now_ms();
	*ret_loop = loop;
	return 0;
}

void loop_free(struct loop **loop)
{
	if (!loop || !*loop)
		return;
	close((*loop)->epoll);
	alloc_free(loop);
}

void loop_on_late(struct loop *loop, loop_late *late, void *context)
{
	loop->late = late;
	loop->late_context = context;
}

int64_t loop_now(const struct loop *loop)
{
	return loop->now;
}

int loop_add(
	struct loop *loop, struct loop_source *source, int fd, uint32_t events, struct err *err)
{
	struct epoll_event event = { .events = events, .data = { .ptr = source } };
	if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "epoll_ctl");
	source->fd = fd;
	return 0;
}

void loop_remove(struct loop *loop, struct loop_source *source)
{
	if (source->fd < 0)
		return;
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, source->fd, NULL);
	source->fd = -1;
	for (int i = 0; i < loop->event_count; i++) {
		if (loop->events[i].data.ptr == source)
			loop->events[i].data.ptr = NULL;
	}
}

void loop_add_timer(struct loop *loop, struct loop_timer *timer)
{
	timer->next = loop->timers;
	loop->timers = timer;
}

void loop_remove_timer(struct loop *loop, struct loop_timer *timer)
{
	for (struct loop_timer **at = &loop->timers; *at; at = &(*at)->next) {
		if (*at == timer) {
			*at = timer->next;
			return;
		}
	}
}

static int64_t next_due(const struct loop *loop)
{
	int64_t due = LOOP_NEVER;
	for (const struct loop_timer *timer = loop->timers; timer; timer = timer->next) {
		if (timer->due < due)
			due = timer->due;
	}
	return due;
}

/* The timeout in milliseconds for epoll_wait(2). */
static int wait_until(int64_t due)
{
	if (due == LOOP_NEVER)
		return -1;
	int64_t wait = due - sys_now_ms();
	if (wait <= 0)
		return 0;
	return wait > INT_MAX ? INT_MAX : (int)wait;
}

static void fire_timers(struct loop *loop)
{
	struct loop_timer *timer = loop->timers;
	while (timer) {
		if (timer->due <= loop->now) {
			timer->due = LOOP_NEVER;
			timer->fire(timer, loop->now);
			/* The callback may have changed the list. */
			timer = loop->timers;
		} else {
			timer = timer->next;
		}
	}
}

void loop_turn(struct loop *loop)
{
	int64_t due = next_due(loop);
	int count = sys_wait(loop->epoll, loop->events, BATCH, wait_until(due));
	loop->event_count = count > 0 ? count : 0;
	loop->now = sys_now_ms();
	if (due != LOOP_NEVER && loop->now - due > LATE_MS && loop->late)
		loop->late(loop->late_context, loop->now - due);
	for (int i = 0; i < loop->event_count; i++) {
		struct loop_source *source = loop->events[i].data.ptr;
		if (source)
			source->ready(source, loop->events[i].events);
	}
	loop->event_count = 0;
	fire_timers(loop);
}
