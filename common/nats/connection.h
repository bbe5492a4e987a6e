/* connection: one connection to NATS that outlives restarts of the server.
 *
 * Reconnects without end. If the library closes it permanently anyway, natsconn_lost()
 * becomes true and the process should exit to be restarted. Never open one before a fork()
 * without exec(): the library starts threads.
 */
#ifndef LECTERN_COMMON_NATS_CONNECTION_H
#define LECTERN_COMMON_NATS_CONNECTION_H

#include "common/base/err.h"
#include "common/config/settings.h"

#include <nats/nats.h>
#include <stdbool.h>
#include <stdint.h>

struct natsconn;

/* Connects, trying for up to wait_ms (then ERR_UNAVAILABLE naming the URL). At once:
 * ERR_UNAVAILABLE naming the credentials when the server refuses these, and ERR_INVALID when a file
 * of TLS or credentials that the settings name cannot be used. `name` is shown in the server's
 * monitoring. `settings` must outlive the connection. */
int natsconn_open(const struct nats_settings *settings, const char *name, int64_t wait_ms,
	struct natsconn **ret_conn, struct err *err);

/* Flushes, closes and waits for the library's threads of this connection. */
void natsconn_close(struct natsconn **conn);

natsConnection *natsconn_nats(struct natsconn *conn);
jsCtx *natsconn_js(struct natsconn *conn);
const struct nats_settings *natsconn_settings(const struct natsconn *conn);

bool natsconn_is_connected(struct natsconn *conn);
bool natsconn_lost(const struct natsconn *conn);

/* For the caller that checks the connection by requests to JetStream: the one asked at asked_ms
 * (monotonic) has had no answer in time; 0: the last one had. Publishes to a stream that have had
 * none since then fail, and what tries again gives up, until it answers. */
void natsconn_set_silent(struct natsconn *conn, int64_t asked_ms);
bool natsconn_is_silent(const struct natsconn *conn);

/* Fills err from a status and a JetStream code: "<what>: <text>". Maps: 10077 and other full
 * stores to ERR_NO_SPACE, 10071 to ERR_CONFLICT, NATS_NOT_FOUND/10037/10059/404 to ERR_NOT_FOUND,
 * timeouts, no responders, disconnections to ERR_UNAVAILABLE. Returns -1. */
int natsconn_err(struct err *err, natsStatus status, jsErrCode code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#ifdef __clang_analyzer__ /* as in err.h */
#define natsconn_err(...) (natsconn_err(__VA_ARGS__), -1)
#endif

/* Publishes to a stream and waits for its PubAck (5 s). msg_id may be NULL. */
int natsconn_publish(struct natsconn *conn, const char *subject, const void *data, size_t len,
	const char *msg_id, struct err *err);

#endif
