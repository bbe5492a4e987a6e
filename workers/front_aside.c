/* front_aside.c: long work of the front's own (a large object on its way to or from the broker)
 * while the message, the supervisor and the signals are still served. */
#include "workers/front.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { LOOK_MS = 1000 };

struct aside {
	int (*work)(void *context, struct err *err);
	void *context;
	struct err *err;
	int rc, done_fd;
};

static void *run(void *argument)
{
	struct aside *aside = argument;
	const uint64_t one = 1;
	aside->rc = aside->work(aside->context, aside->err);
	ssize_t n = write(aside->done_fd, &one, sizeof one);
	(void)n; /* a fresh counter takes it */
	return NULL;
}

int front_aside(struct front *front, int (*work)(void *context, struct err *err), void *context,
	struct err *err)
{
	struct aside aside = { .work = work, .context = context, .err = err };
	pthread_t thread;
	aside.done_fd = eventfd(0, EFD_CLOEXEC);
	if (aside.done_fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "eventfd");
	int errnum = pthread_create(&thread, NULL, run, &aside);
	if (errnum != 0) {
		close(aside.done_fd);
		return err_errno(err, ERR_INTERNAL, errnum, "starting a thread");
	}
	/* Told to leave, it stops waiting: what was begun is finished all the same. */
	while (!front->leaving && !front_wait(front, aside.done_fd, LOOK_MS))
		;
	pthread_join(thread, NULL);
	close(aside.done_fd);
	return aside.rc;
}
