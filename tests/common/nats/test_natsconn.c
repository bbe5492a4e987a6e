/* test_natsconn.c: connecting; servers that are away, come back, restart, or never existed. */
#include "tests/common/nats/nats_check.h"

#include "common/base/timestamp.h"
#include "common/nats/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct nats_server server;
static struct settings *settings;

static int start(void **state)
{
	(void)state;
	nats_server_start(&server);
	settings = nats_server_settings(&server, "");
	return 0;
}

static int stop(void **state)
{
	(void)state;
	settings_free(&settings);
	nats_server_stop(&server);
	return 0;
}

/* A port that is bound but on which nobody listens. */
static int closed_port(int *ret_fd)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof at;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*ret_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(*ret_fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(getsockname(*ret_fd, (struct sockaddr *)&at, &len), 0);
	return ntohs(at.sin_port);
}

static void nobody_there_is_unavailable_and_names_the_url(void **state)
{
	(void)state;
	char url[100], shown[100];
	int fd, port = closed_port(&fd);
	snprintf(url, sizeof url, "nats://user:secret@127.0.0.1:%d", port);
	snprintf(shown, sizeof shown, "nats://127.0.0.1:%d", port);
	struct nats_settings nats = settings->nats;
	nats.url = url;
	struct natsconn *conn = NULL;
	struct err err;
	int64_t begun = clock_monotonic_ms();
	assert_int_equal(natsconn_open(&nats, "test", 600, &conn, &err), -1);
	assert_in_range(clock_monotonic_ms() - begun, 500, 20000);
	assert_null(conn);
	assert_int_equal(err.kind, ERR_UNAVAILABLE);
	assert_non_null(strstr(err.text, shown));
	assert_null(strstr(err.text, "secret"));
	close(fd);
}

static void one_of_several_servers_is_enough(void **state)
{
	(void)state;
	char url[200];
	int fd, port = closed_port(&fd);
	snprintf(url, sizeof url, "nats://127.0.0.1:%d, %s", port, server.url);
	struct nats_settings nats = settings->nats;
	nats.url = url;
	struct natsconn *conn = NULL;
	struct err err;
	assert_ok(natsconn_open(&nats, "test", 5000, &conn, &err), err);
	assert_true(natsconn_is_connected(conn));
	natsconn_close(&conn);
	assert_null(conn);
	close(fd);
}

static sem_t seen;

/* The thread that starts a server must outlive it (PDEATHSIG is per thread). */
static void *start_late(void *arg)
{
	struct nats_server *it = arg;
	usleep(700000);
	nats_server_restart(it);
	sem_wait(&seen);
	return NULL;
}

static void a_server_that_comes_late_is_waited_for(void **state)
{
	(void)state;
	nats_server_kill(&server, SIGTERM);
	pthread_t thread;
	sem_init(&seen, 0, 0);
	pthread_create(&thread, NULL, start_late, &server);
	struct natsconn *conn = NULL;
	struct err err;
	int result = natsconn_open(&settings->nats, "test", 20000, &conn, &err);
	natsconn_close(&conn);
	sem_post(&seen);
	pthread_join(thread, NULL);
	sem_destroy(&seen);
	assert_ok(result, err);
	nats_server_kill(&server, SIGTERM);
	nats_server_restart(&server);
}

static bool is_connected(void *conn)
{
	return natsconn_is_connected(conn);
}

static bool is_disconnected(void *conn)
{
	return !natsconn_is_connected(conn);
}

static void a_publish_without_server_fails_at_once(void **state)
{
	(void)state;
	struct natsconn *conn = nats_server_connect(settings);
	struct err err;
	jsStreamConfig config;
	const char *subjects[] = { "restart.test" };
	jsStreamConfig_Init(&config);
	config.Name = "RESTART";
	config.Subjects = subjects;
	config.SubjectsLen = 1;
	assert_int_equal(js_AddStream(NULL, natsconn_js(conn), &config, NULL, NULL), NATS_OK);
	assert_ok(natsconn_publish(conn, "restart.test", "1", 1, "one", &err), err);

	nats_server_kill(&server, SIGKILL);
	assert_true(nats_eventually(is_disconnected, conn));
	int64_t begun = clock_monotonic_ms();
	assert_int_equal(natsconn_publish(conn, "restart.test", "2", 1, NULL, &err), -1);
	assert_int_equal(err.kind, ERR_UNAVAILABLE);
	assert_non_null(strstr(err.text, "restart.test"));
	assert_true(clock_monotonic_ms() - begun < 4000);

	nats_server_restart(&server);
	assert_true(nats_eventually(is_connected, conn));
	assert_false(natsconn_lost(conn));
	assert_ok(natsconn_publish(conn, "restart.test", "1", 1, "one", &err), err);
	assert_ok(natsconn_publish(conn, "restart.test", "3", 1, NULL, &err), err);
	/* "2" was not delivered later from some buffer, and "one" was recognised as a duplicate. */
	assert_int_equal(nats_stream_messages(conn, "RESTART"), 2);
	natsconn_close(&conn);
}

