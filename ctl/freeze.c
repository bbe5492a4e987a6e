/* freeze.c: a guard process stops another one with SIGSTOP and resumes it in any case. */
#include "ctl/freeze.h"

#include "common/base/timestamp.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	STOP_MS = 5000, /* until the last thread has stopped: one may be in a long write */
	SETTLE_MS = 20, /* so that later changes get a different file timestamp */
};

static int send_signal(int process, int number)
{
	return (int)syscall(SYS_pidfd_send_signal, process, number, NULL, 0);
}

static void pause_ms(int ms)
{
	struct timespec pause = { .tv_nsec = ms * 1000000L };
	nanosleep(&pause, NULL);
}

/* ---- whether it has stopped ---- */

/* "pid (name) S ...": the name may contain any character. */
static bool thread_stands(int tasks, const char *thread)
{
	char path[300], text[512];
	snprintf(path, sizeof path, "%s/stat", thread);
	int fd = openat(tasks, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return true; /* the thread has ended */
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	const char *state = strrchr(text, ')');
	return !state || strchr("TtZX", state[2]);
}

static bool stands(pid_t pid)
{
	char path[40];
	bool all = true;
	const struct dirent *entry;
	snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
	DIR *dir = opendir(path);
	while (dir && all && (entry = readdir(dir))) {
		if (isdigit((unsigned char)*entry->d_name))
			all = thread_stands(dirfd(dir), entry->d_name);
	}
	if (dir)
		closedir(dir);
	return all;
}

/* ---- the guard ---- */

static int guard(int process, pid_t pid, int hold, int word, int limit_ms)
{
	int64_t until = clock_monotonic_ms() + STOP_MS;
	struct pollfd gone = { .fd = hold, .events = POLLIN };
	/* Ctrl-C is meant for the process that waits for us. */
	setsid();
	signal(SIGPIPE, SIG_IGN);
	if (send_signal(process, SIGSTOP) < 0)
		return errno;
	while (!stands(pid) && clock_monotonic_ms() < until)
		pause_ms(1);
	int status = 0;
	if (!stands(pid))
		status = ETIMEDOUT;
	else if (write(word, "", 1) == 1 && poll(&gone, 1, limit_ms) == 0)
		status = ETIMEDOUT;
	send_signal(process, SIGCONT);
	return status;
}

static pid_t start_guard(struct freeze *freeze, pid_t pid, int limit_ms, int *ret_word)
{
	int hold[2], word[2];
	pid_t child = -1;
	if (pipe2(hold, O_CLOEXEC) < 0)
		return -1;
	if (pipe2(word, O_CLOEXEC) == 0) {
		child = fork();
		if (child == 0) {
			close(hold[1]);
			close(word[0]);
			_exit(guard(freeze->process, pid, hold[0], word[1], limit_ms));
		}
		close(word[1]);
	}
	close(hold[0]);
	if (child < 0) {
		close(hold[1]);
		return -1;
	}
	freeze->hold = hold[1];
	*ret_word = word[0];
	return child;
}

/* Returns the guard's status: 0 or an errno value. */
static int end_guard(struct freeze *freeze)
{
	int status = 0;
	close(freeze->hold);
	while (waitpid(freeze->guard, &status, 0) < 0 && errno == EINTR)
		;
	/* The guard may have been killed. */
	send_signal(freeze->process, SIGCONT);
	close(freeze->process);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

int freeze_begin(struct freeze *freeze, pid_t pid, int process, int limit_ms, struct err *err)
{
	char byte;
	int word = -1;
	ssize_t n;
	freeze->process = process;
	freeze->guard = start_guard(freeze, pid, limit_ms, &word);
	if (freeze->guard < 0) {
		err_errno(err, ERR_INTERNAL, errno, "a process");
		close(process);
		return -1;
	}
	while ((n = read(word, &byte, 1)) < 0 && errno == EINTR)
		;
	close(word);
	freeze->since_ms = clock_monotonic_ms();
	if (n == 1)
		return 0;
	return err_errno(err, ERR_INTERNAL, end_guard(freeze), "stopping process %d", (int)pid);
}

int freeze_end(struct freeze *freeze, int64_t *ret_held_ms, struct err *err)
{
	pause_ms(SETTLE_MS);
	*ret_held_ms = clock_monotonic_ms() - freeze->since_ms;
	if (end_guard(freeze) != 0)
		return err_set(
			err, ERR_UNAVAILABLE, "it had to be resumed before the copy was done");
	return 0;
}
