/* process.c: posix_spawn, /proc/<pid> and wait statuses. */
#include "common/base/process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

size_t process_read(pid_t pid, const char *name, char *ret_text, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, ret_text, size - 1);
	close(fd);
	ret_text[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

int64_t process_rss_kib(pid_t pid)
{
	char text[128];
	long long pages = 0;
	if (process_read(pid, "statm", text, sizeof text) == 0 ||
		sscanf(text, "%*s %lld", &pages) != 1)
		return 0;
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

bool process_stat(pid_t pid, char *ret_state, pid_t *ret_parent)
{
	char text[512], state;
	int parent;
	if (process_read(pid, "stat", text, sizeof text) == 0)
		return false;
	/* "<pid> (<name>) <state> <parent> ...": the name may contain ')', so look for the last
	 * one. */
	const char *end = strrchr(text, ')');
	if (!end || sscanf(end + 1, " %c %d", &state, &parent) != 2)
		return false;
	if (ret_state)
		*ret_state = state;
	if (ret_parent)
		*ret_parent = parent;
	return true;
}

void process_describe_death(int status, char ret_death[PROCESS_DEATH_SIZE])
{
	if (WIFSIGNALED(status)) {
		const char *name = sigabbrev_np(WTERMSIG(status));
		snprintf(ret_death, PROCESS_DEATH_SIZE, "killed by SIG%s%s", name ? name : "?",
			WCOREDUMP(status) ? " (core dumped)" : "");
	} else {
		snprintf(ret_death, PROCESS_DEATH_SIZE, "exit status %d", WEXITSTATUS(status));
	}
}

int process_spawn(const char *path, const posix_spawn_file_actions_t *actions, char *const argv[],
	char *const env[], pid_t *ret_pid)
{
	posix_spawnattr_t attributes;
	sigset_t none, all;
	pid_t pid;
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes,
		POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	int error = posix_spawn(&pid, path, actions, &attributes, argv, env);
	posix_spawnattr_destroy(&attributes);
	if (error == 0)
		*ret_pid = pid;
	return error;
}
