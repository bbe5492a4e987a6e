/* nats_fixture.c: starts, kills and restarts a nats-server for a test program. */
#define _XOPEN_SOURCE 700
#include "tests/common/nats/nats_fixture.h"

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/timestamp.h"
#include "tests/common/nats/port_claim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ftw.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { START_MS = 20000, STOP_MS = 10000, EVENTUALLY_MS = 120000, POLL_MS = 10 };

static void give_up(const char *what, const char *why)
{
	fprintf(stderr, "nats_fixture: %s: %s\n", what, why);
	exit(99);
}

static void pause_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
	nanosleep(&time, NULL);
}

bool nats_eventually(bool (*condition)(void *context), void *context)
{
	int64_t end = clock_monotonic_ms() + EVENTUALLY_MS;
	while (!condition(context)) {
		if (clock_monotonic_ms() >= end)
			return false;
		pause_ms(POLL_MS);
	}
	return true;
}

/* ---- the process ---- */

static const char *server_program(void)
{
	static const char *const places[] = { "/usr/sbin/nats-server", "/usr/bin/nats-server",
		"/usr/local/bin/nats-server", "/usr/local/sbin/nats-server" };
	const char *named = getenv("LECTERN_NATS_SERVER");
	if (named)
		return named;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (access(places[i], X_OK) == 0)
			return places[i];
	}
	fprintf(stderr, "skipped: no nats-server\n");
	exit(77);
}

static void exec_server(const struct nats_server *server, const char *program, pid_t parent)
{
	char port[16], log[160], store[160], config[160];
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	snprintf(port, sizeof port, "%d", server->port);
	snprintf(log, sizeof log, "%s/log", server->dir);
	snprintf(store, sizeof store, "%s/store", server->dir);
	snprintf(config, sizeof config, "%s/config", server->dir);
	if (server->configured)
		execl(program, program, "-c", config, "-p", port, "-l", log, (char *)NULL);
	execl(program, program, "-a", "127.0.0.1", "-p", port, "-js", "-sd", store, "-l", log,
		(char *)NULL);
	_exit(127);
}

static bool answers(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool start_once(struct nats_server *server)
{
	const char *program = server_program();
	pid_t parent = getpid();
	server->pid = fork();
	if (server->pid < 0)
		give_up("fork", strerror(errno));
	if (server->pid == 0)
		exec_server(server, program, parent);
	int64_t end = clock_monotonic_ms() + START_MS;
	while (clock_monotonic_ms() < end) {
		if (answers(server->port))
			return true;
		if (waitpid(server->pid, NULL, WNOHANG) == server->pid)
			break;
		pause_ms(POLL_MS);
	}
	nats_server_kill(server, SIGKILL);
	return false;
}

static struct nats_server *running[4]; /* to be stopped if a test fails */

static void stop_all(void)
{
	for (size_t i = 0; i < sizeof running / sizeof *running; i++) {
		if (running[i])
			nats_server_stop(running[i]);
	}
}

static int claim_port(void)
{
	int port = port_claim();
	if (port < 0)
		give_up("nats-server", "no port is free");
	return port;
}

static void make_dir(struct nats_server *server)
{
	const char *tmp = getenv("TMPDIR");
	memset(server, 0, sizeof *server);
	snprintf(server->dir, sizeof server->dir, "%s/lectern-nats.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(server->dir))
		give_up("mkdtemp", strerror(errno));
	server->port = claim_port();
	static bool registered;
	if (!registered)
		atexit(stop_all);
	registered = true;
	for (size_t i = 0; i < sizeof running / sizeof *running; i++) {
		if (!running[i]) {
			running[i] = server;
			return;
		}
	}
	give_up("nats-server", "too many at once");
}

static void start(struct nats_server *server)
{
	if (!start_once(server))
		give_up("nats-server", "does not start");
	snprintf(server->url, sizeof server->url, "nats://127.0.0.1:%d", server->port);
}

void nats_server_start(struct nats_server *server)
{
	make_dir(server);
	start(server);
}

void nats_server_prepare(struct nats_server *server)
{
	make_dir(server);
}

void nats_server_start_as(struct nats_server *server, const char *config)
{
	char path[160];
	snprintf(path, sizeof path, "%s/config", server->dir);
	FILE *file = fopen(path, "we");
	if (!file)
		give_up(path, strerror(errno));
	fprintf(file, "host: 127.0.0.1\n");
	for (const char *at = config; *at; at++) {
		if (at[0] == '%' && at[1] == 'D') {
			fputs(server->dir, file);
			at++;
		} else {
			fputc(*at, file);
		}
	}
	fclose(file);
	server->configured = true;
	start(server);
}

static void write_config(const struct nats_server servers[NATS_CLUSTER], int number)
{
	const struct nats_server *server = &servers[number];
	char path[160];
	snprintf(path, sizeof path, "%s/config", server->dir);
	FILE *file = fopen(path, "we");
	if (!file)
		give_up(path, strerror(errno));
	fprintf(file,
		"server_name: n%d\nhost: 127.0.0.1\njetstream { store_dir: \"%s/store\" }\n"
		"cluster { name: test, listen: \"127.0.0.1:%d\", routes: [",
		number, server->dir, server->route_port);
	for (int i = 0; i < NATS_CLUSTER; i++)
		fprintf(file, "%s\"nats://127.0.0.1:%d\"", i ? ", " : "", servers[i].route_port);
	fprintf(file, "] }\n");
	fclose(file);
}

void nats_cluster_start(struct nats_server servers[NATS_CLUSTER])
{
	for (int i = 0; i < NATS_CLUSTER; i++) {
		make_dir(&servers[i]);
		servers[i].route_port = claim_port();
	}
	for (int i = 0; i < NATS_CLUSTER; i++) {
		servers[i].configured = true;
		write_config(servers, i);
		start(&servers[i]);
	}
}

void nats_server_kill(struct nats_server *server, int signal)
{
	if (!server->pid)
		return;
	kill(server->pid, signal);
	int64_t end = clock_monotonic_ms() + STOP_MS;
	while (waitpid(server->pid, NULL, WNOHANG) == 0) {
		if (clock_monotonic_ms() > end)
			kill(server->pid, SIGKILL);
		pause_ms(1);
	}
	server->pid = 0;
}

void nats_server_restart(struct nats_server *server)
{
	if (!start_once(server))
		give_up("nats-server", "does not start again");
}

/* ---- its directory ---- */

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	remove(path);
	return 0;
}

static int64_t disk_bytes;

static int count_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)path;
	(void)ftw;
	if (kind == FTW_F)
		disk_bytes += (int64_t)st->st_blocks * 512;
	return 0;
}

