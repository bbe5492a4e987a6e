/* embedded_broker.c: finds the nats-server by its lock and its command line. */
#include "ctl/embedded_broker.h"

#include "common/base/arena.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

/* lecternd and the server both hold the lock, so it is held until both are gone. */
static int is_held(const char *path, bool *ret_held, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	*ret_held = false;
	if (fd < 0)
		return errno == ENOENT ? 0 : err_errno(err, ERR_INTERNAL, errno, "%s", path);
	*ret_held = flock(fd, LOCK_SH | LOCK_NB) < 0;
	close(fd);
	return 0;
}

/* Whether the process was started with "-c" and that file, as lecternd starts its server, whatever
 * the program is called. An editor with the file open does not match. */
static bool has_argument(const char *pid, const char *argument)
{
	char path[40], text[8192];
	snprintf(path, sizeof path, "/proc/%.20s/cmdline", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	bool follows = false;
	for (const char *at = text; at < text + n; at += strlen(at) + 1) {
		if (follows && strcmp(at, argument) == 0)
			return true;
		follows = strcmp(at, "-c") == 0;
	}
	return false;
}

static pid_t find_by_argument(const char *argument)
{
	pid_t found = 0;
	const struct dirent *entry;
	DIR *proc = opendir("/proc");
	while (proc && !found && (entry = readdir(proc))) {
		if (isdigit((unsigned char)*entry->d_name) && has_argument(entry->d_name, argument))
			found = (pid_t)strtol(entry->d_name, NULL, 10);
	}
	if (proc)
		closedir(proc);
	return found;
}

/* Checks the process again after opening it: its pid may have been reused in between. */
static int open_process(pid_t pid, const char *argument)
{
	char text[24];
	int process = (int)syscall(SYS_pidfd_open, pid, 0);
	snprintf(text, sizeof text, "%d", (int)pid);
	if (process >= 0 && !has_argument(text, argument)) {
		close(process);
		return -1;
	}
	return process;
}

int embedded_broker_find(const char *directory, pid_t *ret_pid, int *ret_process, struct err *err)
{
	struct arena *arena = arena_new();
	const char *argument = arena_printf(arena, "%s/nats-server.conf", directory);
	bool held = false;
	int rc = is_held(arena_printf(arena, "%s/nats-server.lock", directory), &held, err);
	pid_t pid = rc == 0 && held ? find_by_argument(argument) : 0;
	int process = pid ? open_process(pid, argument) : -1;
	if (rc == 0 && held && process < 0)
		rc = err_set(err, ERR_UNAVAILABLE,
			"%s: lecternd is starting or stopping its nats-server", directory);
	if (rc == 0)
		*ret_pid = pid;
	if (rc == 0 && pid)
		*ret_process = process;
	arena_free(&arena);
	return rc;
}
