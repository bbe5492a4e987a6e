/* program_launcher.c: the process that starts the speech program, feeds it and collects its
 * output. */
#include "workers/tts/program_launcher.h"

#include "common/base/arena.h"
#include "common/base/timestamp.h"
#include "workers/tts/confine_program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SOCKET_FD = 3, FILE_FD = 3, MAX_ARGUMENTS = 256, CANNOT_RUN = 127, LOOK_MS = 50 };

/* One run. */
struct launch {
	const struct program_spec *spec;
	int socket;
	int input, output, errors[2];
	pid_t pid;
	char *arguments[MAX_ARGUMENTS + 2];
	struct launch_reply reply;
	size_t said_len;
	bool line_is_over;
};

int program_check_files(const struct program_spec *spec, struct err *err)
{
	struct stat st;
	if (stat(spec->path, &st) < 0 || access(spec->path, X_OK) < 0)
		return err_errno(err, ERR_NOT_FOUND, errno, "the program %s", spec->path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_NOT_FOUND, "the program %s is not a file", spec->path);
	if (*spec->model && access(spec->model, R_OK) < 0)
		return err_errno(err, ERR_NOT_FOUND, errno, "the model %s", spec->model);
	return 0;
}

/* ---- the program's environment ---- */

static bool is_given(const struct string_list *given, const char *name)
{
	size_t len = strlen(name);
	for (size_t i = 0; i < given->count; i++) {
		if (strncmp(given->items[i], name, len) == 0 && given->items[i][len] == '=')
			return true;
	}
	return false;
}

static char **make_environment(const struct string_list *given)
{
	static const char *const standard[][2] = {
		{ "PATH", "/nonexistent" },
		{ "HOME", "/nonexistent" },
		{ "LANG", "C.UTF-8" },
	};
	struct arena *arena = arena_new(); /* lives as long as the process */
	char **environment = arena_alloc(arena, (given->count + 4) * sizeof *environment);
	size_t n = 0;
	for (size_t i = 0; i < 3; i++) {
		if (!is_given(given, standard[i][0]))
			environment[n++] =
				arena_printf(arena, "%s=%s", standard[i][0], standard[i][1]);
	}
	for (size_t i = 0; i < given->count; i++)
		environment[n++] = arena_string(arena, given->items[i]);
	return environment;
}

/* Moves the four descriptors to their places by way of high numbers, so that none is
 * overwritten. */
static int arrange_descriptors(const struct launch *launch)
{
	int file = launch->spec->output == PROGRAM_WRITES_FILE ? launch->output : -1;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int wanted[] = {
		launch->input >= 0 ? launch->input : null,
		file >= 0 ? null : launch->output,
		launch->errors[1],
		file,
	};
	for (int i = 0; i < 4; i++) {
		if (wanted[i] >= 0 && (wanted[i] = fcntl(wanted[i], F_DUPFD, 100)) < 0)
			return -1;
	}
	for (int i = 0; i < 4; i++) {
		if (wanted[i] >= 0 && dup2(wanted[i], i) < 0)
			return -1;
	}
	return (int)syscall(SYS_close_range, file >= 0 ? FILE_FD + 1 : FILE_FD, ~0U, 0);
}

static int set_limits(const struct launch *launch)
{
	/* One byte more than allowed reveals that there was too much. */
	const rlim_t bytes = (rlim_t)launch->spec->max_output + 1;
	const struct rlimit file = { bytes, bytes }, core = { 0, 0 };
	return setrlimit(RLIMIT_FSIZE, &file) < 0 || setrlimit(RLIMIT_CORE, &core) < 0 ? -1 : 0;
}

static int lock_in(const struct program_spec *spec)
{
	const struct program_confinement confinement = {
		.program = spec->path,
		.model = spec->model,
		.run_paths = spec->run_paths,
		.write_paths = spec->write_paths,
		.max_memory_mb = spec->max_memory_mb,
	};
	struct err err;
	if (!spec->confined || confine_program(&confinement, &err) == 0)
		return 0;
	dprintf(STDERR_FILENO, "cannot be sandboxed: %s\n", err.text);
	return -1;
}

_Noreturn static void become_program(struct launch *launch, char **environment, pid_t launcher)
{
	sigset_t none;
	sigemptyset(&none);
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != launcher || arrange_descriptors(launch) < 0 || chdir("/") < 0 ||
		set_limits(launch) < 0 || lock_in(launch->spec) < 0)
		_exit(CANNOT_RUN);
	execve(launch->spec->path, launch->arguments, environment);
	dprintf(STDERR_FILENO, "cannot be run: %s\n", strerror(errno));
	_exit(CANNOT_RUN);
}

/* ---- a run ---- */

/* Keeps the last line that is not empty. */
static void hear(struct launch *launch, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\n' || data[i] == '\r') {
			launch->line_is_over = true;
			continue;
		}
		if (launch->line_is_over)
			launch->said_len = 0;
		launch->line_is_over = false;
		if (launch->said_len < LAUNCH_SAID_SIZE - 1)
			launch->reply.said[launch->said_len++] = data[i];
		launch->reply.said[launch->said_len] = '\0';
	}
}

static void hear_all(struct launch *launch)
{
	char data[4096];
	for (;;) {
		ssize_t n = read(launch->errors[0], data, sizeof data);
		if (n <= 0)
			return;
		hear(launch, data, (size_t)n);
	}
}

/* Any remaining descendants have become our children; see PR_SET_CHILD_SUBREAPER. */
static void kill_descendants(void)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
	for (;;) {
		FILE *children = fopen(path, "re");
		int child;
		while (children && fscanf(children, "%d", &child) == 1)
			kill(child, SIGKILL);
		/* Without that file, only children that have exited by themselves are noticed. */
		bool more = waitpid(-1, NULL, children ? 0 : WNOHANG) > 0;
		if (children)
			fclose(children);
		if (!more)
			return;
	}
}

