/* server: the HTTP daemon and what its handlers share. */
#ifndef LECTERN_WEB_HTTP_SERVER_H
#define LECTERN_WEB_HTTP_SERVER_H

#include "common/base/err.h"
#include "common/config/settings.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct MHD_Daemon;

struct server {
	const struct settings *settings; /* outlives it, as does everything below */
	struct app *app;                 /* of the handlers: what they know of the farm */
	struct auth *auth;
	struct request_counts *counts;
	struct site *site;

	/* of server.c */
	struct MHD_Daemon *daemon;
	struct connections *connections;
	int listen_fd;
	bool shares_listener; /* others listen on it too */
	int port;
	atomic_int requests; /* under way */
	atomic_int uploads;  /* under way */
	atomic_bool closing; /* streams without an end come to theirs */
	int64_t closing_ms;  /* since when */
};

/* Begins to answer on `listener`, a socket that others listen on too, or, when it is -1, where
 * [http] says. Takes over the descriptor. */
int server_start(struct server *server, int listener, struct err *err);

/* Once a second: closes connections that are past their time. */
void server_tick(struct server *server);

/* Takes no more connections. */
void server_quiesce(struct server *server);

/* After that: nobody waits for an answer. `lingers`: and connected clients have had a moment to
 * ask.
 */
bool server_is_quiet(const struct server *server, bool lingers);

/* Ends every connection and its thread. */
void server_stop(struct server *server);

#endif
