/* internal: what the files of libfarm that speak NATS share; not for others. */
#ifndef LECTERN_COMMON_NATS_INTERNAL_H
#define LECTERN_COMMON_NATS_INTERNAL_H

#include "common/nats/connection.h"

#include <signal.h>

struct pubhub;

struct pubhub *natsconn_pubhub(struct natsconn *conn);

/* Grows with each reconnection: what was asked of the server before is forgotten there. */
unsigned natsconn_epoch(const struct natsconn *conn);

/* As natsconn_err, with the reason in words. NULL: the library's last words. */
int natsconn_err_said(struct err *err, natsStatus status, jsErrCode code, const char *reason,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Threads that the library starts in between take no signals. */
void natsconn_block_signals(sigset_t *ret_old);
void natsconn_restore_signals(const sigset_t *old);

/* A random number below `limit` (> 0), from the system's generator. */
unsigned natsconn_random(unsigned limit);

#endif
