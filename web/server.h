/* server: the HTTP daemon and what its handlers share. */
#ifndef LECTERN_SERVER_H
#define LECTERN_SERVER_H

#include "common/err.h"
#include "common/settings.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct MHD_Daemon;

struct server {
	const struct settings *settings; /* outlives it, as does everything below */
	struct auth *auth;
	struct backend *backend;
	struct farm *farm;
	struct job_table *table;
	struct metrics *metrics;
	struct sampler *sampler;
	struct site *site;
	struct idempotency *idempotency;
	struct installed *installed;

	/* of server.c */
	struct MHD_Daemon *daemon;
	struct connections *connections;
	int listen_fd;
	int port;
	atomic_int requests; /* under way */
	atomic_int uploads;  /* under way */
	atomic_bool closing; /* streams without an end come to theirs */
};

/* Listens on [http] listen and port and begins to answer. */
int server_start(struct server *server, struct err *err);

/* Once a second: closes connections that are past their time. */
void server_tick(struct server *server);

/* Takes no more connections and waits until those under way are through, for at most grace_ms. */
void server_quiesce(struct server *server, int64_t grace_ms);

/* Ends every connection and its thread. */
void server_stop(struct server *server);

#endif
