/* backend: the broker behind the server; connects to it and keeps the job table up to date.
 *
 * Without a broker lectern-web still answers: 503 where one is needed, until it is back.
 */
#ifndef LECTERN_WEB_STATE_BACKEND_H
#define LECTERN_WEB_STATE_BACKEND_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/nats/connection.h"
#include "web/state/job_table.h"

#include <stdbool.h>

struct backend;

/* Starts a thread that keeps trying to connect and then applies the KV bucket and the stages'
 * events to `table`. Both arguments must outlive it. */
struct backend *backend_start(const struct settings *settings, struct job_table *table);

/* Ends the thread and closes the connection. No other thread may be using it. */
void backend_stop(struct backend **backend);

/* The connection if the broker answers, else NULL with ERR_UNAVAILABLE. Does not block; a broker
 * that is connected but does not answer is detected within 4 s. Thread-safe, as are the
 * functions below. The backend keeps ownership. */
struct natsconn *backend_conn(struct backend *backend, struct err *err);

/* The same before a client sends a large body: asks the broker first, for at most 2 s. */
struct natsconn *backend_conn_now(struct backend *backend, struct err *err);

/* Whether the library has closed the connection for good; the process should exit and be
 * restarted. */
bool backend_is_lost(struct backend *backend);

/* Whether the table has been filled at least once. */
bool backend_is_warm(struct backend *backend);

#endif
