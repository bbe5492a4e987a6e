/* backend: the broker behind the server: connects, and keeps the job table true.
 *
 * lectern-web answers without a broker too: it says 503 where one is needed, and recovers.
 */
#ifndef LECTERN_WEB_STATE_BACKEND_H
#define LECTERN_WEB_STATE_BACKEND_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/nats/connection.h"
#include "web/state/job_table.h"

#include <stdbool.h>

struct backend;

/* Starts a thread that connects, for as long as it takes, and then follows the KV bucket and the
 * stages' events into `table`. */
struct backend *backend_start(const struct settings *settings, struct job_table *table);

/* Ends the thread and closes the connection. No other thread may use it any more. */
void backend_stop(struct backend **backend);

/* The connection when the broker answers, else NULL with ERR_UNAVAILABLE. A broker that is
 * connected but silent is found out within 4 s. */
struct natsconn *backend_conn(struct backend *backend, struct err *err);

/* The same for a client that is about to send much: the broker is asked first, for 2 s at most. */
struct natsconn *backend_conn_now(struct backend *backend, struct err *err);

/* The library gave the connection up for good: the process should end to be restarted. */
bool backend_is_lost(struct backend *backend);

/* The table has been filled once since the start. */
bool backend_is_warm(struct backend *backend);

#endif
