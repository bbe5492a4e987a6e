/* program_output.c: runs one child with a time limit. */
#include "supervisor/os/program_output.h"

#include "supervisor/os/spawn.h"
#include "supervisor/os/sys.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_MS = 2 };

/* True at the end of its output, false on timeout. */
static bool read_all(int fd, int64_t until_ms, char *text, size_t size)
{
	size_t len = 0;
	for (;;) {
		char more[256];
		int64_t left = until_ms - sys_now_ms();
		struct pollfd poller = { .fd = fd, .events = POLLIN };
		if (left <= 0)
			return false;
		if (poll(&poller, 1, (int)left) <= 0)
			continue;
		ssize_t n = read(fd, more, sizeof more);
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return true;
		for (ssize_t i = 0; i < n && len < size - 1; i++)
			text[len++] = more[i];
		text[len] = '\0';
	}
}

/* Leaves the process unreaped, so that its process group ID cannot be reused. */
static bool await_end(pid_t pid, int64_t until_ms)
{
	for (;;) {
		siginfo_t info = { .si_pid = 0 };
		if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
			info.si_pid == pid)
			return true;
		if (sys_now_ms() >= until_ms)
			return false;
		poll(NULL, 0, LOOK_MS);
	}
}

int program_output(const char *program, char *const *argv, int wait_ms, char *ret_text, size_t size,
	int *ret_status, struct err *err)
{
	const struct spawn_spec spec = {
		.program = program,
		.argv = argv,
		.inherit = -1,
		.limits = { -1, -1, -1, -1 },
	};
	struct spawned spawned;
	struct spawn_failure failure;
	if (spawn_process(&spec, &spawned, err) < 0)
		return -1;
	ret_text[0] = '\0';
	int64_t until_ms = sys_now_ms() + wait_ms;
	bool ended = read_all(spawned.output, until_ms, ret_text, size) &&
		     await_end(spawned.pid, until_ms);
	/* Kill whatever still runs: waiting for it could take forever. */
	sys_kill(-spawned.pid, SIGKILL);
	while (waitpid(spawned.pid, ret_status, 0) < 0 && errno == EINTR)
		;
	ssize_t n = read(spawned.exec, &failure, sizeof failure);
	close(spawned.exec);
	close(spawned.output);
	if (n == (ssize_t)sizeof failure)
		return err_errno(err, ERR_NOT_FOUND, failure.error, "cannot execute %s", program);
	if (!ended)
		return err_set(err, ERR_UNAVAILABLE, "%s does not finish", program);
	return 0;
}
