/* test_notify.c: sd_notify(3) messages, sent by the real lecternd to a socket of the test. */
#include "unit.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_US = 30000000 };

struct bench {
	char directory[64];
	char socket_path[96]; /* as in $NOTIFY_SOCKET */
	int socket;
	pid_t pid;
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void make_files(const struct bench *bench)
{
	char path[128], target[4096];
	assert_non_null(getcwd(target, sizeof target - 64));
	strcat(target, "/tests/supervisor/fake_worker");
	snprintf(path, sizeof path, "%s/lectern-web", bench->directory);
	assert_int_equal(symlink(target, path), 0);
	snprintf(path, sizeof path, "%s/project.toml", bench->directory);
	FILE *file = fopen(path, "we");
	fprintf(file, "[nats]\nserver = \"external\"\n[supervisor]\nstate_dir = \"%s/state\"\n",
		bench->directory);
	static const char *const sections[] = { "pdf_to_png", "png_to_text", "tts", "pcm_to_wav",
		"wav_aggregator" };
	for (size_t i = 0; i < 5; i++)
		fprintf(file, "[%s_service]\nworker_pool_size = 0\n", sections[i]);
	fclose(file);
}

static void listen_at(struct bench *bench, bool abstract)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	snprintf(bench->socket_path, sizeof bench->socket_path, "%s%s/notify", abstract ? "@" : "",
		bench->directory);
	size_t len = strlen(bench->socket_path);
	memcpy(address.sun_path, bench->socket_path, len);
	if (abstract)
		address.sun_path[0] = '\0';
	bench->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(bench->socket, (struct sockaddr *)&address,
				 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)),
		0);
}

/* watchdog_pid: 0 for lecternd's own, -1 to leave it unset. */
static void start(struct bench *bench, bool abstract, const char *watchdog_us, int watchdog_pid)
{
	snprintf(bench->directory, sizeof bench->directory, "/tmp/lectern-notify-XXXXXX");
	assert_non_null(mkdtemp(bench->directory));
	make_files(bench);
	listen_at(bench, abstract);
	bench->pid = fork();
	if (bench->pid > 0)
		return;
	/* A failing test leaves nothing running. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	char config[128], pid[16], log[128];
	snprintf(config, sizeof config, "%s/project.toml", bench->directory);
	snprintf(log, sizeof log, "%s/log", bench->directory);
	snprintf(pid, sizeof pid, "%d", watchdog_pid ? watchdog_pid : (int)getpid());
	setenv("NOTIFY_SOCKET", bench->socket_path, 1);
	setenv("LECTERN_LIBEXECDIR", bench->directory, 1);
	setenv("FAKE_DIR", bench->directory, 1);
	if (watchdog_us)
		setenv("WATCHDOG_USEC", watchdog_us, 1);
	if (watchdog_us && watchdog_pid >= 0)
		setenv("WATCHDOG_PID", pid, 1);
	if (!freopen(log, "we", stderr))
		_exit(98);
	dup2(fileno(stderr), STDERR_FILENO);
	execl("./supervisor/lecternd", "lecternd", "--config", config, NULL);
	_exit(99);
}

/* Waits for the next message; false on timeout. */
static bool hear(struct bench *bench, char *text, size_t size, int wait_ms)
{
	struct pollfd poller = { .fd = bench->socket, .events = POLLIN };
	if (poll(&poller, 1, wait_ms) <= 0)
		return false;
	ssize_t n = recv(bench->socket, text, size - 1, 0);
	assert_true(n > 0);
	text[n] = '\0';
	return true;
}

/* Waits for a message that contains that line; others may come first. */
static void expect(struct bench *bench, const char *line, char *text, size_t size)
{
	int64_t until = now_us() + PATIENCE_US;
	while (now_us() < until) {
		if (hear(bench, text, size, 1000) && strstr(text, line))
			return;
		if (waitpid(bench->pid, NULL, WNOHANG) == bench->pid)
			fail_msg("lecternd ended; its log: %s/log", bench->directory);
	}
	fail_msg("\"%s\" did not come", line);
}

static void stop(struct bench *bench)
{
	kill(bench->pid, SIGTERM);
}

static void finish(struct bench *bench)
{
	int status = -1;
	char command[128];
	assert_int_equal(waitpid(bench->pid, &status, 0), bench->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(bench->socket);
	snprintf(command, sizeof command, "rm -rf %s", bench->directory);
	assert_int_equal(system(command), 0);
}

static void tells_its_life(void **state)
{
	(void)state;
	struct bench bench = { .pid = -1 };
	char text[512];
	start(&bench, false, NULL, -1);
	expect(&bench, "READY=1\n", text, sizeof text);
	assert_contains(text, "STATUS=running");

	int64_t before = now_us();
	kill(bench.pid, SIGHUP);
	expect(&bench, "RELOADING=1\n", text, sizeof text);
	const char *stamp = strstr(text, "MONOTONIC_USEC=");
	assert_non_null(stamp);
	long long at = strtoll(stamp + strlen("MONOTONIC_USEC="), NULL, 10);
	assert_true(at >= before && at <= now_us());
	expect(&bench, "READY=1\n", text, sizeof text);

	/* No watchdog was requested. */
	while (hear(&bench, text, sizeof text, 300))
		assert_null(strstr(text, "WATCHDOG"));
	stop(&bench);
	expect(&bench, "STOPPING=1\n", text, sizeof text);
	finish(&bench);
}

static void feeds_the_watchdog(void **state)
{
	(void)state;
	struct bench bench = { .pid = -1 };
	char text[512];
	start(&bench, false, "400000", 0);
	expect(&bench, "WATCHDOG=1", text, sizeof text);
	int64_t last = now_us(), longest = 0;
	for (int i = 0; i < 8; i++) {
		expect(&bench, "WATCHDOG=1", text, sizeof text);
		int64_t gap = now_us() - last;
		longest = gap > longest ? gap : longest;
		last = now_us();
	}
	/* At half the timeout; a busy machine may add to that. */
	assert_true(longest >= 150000);
	/* A loop that stands still sends nothing. */
	kill(bench.pid, SIGSTOP);
	while (hear(&bench, text, sizeof text, 100))
		;
	assert_false(hear(&bench, text, sizeof text, 1000));
	kill(bench.pid, SIGCONT);
	expect(&bench, "WATCHDOG=1", text, sizeof text);
	stop(&bench);
	finish(&bench);
}

static void leaves_another_ones_watchdog(void **state)
{
	(void)state;
	struct bench bench = { .pid = -1 };
	char text[512];
	start(&bench, false, "100000", 1);
	expect(&bench, "READY=1\n", text, sizeof text);
	while (hear(&bench, text, sizeof text, 300))
		assert_null(strstr(text, "WATCHDOG"));
	stop(&bench);
	finish(&bench);
}

static void speaks_to_an_abstract_socket(void **state)
{
	(void)state;
	struct bench bench = { .pid = -1 };
	char text[512];
	start(&bench, true, NULL, -1);
	expect(&bench, "READY=1\n", text, sizeof text);
	stop(&bench);
	finish(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_its_life),
		cmocka_unit_test(feeds_the_watchdog),
		cmocka_unit_test(leaves_another_ones_watchdog),
		cmocka_unit_test(speaks_to_an_abstract_socket),
	};
	return RUN(tests);
}
