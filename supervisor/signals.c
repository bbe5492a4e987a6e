/* signals: from signalfd to what each asks for. */
#include "supervisor/signals.h"

#include "common/base/log.h"
#include "supervisor/farm.h"
#include "supervisor/log_output.h"
#include "supervisor/reap.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void reopen_log(struct farm *farm)
{
	struct err err;
	if (farm->foreground || !*farm->settings->supervisor.log_file)
		return;
	if (log_output_open(farm->settings->supervisor.log_file, &err) < 0)
		log_error("log file: %s", err.text);
	else
		log_info("the log file is opened anew");
}

static void take(struct farm *farm, const struct signalfd_siginfo *info)
{
	switch ((int)info->ssi_signo) {
	case SIGCHLD:
		reap(farm);
		break;
	case SIGTERM:
		farm_stop(farm, "SIGTERM");
		break;
	case SIGINT:
		farm_stop(farm, "SIGINT");
		break;
	case SIGHUP:
		reload_request(&farm->reload, farm);
		break;
	case SIGUSR1:
		reopen_log(farm);
		break;
	default:
		break;
	}
}

static void serve(struct loop_source *source, uint32_t events)
{
	struct signalfd_siginfo info;
	(void)events;
	while (read(source->fd, &info, sizeof info) == (ssize_t)sizeof info)
		take(source->context, &info);
}

int signals_open(struct farm *farm, struct err *err)
{
	static const int ignored[] = { SIGPIPE, SIGUSR2, SIGALRM, SIGTTIN, SIGTTOU };
	/* Whatever was inherited: with SIGCHLD ignored nobody could be reaped, and who starts us
	 * by nohup still wants to reload. SIGINT stays ignored where a shell has so decided. */
	static const int heard[] = { SIGCHLD, SIGTERM, SIGHUP, SIGUSR1 };
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
		signal(ignored[i], SIG_IGN);
	for (size_t i = 0; i < sizeof heard / sizeof *heard; i++) {
		signal(heard[i], SIG_DFL);
		sigaddset(&set, heard[i]);
	}
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_SETMASK, &set, NULL);
	int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "signalfd");
	farm->signals.ready = serve;
	farm->signals.context = farm;
	if (loop_add(farm->loop, &farm->signals, fd, EPOLLIN, err) < 0) {
		close(fd);
		return -1;
	}
	return 0;
}

void signals_close(struct farm *farm)
{
	int fd = farm->signals.fd;
	if (fd < 0)
		return;
	loop_remove(farm->loop, &farm->signals);
	close(fd);
}