int64_t nats_server_disk(const struct nats_server *server)
{
	disk_bytes = 0;
	nftw(server->dir, count_entry, 16, FTW_PHYS);
	return disk_bytes;
}

void nats_server_stop(struct nats_server *server)
{
	nats_server_kill(server, SIGTERM);
	nftw(server->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	port_give_back(server->port);
	if (server->route_port)
		port_give_back(server->route_port);
	for (size_t i = 0; i < sizeof running / sizeof *running; i++) {
		if (running[i] == server)
			running[i] = NULL;
	}
}

/* ---- working with it ---- */

struct settings *nats_server_settings(const struct nats_server *server, const char *more)
{
	struct buf text = BUF_EMPTY;
	struct settings *settings = NULL;
	struct err err;
	buf_printf(&text, "[nats]\nurl = \"%s\"\n%s\n", server->url, more);
	if (settings_parse("test", buf_string(&text), text.len, &settings, &err) < 0)
		give_up("settings", err.text);
	buf_free(&text);
	return settings;
}

struct natsconn *nats_server_connect(const struct settings *settings)
{
	struct natsconn *conn = NULL;
	struct err err;
	if (natsconn_open(&settings->nats, "test", 20000, &conn, &err) < 0)
		give_up("connecting", err.text);
	return conn;
}

void nats_fill(void *data, size_t len, uint64_t seed)
{
	unsigned char *out = data;
	uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
	for (size_t i = 0; i < len; i++) {
		if (i % 8 == 0) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
		}
		out[i] = (unsigned char)(state >> i % 8 * 8);
	}
}

static int64_t stream_state(struct natsconn *conn, const char *stream, bool bytes)
{
	jsStreamInfo *info = NULL;
	if (js_GetStreamInfo(&info, natsconn_js(conn), stream, NULL, NULL) != NATS_OK)
		return -1;
	int64_t value = (int64_t)(bytes ? info->State.Bytes : info->State.Msgs);
	jsStreamInfo_Destroy(info);
	return value;
}

int64_t nats_stream_messages(struct natsconn *conn, const char *stream)
{
	return stream_state(conn, stream, false);
}

int64_t nats_stream_bytes(struct natsconn *conn, const char *stream)
{
	return stream_state(conn, stream, true);
}