static void note_end(struct launch *launch, int status)
{
	launch->reply.end = WIFSIGNALED(status) ? LAUNCH_KILLED : LAUNCH_EXITED;
	launch->reply.value = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

/* Waits for the program to end; kills it when it is out of time or nobody is waiting for it any
 * more. */
static void watch(struct launch *launch)
{
	int64_t deadline = clock_monotonic_ms() + launch->spec->timeout_ms;
	int process = (int)syscall(SYS_pidfd_open, launch->pid, 0);
	struct pollfd watched[] = { { .fd = process, .events = POLLIN },
		{ .fd = launch->errors[0], .events = POLLIN },
		{ .fd = launch->socket, .events = POLLIN } };
	int status = 0;
	for (;;) {
		int64_t left = deadline - clock_monotonic_ms();
		if (process < 0 && left > LOOK_MS)
			left = LOOK_MS;
		if (left > 0)
			poll(watched, 3, (int)left);
		if (watched[1].revents) {
			hear_all(launch);
			if (watched[1].revents & POLLHUP)
				watched[1].fd =
					-1; /* processes that it left running may still write */
		}
		if (waitpid(launch->pid, &status, WNOHANG) == launch->pid) {
			note_end(launch, status);
			break;
		}
		if (clock_monotonic_ms() >= deadline || watched[2].revents) {
			launch->reply.end = LAUNCH_TIMED_OUT;
			kill(launch->pid, SIGKILL);
			break;
		}
	}
	kill_descendants();
	hear_all(launch);
	if (process >= 0)
		close(process);
	if (watched[2].revents)
		_exit(0);
}

static int make_files(struct launch *launch, const char *input)
{
	size_t len = strlen(input);
	launch->input = launch->output = launch->errors[0] = launch->errors[1] = -1;
	if (len > 0) {
		launch->input = memfd_create("text", MFD_CLOEXEC);
		if (launch->input < 0 || write(launch->input, input, len) != (ssize_t)len ||
			lseek(launch->input, 0, SEEK_SET) < 0)
			return -1;
	}
	launch->output = memfd_create("speech", MFD_CLOEXEC);
	if (launch->output < 0 || pipe2(launch->errors, O_CLOEXEC) < 0)
		return -1;
	return fcntl(launch->errors[0], F_SETFL, O_NONBLOCK);
}

static void run(struct launch *launch, char **environment, const char *input)
{
	pid_t launcher = getpid();
	struct err err;
	launch->reply = (struct launch_reply) { .end = LAUNCH_FAILED };
	launch->output = -1;
	if (program_check_files(launch->spec, &err) < 0) {
		launch->reply.end = LAUNCH_MISSING;
		snprintf(launch->reply.said, sizeof launch->reply.said, "%.*s",
			LAUNCH_SAID_SIZE - 1, err.text);
		return;
	}
	launch->said_len = 0;
	launch->line_is_over = false;
	launch->pid = make_files(launch, input) < 0 ? -1 : fork();
	if (launch->pid == 0)
		become_program(launch, environment, launcher);
	launch->reply.value = errno;
	if (launch->errors[1] >= 0)
		close(launch->errors[1]);
	if (launch->pid > 0)
		watch(launch);
	if (launch->errors[0] >= 0)
		close(launch->errors[0]);
	if (launch->input >= 0)
		close(launch->input);
}

/* ---- the socket ---- */

static void send_reply(const struct launch *launch)
{
	union {
		char space[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { .space = { 0 } };
	struct iovec data = { (void *)(uintptr_t)&launch->reply, sizeof launch->reply };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };
	if (launch->reply.end != LAUNCH_FAILED && launch->reply.end != LAUNCH_MISSING) {
		message.msg_control = control.space;
		message.msg_controllen = sizeof control.space;
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(header), &launch->output, sizeof(int));
	}
	while (sendmsg(launch->socket, &message, MSG_NOSIGNAL) < 0) {
		if (errno != EINTR)
			_exit(0);
	}
}

/* Splits a request into its strings, of which the last is the input. NULL: not a valid request. */
static const char *read_request(struct launch *launch, char *request, size_t len)
{
	size_t n = 0;
	char *last = NULL;
	if (len == 0 || request[len - 1] != '\0')
		return NULL;
	launch->arguments[n++] = (char *)(uintptr_t)launch->spec->path;
	for (char *p = request; p < request + len; p += strlen(p) + 1) {
		if (last && n <= MAX_ARGUMENTS)
			launch->arguments[n++] = last;
		last = p;
	}
	launch->arguments[n] = NULL;
	return last;
}

_Noreturn void program_launcher(const struct program_spec *spec, int socket, pid_t engine)
{
	static char request[LAUNCH_MAX_REQUEST];
	static struct launch launch;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (getppid() != engine || dup2(socket, SOCKET_FD) < 0 ||
		syscall(SYS_close_range, SOCKET_FD + 1, ~0U, 0) < 0)
		_exit(0);
	signal(SIGPIPE, SIG_IGN);
	launch.spec = spec;
	launch.socket = SOCKET_FD;
	char **environment = make_environment(spec->environment);
	for (;;) {
		ssize_t len = recv(SOCKET_FD, request, sizeof request, 0);
		if (len < 0 && errno == EINTR)
			continue;
		const char *input = len > 0 ? read_request(&launch, request, (size_t)len) : NULL;
		if (!input)
			_exit(0);
		run(&launch, environment, input);
		send_reply(&launch);
		if (launch.output >= 0)
			close(launch.output);
	}
}
