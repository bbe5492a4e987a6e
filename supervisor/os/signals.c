/* signals.c: from signalfd to a callback. */
#include "supervisor/os/signals.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void serve(struct loop_source *source, uint32_t events)
{
	const struct signals *signals = source->context;
	struct signalfd_siginfo info;
	(void)events;
	while (read(source->fd, &info, sizeof info) == (ssize_t)sizeof info)
		signals->heard(signals->context, (int)info.ssi_signo);
}

int signals_open(struct signals *signals, struct loop *loop, signals_heard *heard, void *context,
	struct err *err)
{
	static const int ignored[] = { SIGPIPE, SIGUSR2, SIGALRM, SIGTTIN, SIGTTOU };
	/* Overrides inherited dispositions: with SIGCHLD ignored children could not be reaped, and
	 * a user who starts us under nohup still wants reloads. SIGINT stays ignored if the shell
	 * set it so. */
	static const int taken[] = { SIGCHLD, SIGTERM, SIGHUP, SIGUSR1 };
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
		signal(ignored[i], SIG_IGN);
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
		signal(taken[i], SIG_DFL);
		sigaddset(&set, taken[i]);
	}
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_SETMASK, &set, NULL);
	int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "signalfd");
	signals->loop = loop;
	signals->heard = heard;
	signals->context = context;
	signals->source.ready = serve;
	signals->source.context = signals;
	if (loop_add(loop, &signals->source, fd, EPOLLIN, err) < 0) {
		close(fd);
		return -1;
	}
	return 0;
}

void signals_close(struct signals *signals)
{
	int fd = signals->source.fd;
	if (fd < 0)
		return;
	loop_remove(signals->loop, &signals->source);
	close(fd);
}
