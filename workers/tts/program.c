/* program.c: requests one run of the speech program from the launcher, and reports how it ended. */
#include "workers/tts/program.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "workers/tts/program_launcher.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_MS = 250 };

struct program {
	struct program_spec spec;
	int socket;
	bool lost;
};

int program_start(const struct program_spec *spec, struct program **ret_program, struct err *err)
{
	int pair[2];
	pid_t engine = getpid();
	if (program_check_files(spec, err) < 0)
		return -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "socketpair");
	struct program *program = alloc_zeroed(1, sizeof *program);
	program->spec = *spec;
	program->socket = pair[0];
	pid_t launcher = fork();
	if (launcher == 0)
		program_launcher(&program->spec, pair[1], engine);
	close(pair[1]);
	if (launcher < 0) {
		err_errno(err, ERR_UNAVAILABLE, errno, "fork");
		close(pair[0]);
		alloc_free(&program);
		return -1;
	}
	*ret_program = program;
	return 0;
}

void program_stop(struct program **program)
{
	if (!*program)
		return;
	/* This makes the launcher exit and kill the program; a sandboxed engine cannot wait for
	 * it. */
	close((*program)->socket);
	alloc_free(program);
}

bool program_is_lost(const struct program *program)
{
	return program->lost;
}

/* ---- a run ---- */

static int lose(struct program *program, struct err *err)
{
	program->lost = true;
	return err_set(err, ERR_INTERNAL, "the process that runs %s died", program->spec.path);
}

static int send_request(struct program *program, char *const *arguments, size_t count,
	const char *input, struct err *err)
{
	struct buf request = BUF_EMPTY;
	for (size_t i = 0; i < count; i++)
		buf_append(&request, arguments[i], strlen(arguments[i]) + 1);
	buf_append(&request, input, strlen(input) + 1);
	int rc = 0;
	if (request.len > LAUNCH_MAX_REQUEST) {
		rc = err_set(err, ERR_INVALID, "%zu bytes of arguments and text is too much",
			request.len);
	} else {
		struct iovec data = { request.data, request.len };
		const struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };
		while ((rc = (int)sendmsg(program->socket, &message, MSG_NOSIGNAL)) < 0 &&
			errno == EINTR)
			;
		rc = rc < 0 ? lose(program, err) : 0;
	}
	buf_free(&request);
	return rc;
}

static int receive_reply(
	struct program *program, struct launch_reply *ret_reply, int *ret_fd, struct err *err)
{
	union {
		char space[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec data = { ret_reply, sizeof *ret_reply };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = sizeof control.space,
	};
	ssize_t n;
	*ret_fd = -1;
	while ((n = recvmsg(program->socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
		;
	if (n != (ssize_t)sizeof *ret_reply)
		return lose(program, err);
	const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(ret_fd, CMSG_DATA(header), sizeof(int));
	return 0;
}

/* Waits for the reply. */
static int await(struct program *program, program_alive *alive, void *context, struct err *err)
{
	struct pollfd answer = { .fd = program->socket, .events = POLLIN };
	for (;;) {
		if (!alive(context))
			return err_set(err, ERR_UNAVAILABLE, "stopped");
		int n = poll(&answer, 1, LOOK_MS);
		if (n > 0 || (n < 0 && errno != EINTR))
			return 0;
	}
}

static const char *name_of(const struct program *program)
{
	const char *slash = strrchr(program->spec.path, '/');
	return slash ? slash + 1 : program->spec.path;
}

/* Adds the program's own message, sanitized. */
static int add_output(struct err *err, const struct launch_reply *reply)
{
	char said[LAUNCH_SAID_SIZE];
	size_t len = strnlen(reply->said, sizeof said - 1), used = strlen(err->text);
	memcpy(said, reply->said, len);
	said[len] = '\0';
	for (size_t i = 0, n; i < len; i += n ? n : 1) {
		n = utf8_sequence(said + i, len - i);
		if (n == 0 || (unsigned char)said[i] < 0x20)
			said[i] = ' ';
	}
	if (len > 0 && used < sizeof err->text - 3)
		snprintf(err->text + used, sizeof err->text - used, ": %s", said);
	return -1;
}

static int failure_of(const struct program *program, const struct launch_reply *reply,
	uint64_t size, struct err *err)
{
	const char *name = name_of(program);
	bool too_much = reply->end == LAUNCH_KILLED && reply->value == SIGXFSZ;
	if (reply->end == LAUNCH_MISSING) {
		err_set(err, ERR_INTERNAL, "not started");
		return add_output(err, reply);
	}
	if (reply->end == LAUNCH_FAILED)
		return err_errno(err, ERR_UNAVAILABLE, reply->value, "running %s", name);
	if (too_much || size > program->spec.max_output)
		return err_set(err, ERR_INTERNAL, "%s made more than %llu bytes of audio", name,
			(unsigned long long)program->spec.max_output);
	if (reply->end == LAUNCH_TIMED_OUT) {
		err_set(err, ERR_INTERNAL, "%s was not done within %d s and was killed", name,
			program->spec.timeout_ms / 1000);
		return add_output(err, reply);
	}
	if (reply->end == LAUNCH_KILLED) {
		const char *signal_name = sigabbrev_np(reply->value);
		err_set(err, ERR_INTERNAL, "%s was killed by SIG%s", name,
			signal_name ? signal_name : "?");
		return add_output(err, reply);
	}
	/* It failed only because the audio player that it tried to run afterwards does not
	 * exist. */
	if (reply->value == 0 || (program->spec.output == PROGRAM_WRITES_FILE && size > 0))
		return 0;
	err_set(err, ERR_INTERNAL, "%s: exit status %d", name, reply->value);
	return add_output(err, reply);
}

int program_run(struct program *program, char *const *arguments, size_t count, const char *input,
	program_alive *alive, void *context, int *ret_fd, struct err *err)
{
	struct launch_reply reply = { 0 };
	struct stat st = { 0 };
	int fd;
	if (program->lost)
		return lose(program, err);
	if (send_request(program, arguments, count, input, err) < 0 ||
		await(program, alive, context, err) < 0 ||
		receive_reply(program, &reply, &fd, err) < 0)
		return -1;
	if (fd >= 0 && fstat(fd, &st) < 0)
		st.st_size = 0;
	if (failure_of(program, &reply, (uint64_t)st.st_size, err) < 0) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*ret_fd = fd;
	return 0;
}
