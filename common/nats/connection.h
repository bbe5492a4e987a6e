/* connection: a connection to NATS that survives restarts of the server.
 *
 * It reconnects forever. If the library closes it permanently anyway, natsconn_lost() becomes true
 * and the process should exit to be restarted. Never open one before a fork() without exec(),
 * because the library starts threads. All functions but natsconn_open() and natsconn_close() are
 * thread-safe.
 */
#ifndef LECTERN_COMMON_NATS_CONNECTION_H
#define LECTERN_COMMON_NATS_CONNECTION_H

#include "common/base/err.h"
#include "common/config/settings.h"

#include <nats/nats.h>
#include <stdbool.h>
#include <stdint.h>

struct natsconn;

/* Connects, retrying for up to wait_ms; then fails with ERR_UNAVAILABLE, naming the URL. Fails at
 * once with ERR_UNAVAILABLE, naming the credentials, if the server refuses them, and with
 * ERR_INVALID if a TLS or credentials file named in the settings cannot be used. `name` appears in
 * the server's monitoring. `settings` must outlive the connection. */
int natsconn_open(const struct nats_settings *settings, const char *name, int64_t wait_ms,
	struct natsconn **ret_conn, struct err *err);

/* Flushes, closes, and waits for the library's threads of this connection. */
void natsconn_close(struct natsconn **conn);

/* The library's handles; they belong to the connection. */
natsConnection *natsconn_nats(struct natsconn *conn);
jsCtx *natsconn_js(struct natsconn *conn);
const struct nats_settings *natsconn_settings(const struct natsconn *conn);

bool natsconn_is_connected(struct natsconn *conn);
bool natsconn_lost(const struct natsconn *conn);

/* For a caller that probes the connection with JetStream requests: the one sent at asked_ms
 * (monotonic) got no answer in time; 0 if the last one did. While the connection is silent, stream
 * publishes unanswered since asked_ms fail and retry loops give up. */
void natsconn_set_silent(struct natsconn *conn, int64_t asked_ms);
bool natsconn_is_silent(const struct natsconn *conn);

/* Fills err with "<what>: <text>" from a status and a JetStream error code. Maps 10077 and other
 * full stores to ERR_NO_SPACE, 10071 to ERR_CONFLICT, NATS_NOT_FOUND/10037/10059/404 to
 * ERR_NOT_FOUND, and timeouts, no responders and disconnections to ERR_UNAVAILABLE. Returns -1. */
int natsconn_err(struct err *err, natsStatus status, jsErrCode code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#ifdef __clang_analyzer__ /* as in err.h */
#define natsconn_err(...) (natsconn_err(__VA_ARGS__), -1)
#endif

/* Publishes to a stream and waits for its PubAck (5 s). msg_id, which enables the server's
 * deduplication, may be NULL. */
int natsconn_publish(struct natsconn *conn, const char *subject, const void *data, size_t len,
	const char *msg_id, struct err *err);

#endif