static void closing_without_a_server_does_not_hang(void **state)
{
	(void)state;
	struct natsconn *conn = nats_server_connect(settings);
	nats_server_kill(&server, SIGKILL);
	int64_t begun = clock_monotonic_ms();
	natsconn_close(&conn);
	assert_true(clock_monotonic_ms() - begun < 12000);
	nats_server_restart(&server);
}

static void closing_with_a_stopped_server_does_not_hang(void **state)
{
	(void)state;
	struct natsconn *conn = nats_server_connect(settings);
	kill(server.pid, SIGSTOP);
	int64_t begun = clock_monotonic_ms();
	natsconn_close(&conn);
	int64_t took = clock_monotonic_ms() - begun;
	kill(server.pid, SIGCONT);
	assert_true(took < 15000);
}

static void errors_have_their_kinds(void **state)
{
	(void)state;
	struct err err;
	natsconn_err(&err, NATS_ERR, 10077, "publishing to %s", "x");
	assert_int_equal(err.kind, ERR_NO_SPACE);
	assert_non_null(strstr(err.text, "publishing to x: "));
	assert_non_null(strstr(err.text, "10077"));
	natsconn_err(&err, NATS_ERR, 10071, "x");
	assert_int_equal(err.kind, ERR_CONFLICT);
	natsconn_err(&err, NATS_ERR, 10037, "x");
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	natsconn_err(&err, NATS_ERR, 10059, "x");
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	natsconn_err(&err, NATS_NOT_FOUND, 0, "x");
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	natsconn_err(&err, NATS_TIMEOUT, 0, "x");
	assert_int_equal(err.kind, ERR_UNAVAILABLE);
	natsconn_err(&err, NATS_NO_RESPONDERS, 10076, "x");
	assert_int_equal(err.kind, ERR_UNAVAILABLE);
	natsconn_err(&err, NATS_CONNECTION_DISCONNECTED, 0, "x");
	assert_int_equal(err.kind, ERR_UNAVAILABLE);
	assert_int_equal(natsconn_err(NULL, NATS_TIMEOUT, 0, "x"), -1);
}

static volatile sig_atomic_t signals_in_main, signals_elsewhere;
static pthread_t main_thread;

static void on_signal(int number)
{
	(void)number;
	if (pthread_equal(pthread_self(), main_thread))
		signals_in_main++;
	else
		signals_elsewhere++;
}

/* While the main thread blocks signals, a signal to the process is delivered to any thread that
 * accepts it. */
static void the_librarys_threads_take_no_signals(void **state)
{
	(void)state;
	struct natsconn *conn = nats_server_connect(settings);
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t set;
	main_thread = pthread_self();
	sigaction(SIGUSR1, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 20; i++) {
		kill(getpid(), SIGUSR1);
		usleep(2000);
	}
	assert_int_equal(signals_elsewhere, 0);
	assert_int_equal(signals_in_main, 0);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	assert_int_equal(signals_in_main, 1);
	natsconn_close(&conn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_there_is_unavailable_and_names_the_url),
		cmocka_unit_test(one_of_several_servers_is_enough),
		cmocka_unit_test(a_server_that_comes_late_is_waited_for),
		cmocka_unit_test(a_publish_without_server_fails_at_once),
		cmocka_unit_test(closing_without_a_server_does_not_hang),
		cmocka_unit_test(closing_with_a_stopped_server_does_not_hang),
		cmocka_unit_test(errors_have_their_kinds),
		cmocka_unit_test(the_librarys_threads_take_no_signals),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
