/* background.c: long work of the front's own (a large object on its way to or from the broker)
 * while the message, the supervisor and the signals are still served. */
#include "workers/front/front.h"

#include "common/base/alloc.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { LOOK_MS = 1000 };

struct background {
	int (*work)(void *context, struct err *err);
	void *context;
	pthread_t thread;
	struct err err;
	int rc, done_fd;
};

static void *run(void *argument)
{
	struct background *task = argument;
	const uint64_t one = 1;
	task->rc = task->work(task->context, &task->err);
	ssize_t n = write(task->done_fd, &one, sizeof one);
	(void)n; /* a fresh counter takes it */
	return NULL;
}

static void background_free(struct background **task)
{
	if ((*task)->done_fd >= 0)
		close((*task)->done_fd);
	alloc_free(task);
}

int background_begin(int (*work)(void *context, struct err *err), void *context,
	struct background **ret_task, struct err *err)
{
	struct background *task = alloc_zeroed(1, sizeof *task);
	task->work = work;
	task->context = context;
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

int background_end(struct front *front, struct background **task, struct err *err)
{
	/* Told to leave, it stops waiting: what was begun is finished all the same. */
	while (!front->leaving && !front_wait(front, (*task)->done_fd, LOOK_MS))
		;
	pthread_join((*task)->thread, NULL);
	int rc = (*task)->rc;
	if (rc < 0 && err)
		*err = (*task)->err;
	background_free(task);
	return rc;
}

int background_run(struct front *front, int (*work)(void *context, struct err *err), void *context,
	struct err *err)
{
	struct background *task = NULL;
	if (background_begin(work, context, &task, err) < 0)
		return -1;
	return background_end(front, &task, err);
}
