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

struct front_aside {
	int (*work)(void *context, struct err *err);
	void *context;
	pthread_t thread;
	struct err err;
	int rc, done_fd;
};

static void *run(void *argument)
{
	struct front_aside *aside = argument;
	const uint64_t one = 1;
	aside->rc = aside->work(aside->context, &aside->err);
	ssize_t n = write(aside->done_fd, &one, sizeof one);
	(void)n; /* a fresh counter takes it */
	return NULL;
}

static void aside_free(struct front_aside **aside)
{
	if ((*aside)->done_fd >= 0)
		close((*aside)->done_fd);
	alloc_free(aside);
}

int front_aside_begin(int (*work)(void *context, struct err *err), void *context,
	struct front_aside **ret_aside, struct err *err)
{
	struct front_aside *aside = alloc_zeroed(1, sizeof *aside);
	aside->work = work;
	aside->context = context;
	aside->done_fd = eventfd(0, EFD_CLOEXEC);
	if (aside->done_fd < 0) {
		aside_free(&aside);
		return err_errno(err, ERR_INTERNAL, errno, "eventfd");
	}
	int errnum = pthread_create(&aside->thread, NULL, run, aside);
	if (errnum != 0) {
		aside_free(&aside);
		return err_errno(err, ERR_INTERNAL, errnum, "starting a thread");
	}
	*ret_aside = aside;
	return 0;
}

int front_aside_end(struct front *front, struct front_aside **aside, struct err *err)
{
	/* Told to leave, it stops waiting: what was begun is finished all the same. */
	while (!front->leaving && !front_wait(front, (*aside)->done_fd, LOOK_MS))
		;
	pthread_join((*aside)->thread, NULL);
	int rc = (*aside)->rc;
	if (rc < 0 && err)
		*err = (*aside)->err;
	aside_free(aside);
	return rc;
}

int front_aside(struct front *front, int (*work)(void *context, struct err *err), void *context,
	struct err *err)
{
	struct front_aside *aside = NULL;
	if (front_aside_begin(work, context, &aside, err) < 0)
		return -1;
	return front_aside_end(front, &aside, err);
}
