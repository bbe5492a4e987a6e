/* test_channel: lectern-web as a child of lecternd, whose part the test plays: it says when it is
 * ready and that it lives, shows the farm that it is told of, and leaves when asked to or left. */
#include "tests/common/unit.h"

#include "common/base/buf.h"
#include "common/ipc/channel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONG_MS = 30000 };

struct child {
	pid_t pid;
	int channel, log;
	int port;
	char config[64];
};

static void write_config(struct child *child)
{
	strcpy(child->config, "/tmp/lectern-channel-XXXXXX");
	int fd = mkstemp(child->config);
	/* Nobody listens on port 1: it does without a broker. */
	static const char text[] = "[nats]\nurl = \"nats://127.0.0.1:1\"\n[http]\nport = 0\n";
	assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
	close(fd);
}

static void run_child(const struct child *child, int channel, int log)
{
	dup2(log, STDERR_FILENO);
	dup2(channel, CHANNEL_FD);
	setenv(CHANNEL_ENV, "3", 1);
	execl("web/lectern-web", "lectern-web", "--config", child->config, (char *)NULL);
	_exit(127);
}

/* Until the log says where it listens. */
static void read_port(struct child *child)
{
	struct buf text = BUF_EMPTY;
	const char *at = NULL;
	while (!at) {
		char piece[512];
		struct pollfd p = { .fd = child->log, .events = POLLIN };
		assert_int_equal(poll(&p, 1, LONG_MS), 1);
		ssize_t n = read(child->log, piece, sizeof piece);
		assert_true(n > 0);
		buf_append(&text, piece, (size_t)n);
		at = strstr(text.data, " port ");
		if (at && !strchr(at, '\n'))
			at = NULL;
	}
	child->port = atoi(at + strlen(" port "));
	buf_free(&text);
}

static void start(struct child *child)
{
	int channel[2], log[2];
	write_config(child);
	/* The child's ends must not be its descriptor 3 already. */
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel), 0);
	assert_int_equal(pipe2(log, O_CLOEXEC), 0);
	int moved = fcntl(channel[1], F_DUPFD_CLOEXEC, 10);
	child->pid = fork();
	assert_true(child->pid >= 0);
	if (child->pid == 0)
		run_child(child, moved, log[1]);
	close(moved);
	close(channel[1]);
	close(log[1]);
	child->channel = channel[0];
	child->log = log[0];
	assert_int_equal(fcntl(child->channel, F_SETFL, O_NONBLOCK), 0);
	read_port(child);
}

static struct channel_record next_record(const struct child *child)
{
	struct channel_record record;
	struct pollfd p = { .fd = child->channel, .events = POLLIN };
	assert_int_equal(poll(&p, 1, LONG_MS), 1);
	assert_int_equal(channel_receive(child->channel, &record), CHANNEL_GOT);
	return record;
}

static int status_of(const struct child *child)
{
	int status = -1;
	assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
	close(child->log);
	unlink(child->config);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* The whole answer. */
static void get(const struct child *child, const char *path, struct buf *ret)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)child->port) };
	inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	struct buf text = BUF_EMPTY;
	buf_printf(&text, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
	assert_int_equal(write(fd, text.data, text.len), text.len);
	buf_free(&text);
	buf_clear(ret);
	char piece[4096];
	ssize_t n;
	while ((n = read(fd, piece, sizeof piece)) > 0)
		buf_append(ret, piece, (size_t)n);
	close(fd);
}

static void send_slot(const struct child *child, const char *stage, const char *state)
{
	struct channel_record record = channel_record(CHANNEL_SLOT);
	struct err err;
	snprintf(record.stage, sizeof record.stage, "%s", stage);
	snprintf(record.state, sizeof record.state, "%s", state);
	snprintf(record.job, sizeof record.job, "book page 12");
	record.pid = 4711;
	record.rss_kib = 123456;
	assert_int_equal(channel_send(child->channel, &record, &err), 0);
}

static void it_tells_and_is_told(void **state)
{
	(void)state;
	struct child child;
	struct buf answer = BUF_EMPTY;
	struct err err;
	start(&child);
	assert_int_equal(next_record(&child).kind, CHANNEL_READY);
	assert_int_equal(next_record(&child).kind, CHANNEL_PROGRESS);
	get(&child, "/workers", &answer);
	assert_contains(answer.data, "\"supervised\":false");
	send_slot(&child, "tts", "busy");
	struct channel_record end = channel_record(CHANNEL_SNAPSHOT_END);
	assert_int_equal(channel_send(child.channel, &end, &err), 0);
	/* It comes when it comes. */
	do
		get(&child, "/workers", &answer);
	while (!strstr(answer.data, "\"supervised\":true"));
	assert_contains(answer.data, "\"stage\":\"tts\",\"slot\":0,\"state\":\"busy\",\"pid\":4711,"
				     "\"job\":\"book page 12\"");
	get(&child, "/readyz", &answer);
	assert_contains(answer.data, "HTTP/1.1 503");
	assert_contains(answer.data, "\"broker\":false");
	assert_contains(answer.data, "\"tts\":true,\"pcm-to-wav\":false");
	/* Garbage is no reason to go. */
	assert_int_equal(send(child.channel, "x", 1, 0), 1);
	get(&child, "/healthz", &answer);
	assert_contains(answer.data, "HTTP/1.1 200");
	struct channel_record drain = channel_record(CHANNEL_DRAIN);
	assert_int_equal(channel_send(child.channel, &drain, &err), 0);
	assert_int_equal(status_of(&child), 0);
	close(child.channel);
	buf_free(&answer);
}

static void it_leaves_with_its_parent(void **state)
{
	(void)state;
	struct child child;
	start(&child);
	assert_int_equal(next_record(&child).kind, CHANNEL_READY);
	close(child.channel);
	assert_int_equal(status_of(&child), 0);
}

static void a_signal_ends_it_too(void **state)
{
	(void)state;
	struct child child;
	start(&child);
	assert_int_equal(next_record(&child).kind, CHANNEL_READY);
	kill(child.pid, SIGHUP); /* a reload is lecternd's business */
	kill(child.pid, SIGTERM);
	enum channel_kind last;
	do
		last = next_record(&child).kind;
	while (last == CHANNEL_PROGRESS);
	assert_int_equal(last, CHANNEL_BYE);
	assert_int_equal(status_of(&child), 0);
	close(child.channel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_tells_and_is_told),
		cmocka_unit_test(it_leaves_with_its_parent),
		cmocka_unit_test(a_signal_ends_it_too),
	};
	return RUN(tests);
}
