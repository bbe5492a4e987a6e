/* nats_fixture: a real nats-server of a test's own, on a free port, in a directory of its own.
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
	int port;        /* of clients */
	int route_port;  /* of the other servers of a cluster, or 0 */
	bool configured; /* by a file */
	pid_t pid;       /* 0: not running */
};

/* Starts one and waits until it answers. Ends the program when that fails. */
void nats_server_start(struct nats_server *server);

/* The same, with a configuration: lines for nats-server.conf, in which %D stands for the server's
 * directory. nats_server_prepare() makes the directory before, for files that they name. */
void nats_server_prepare(struct nats_server *server);
void nats_server_start_as(struct nats_server *server, const char *config);

/* Ends it with that signal and waits for it. */
void nats_server_kill(struct nats_server *server, int signal);

/* Starts it again, on the same port with the same store. */
void nats_server_restart(struct nats_server *server);

/* Ends it and removes its directory. */
void nats_server_stop(struct nats_server *server);

enum { NATS_CLUSTER = 3 };

/* Starts three that form a cluster, and waits until each answers. There may be no leader yet. */
void nats_cluster_start(struct nats_server servers[NATS_CLUSTER]);

/* Bytes on disk below its directory. */
int64_t nats_server_disk(const struct nats_server *server);

/* The default settings with its URL and whatever more is given as lines of [nats] (may be ""). */
struct settings *nats_server_settings(const struct nats_server *server, const char *more);

/* Connects, or ends the program. */
struct natsconn *nats_server_connect(const struct settings *settings);

/* Waits for a condition, looking every few milliseconds, for at most two minutes. */
bool nats_eventually(bool (*condition)(void *context), void *context);

/* Bytes that follow from `seed` alone, for objects. */
void nats_fill(void *data, size_t len, uint64_t seed);

/* State of a stream; -1 when it cannot be had. */
int64_t nats_stream_messages(struct natsconn *conn, const char *stream);
int64_t nats_stream_bytes(struct natsconn *conn, const char *stream);

#endif
