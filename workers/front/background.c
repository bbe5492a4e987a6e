/* background.c: long work of the front's own (transferring a large object) while the message,
 * the supervisor and the signals are still served. */
#include "workers/front/front.h"

#include "common/base/alloc.h"
#include "common/base/timestamp.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { LOOK_MS = 1000, LEAVING_MS = 2000 };

enum state { RUNNING, OVER, LEFT };

struct background {
	int (*work)(void *context, struct err *err);
	void *context;
	pthread_t thread;
	struct err err;
	int rc, done_fd;
	/* For an errand: freed by whichever is last, its thread or the waiting one. */
	void (*release)(void *context);
	_Atomic enum state state;
};

/* Whether an abandoned errand is still running. */
static atomic_bool one_is_left;

static void background_free(struct background **task)
{
	if ((*task)->done_fd >= 0)
		close((*task)->done_fd);
	if ((*task)->release)
		(*task)->release((*task)->context);
	alloc_free(task);
}

static void *run(void *argument)
{
	struct background *task = argument;
	const uint64_t one = 1;
	task->rc = task->work(task->context, &task->err);
	ssize_t n = write(task->done_fd, &one, sizeof one);
	(void)n; /* cannot fail on a new eventfd */
	if (task->release && atomic_exchange(&task->state, OVER) == LEFT) {
		background_free(&task);
		atomic_store(&one_is_left, false);
	}
	return NULL;
}

static int begin(
	const struct background_errand *errand, struct background **ret_task, struct err *err)
{
	struct background *task = alloc_zeroed(1, sizeof *task);
	task->work = errand->run;
	task->context = errand->context;
	task->release = errand->release;
	task->done_fd = eventfd(0, EFD_CLOEXEC);
	if (task->done_fd < 0) {
		background_free(&task);
		return err_errno(err, ERR_INTERNAL, errno, "eventfd");
	}
	int errnum = pthread_create(&task->thread, NULL, run, task);
	if (errnum != 0) {
		background_free(&task);
		return err_errno(err, ERR_INTERNAL, errnum, "starting a thread");
	}
	*ret_task = task;
	return 0;
}

int background_begin(int (*work)(void *context, struct err *err), void *context,
	struct background **ret_task, struct err *err)
{
	const struct background_errand errand = { .run = work, .context = context };
	return begin(&errand, ret_task, err);
}

static int finish(struct background **task, struct err *err)
{
	pthread_join((*task)->thread, NULL);
	int rc = (*task)->rc;
	if (rc < 0 && err)
		*err = (*task)->err;
	background_free(task);
	return rc;
}

int background_end(struct front *front, struct background **task, struct err *err)
{
	/* When told to exit it stops serving, but still waits for the work to finish. */
	while (!front->leaving && !front_wait(front, (*task)->done_fd, LOOK_MS))
		;
	return finish(task, err);
}

int background_run(struct front *front, int (*work)(void *context, struct err *err), void *context,
	struct err *err)
{
	struct background *task = NULL;
	if (background_begin(work, context, &task, err) < 0)
		return -1;
	return background_end(front, &task, err);
}

/* Whether it is over by then. A front that was told to exit waits only a moment. */
static bool wait_within(struct front *front, const struct background *task, int64_t most_ms)
{
	int64_t end = clock_monotonic_ms() + most_ms, left = most_ms;
	struct pollfd done = { .fd = task->done_fd, .events = POLLIN };
	while (!front->leaving && left > 0) {
		if (front_wait(front, task->done_fd, left < LOOK_MS ? (int)left : LOOK_MS))
			return true;
		left = end - clock_monotonic_ms();
	}
	return left > 0 && poll(&done, 1, LEAVING_MS) > 0;
}

bool background_is_left(void)
{
	return atomic_load(&one_is_left);
}

int background_run_within(struct front *front, const struct background_errand *errand,
	int64_t most_ms, struct err *err)
{
	struct background *task = NULL;
	if (background_is_left()) {
		errand->release(errand->context);
		return err_set(err, ERR_UNAVAILABLE, "an earlier call has not finished yet");
	}
	if (begin(errand, &task, err) < 0)
		return -1;
	if (wait_within(front, task, most_ms))
		return finish(&task, err);
	atomic_store(&one_is_left, true);
	pthread_t thread = task->thread;
	if (atomic_exchange(&task->state, LEFT) == OVER) {
		atomic_store(&one_is_left, false);
		return finish(&task, err);
	}
	pthread_detach(thread);
	return err_set(err, ERR_UNAVAILABLE, "not done within %lld s", (long long)most_ms / 1000);
}
