/* local: reload and drain go to lecternd itself, by a signal; its pid is in its lock. */
#include "common/arena.h"
#include "ctl/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The process that holds the lock, or 0 with the reason told. */
static pid_t find_lecternd(const struct settings *settings)
{
	struct arena *arena = arena_new();
	const char *path = arena_printf(arena, "%s/lecternd.lock", settings->supervisor.state_dir);
	char text[24] = "";
	pid_t pid = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno != ENOENT) {
		fprintf(stderr, "lecternctl: %s: %s\n", path, strerror(errno));
	} else if (fd < 0 || flock(fd, LOCK_SH | LOCK_NB) == 0) {
		/* A lock that can be had is held by nobody. */
		fprintf(stderr, "lecternctl: no lecternd runs with the state directory %s\n",
			settings->supervisor.state_dir);
	} else if (pread(fd, text, sizeof text - 1, 0) > 0) {
		pid = (pid_t)strtol(text, NULL, 10);
	}
	if (fd >= 0)
		close(fd);
	arena_free(&arena);
	return pid > 1 ? pid : 0;
}

/* A descriptor of the process, so that no other one is meant when it ends meanwhile. */
static int send_to(pid_t pid, int number)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (fd < 0 || syscall(SYS_pidfd_send_signal, fd, number, NULL, 0) < 0) {
		fprintf(stderr, "lecternctl: lecternd (pid %d): %s\n", (int)pid, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

int command_reload(struct client *client, const struct settings *settings, int argc, char **argv)
{
	(void)client;
	(void)argv;
	if (argc != 1)
		return command_usage("reload");
	/* The settings were read, and so are right. */
	pid_t pid = find_lecternd(settings);
	int fd = pid ? send_to(pid, SIGHUP) : -1;
	if (fd < 0)
		return CTL_AWAY;
	close(fd);
	return CTL_FINE;
}

int command_drain(struct client *client, const struct settings *settings, int argc, char **argv)
{
	(void)client;
	(void)argv;
	if (argc != 1)
		return command_usage("drain");
	pid_t pid = find_lecternd(settings);
	int fd = pid ? send_to(pid, SIGTERM) : -1;
	if (fd < 0)
		return CTL_AWAY;
	struct pollfd gone = { .fd = fd, .events = POLLIN };
	while (poll(&gone, 1, -1) < 0 && errno == EINTR)
		;
	close(fd);
	return CTL_FINE;
}
