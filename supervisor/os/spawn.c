/* spawn.c: fork, what the child does before exec, and how lecternd learns of a failed exec. */
#include "supervisor/os/spawn.h"

#include "common/ipc/channel.h"
#include "common/ipc/listen_socket.h"
#include "supervisor/os/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_SAFE_FD = 10, EXIT_NOT_EXECUTED = 127, GIVEN = 2 };

/* Variables meant for lecternd only: service notifications and sockets passed by systemd. */
static const char *const not_passed_on[] = { "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID",
	"LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", CHANNEL_ENV, LISTENER_ENV };

struct ends {
	int channel[2], output[2], exec[2]; /* [0] is lecternd's, [1] the child's */
};

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

static void close_side(const struct ends *ends, int side)
{
	close_fd(ends->channel[side]);
	close_fd(ends->output[side]);
	close_fd(ends->exec[side]);
}

static int open_ends(const struct spawn_spec *spec, struct ends *ends, struct err *err)
{
	if (spec->channel && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
				     ends->channel) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "socketpair");
	/* The child's end of the output pipe is blocking, as programs expect of standard error. */
	if (pipe2(ends->output, O_CLOEXEC) < 0 || pipe2(ends->exec, O_CLOEXEC) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "pipe");
	if (fcntl(ends->output[0], F_SETFL, O_NONBLOCK) < 0 ||
		fcntl(ends->exec[0], F_SETFL, O_NONBLOCK) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "fcntl");
	return 0;
}

/* ---- in the child ---- */

static void reset_signals(void)
{
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void limit(__rlimit_resource_t resource, int64_t value)
{
	struct rlimit now;
	if (value < 0 || getrlimit(resource, &now) < 0)
		return;
	rlim_t wanted = (rlim_t)value;
	if (now.rlim_max != RLIM_INFINITY && wanted > now.rlim_max)
		wanted = now.rlim_max;
	const struct rlimit set = { wanted, wanted };
	setrlimit(resource, &set);
}

static void set_limits(const struct spawn_limits *limits)
{
	limit(RLIMIT_CORE, limits->core);
	limit(RLIMIT_FSIZE, limits->file_size);
	limit(RLIMIT_DATA, limits->data);
	limit(RLIMIT_NOFILE, limits->open_files);
}

static void set_environment(const struct spawn_spec *spec, pid_t supervisor)
{
	char number[16];
	for (size_t i = 0; i < sizeof not_passed_on / sizeof *not_passed_on; i++)
		unsetenv(not_passed_on[i]);
	if (spec->channel) {
		snprintf(number, sizeof number, "%d", CHANNEL_FD);
		setenv(CHANNEL_ENV, number, 1);
	}
	if (spec->channel && spec->inherit >= 0) {
		snprintf(number, sizeof number, "%d", LISTENER_FD);
		setenv(LISTENER_ENV, number, 1);
	}
	snprintf(number, sizeof number, "%d", (int)supervisor);
	setenv(SPAWN_MARK, number, 1);
	/* Read by libgomp when it is loaded: parallel Tesseract processes are many times slower if
	 * each of them starts a thread per core. */
	setenv("OMP_THREAD_LIMIT", "1", 1);
}

/* Moves the descriptors to where the child expects them, the `given` ones from CHANNEL_FD on.
 * Returns the new number of `exec`. */
static int place_descriptors(const int given[static GIVEN], int output, int exec)
{
	int moved[GIVEN], next = CHANNEL_FD;
	/* Move all of them out of the way first, since one may occupy another's place. */
	exec = fcntl(exec, F_DUPFD_CLOEXEC, FIRST_SAFE_FD);
	output = fcntl(output, F_DUPFD_CLOEXEC, FIRST_SAFE_FD);
	for (size_t i = 0; i < GIVEN; i++)
		moved[i] = given[i] < 0 ? -1 : fcntl(given[i], F_DUPFD_CLOEXEC, FIRST_SAFE_FD);
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	dup2(null, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	for (size_t i = 0; i < GIVEN; i++) {
		if (moved[i] >= 0)
			dup2(moved[i], next++);
	}
	/* Whoever started lecternd may have leaked descriptors to us. */
	close_range((unsigned)next, ~0U, CLOSE_RANGE_CLOEXEC);
	return exec;
}

static _Noreturn void become(
	const struct spawn_spec *spec, const struct ends *ends, pid_t supervisor)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* lecternd may have died before the prctl() took effect. */
	if (getppid() != supervisor)
		_exit(EXIT_NOT_EXECUTED);
	const int given[GIVEN] = { ends->channel[1], spec->inherit };
	int exec = place_descriptors(given, ends->output[1], ends->exec[1]);
	set_environment(spec, supervisor);
	set_limits(&spec->limits);
	reset_signals();
	sys_exec(spec->program, spec->argv);
	const struct spawn_failure failure = { errno };
	ssize_t ignored = write(exec, &failure, sizeof failure);
	(void)ignored;
	_exit(EXIT_NOT_EXECUTED);
}

/* ---- in lecternd ---- */

int spawn_process(const struct spawn_spec *spec, struct spawned *ret_spawned, struct err *err)
{
	struct ends ends = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	pid_t pid = -1, supervisor = getpid();
	if (open_ends(spec, &ends, err) == 0) {
		pid = sys_fork(ends.channel[1]);
		if (pid == 0)
			become(spec, &ends, supervisor);
		if (pid < 0)
			err_errno(err, ERR_UNAVAILABLE, errno, "fork");
	}
	close_side(&ends, 1);
	if (pid < 0) {
		close_side(&ends, 0);
		return -1;
	}
	/* Parent and child both do this, so that a signal to the group works whoever runs first. */
	setpgid(pid, pid);
	*ret_spawned = (struct spawned) { pid, ends.channel[0], ends.output[0], ends.exec[0] };
	return 0;
}
