/* internal: declarations shared by the NATS files of libfarm; not for others. */
#ifndef LECTERN_COMMON_NATS_INTERNAL_H
#define LECTERN_COMMON_NATS_INTERNAL_H

#include "common/nats/connection.h"

#include <signal.h>

struct pubhub;

struct pubhub *natsconn_pubhub(struct natsconn *conn);

/* Incremented on each reconnection, after which the server no longer knows of earlier requests. */
unsigned natsconn_epoch(const struct natsconn *conn);

/* Like natsconn_err(), with the reason as text; NULL for the library's last error text. */
int natsconn_err_said(struct err *err, natsStatus status, jsErrCode code, const char *reason,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Block all signals, so that threads started by the library in between inherit that and take
 * none. */
void natsconn_block_signals(sigset_t *ret_old);
void natsconn_restore_signals(const sigset_t *old);

/* A random number below `limit` (> 0), from the system's generator. */
unsigned natsconn_random(unsigned limit);

#endif
