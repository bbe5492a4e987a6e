/* local.c: reload and drain signal lecternd, whose pid is in its lock file. */
#include "common/base/arena.h"
#include "common/base/program_dir.h"
#include "ctl/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The pid of the process that holds the lock, or 0 after printing the reason. */
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
		/* If we can take the lock, nobody holds it. */
		fprintf(stderr, "lecternctl: no lecternd is running with the state directory %s\n",
			settings->supervisor.state_dir);
	} else if (pread(fd, text, sizeof text - 1, 0) > 0) {
		pid = (pid_t)strtol(text, NULL, 10);
	}
	if (fd >= 0)
		close(fd);
	arena_free(&arena);
	return pid > 1 ? pid : 0;
}

/* Uses a pidfd so that a reused pid is never signalled. Returns it, or -1 after printing why. */
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

/* lecternd from the same build tree as this lecternctl, else the installed one. */
static const char *lecternd_program(struct arena *arena)
{
	const char *own = program_dir(arena);
	if (own) {
		const char *built = arena_printf(arena, "%s/../supervisor/lecternd", own);
		if (access(built, X_OK) == 0)
			return built;
	}
	return SBINDIR "/lecternd";
}

/* Whether lecternd and its programs accept the configuration; they print what is wrong with it. */
static bool lecternd_accepts(const char *config_path)
{
	struct arena *arena = arena_new();
	const char *program = lecternd_program(arena);
	char *const argv[] = { arena_string(arena, program), arena_string(arena, "--check"),
		*config_path ? arena_string(arena, "--config") : NULL,
		arena_string(arena, config_path), NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status = -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	int error = posix_spawn(&pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (error)
		fprintf(stderr, "lecternctl: %s: %s\n", program, strerror(error));
	while (!error && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	arena_free(&arena);
	return !error && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int command_reload(struct client *client, const struct settings *settings, int argc, char **argv)
{
	(void)client;
	char **arguments;
	int status = command_options("reload", NULL, NULL, argc, argv, 0, &arguments);
	if (status != OPTIONS_GO_ON)
		return status;
	pid_t pid = find_lecternd(settings);
	if (pid && !lecternd_accepts(settings->path))
		return CTL_USAGE;
	int fd = pid ? send_to(pid, SIGHUP) : -1;
	if (fd < 0)
		return CTL_AWAY;
	close(fd);
	return CTL_FINE;
}

int command_drain(struct client *client, const struct settings *settings, int argc, char **argv)
{
	(void)client;
	char **arguments;
	int status = command_options("drain", NULL, NULL, argc, argv, 0, &arguments);
	if (status != OPTIONS_GO_ON)
		return status;
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
