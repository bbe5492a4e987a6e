/* server: the HTTP daemon, and the state that its handlers share. */
#ifndef LECTERN_WEB_HTTP_SERVER_H
#define LECTERN_WEB_HTTP_SERVER_H

#include "common/base/err.h"
#include "common/config/settings.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct MHD_Daemon;

struct server {
	const struct settings *settings; /* borrowed, as are the five below */
	struct app *app;                 /* the handlers' state: what is known of the farm */
	struct auth *auth;
	struct request_counts *counts;
	struct site *site;

	/* private to server.c */
	struct MHD_Daemon *daemon;
	struct connections *connections;
	int listen_fd;
	bool shares_listener; /* other processes listen on it too */
	int port;
	atomic_int requests; /* in progress */
	atomic_int uploads;  /* in progress */
	atomic_bool closing; /* makes endless streams end */
	int64_t closing_ms;  /* since when */
};

/* Starts serving on `listener`, a socket shared with other processes, or, when it is -1, where
 * [http] says. Takes ownership of the descriptor. Call server_stop() when done. */
int server_start(struct server *server, int listener, struct err *err);

/* Closes connections that are past their deadline. Call it once a second. */
void server_tick(struct server *server);

/* Stops accepting connections. */
void server_quiesce(struct server *server);

/* After server_quiesce(): whether no request is in progress. `lingers`: and clients that had
 * just connected have had time to send their request. */
bool server_is_quiet(const struct server *server, bool lingers);

/* Closes all connections and ends their threads. */
void server_stop(struct server *server);

#endif
