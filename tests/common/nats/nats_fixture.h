/* nats_fixture: a real nats-server for one test, on a free port, in a directory of its own.
 *
 * The server dies with the test, however that ends. Without a nats-server program the test is
 * skipped (exit 77).
 */
#ifndef LECTERN_TESTS_COMMON_NATS_NATS_FIXTURE_H
#define LECTERN_TESTS_COMMON_NATS_NATS_FIXTURE_H

#include "common/config/settings.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct nats_server {
	char dir[128]; /* store, log, configuration */
	char url[64];
	int port;        /* for clients */
	int route_port;  /* for the other servers of a cluster, or 0 */
	bool configured; /* started with a configuration file */
	pid_t pid;       /* 0 if not running */
};

/* Starts a server and waits until it answers. Ends the program on failure. */
void nats_server_start(struct nats_server *server);

/* The same with a configuration: lines for nats-server.conf, in which %D stands for the server's
 * directory. nats_server_prepare() creates the directory beforehand, for files that the lines refer
 * to. */
void nats_server_prepare(struct nats_server *server);
void nats_server_start_as(struct nats_server *server, const char *config);

/* Sends that signal and waits for the server to exit. */
void nats_server_kill(struct nats_server *server, int signal);

/* Starts it again, on the same port with the same store. */
void nats_server_restart(struct nats_server *server);

/* Stops it and removes its directory. */
void nats_server_stop(struct nats_server *server);

enum { NATS_CLUSTER = 3 };

/* Starts three servers as a cluster and waits until each answers. It may not have a leader yet. */
void nats_cluster_start(struct nats_server servers[NATS_CLUSTER]);

/* Bytes on disk below the server's directory. */
int64_t nats_server_disk(const struct nats_server *server);

/* The default settings with the server's URL and `more` lines for [nats] (may be ""). */
struct settings *nats_server_settings(const struct nats_server *server, const char *more);

/* Connects, or ends the program. */
struct natsconn *nats_server_connect(const struct settings *settings);

/* Waits for a condition, polling every few milliseconds, for at most two minutes. */
bool nats_eventually(bool (*condition)(void *context), void *context);

/* Fills a buffer with bytes that depend only on `seed`. */
void nats_fill(void *data, size_t len, uint64_t seed);

/* State of a stream, or -1 if it cannot be determined. */
int64_t nats_stream_messages(struct natsconn *conn, const char *stream);
int64_t nats_stream_bytes(struct natsconn *conn, const char *stream);

#endif
