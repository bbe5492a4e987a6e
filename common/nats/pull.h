/* pull: messages of one durable pull consumer, one at a time, pollable.
 *
 * Asks the server for one message (batch 1, expires 15 s, heartbeat 1 s); the answer makes
 * pull_fd() readable. Requests are renewed when they expire, and when heartbeats stay away (the
 * server restarted). Acks do not go through the library's subscription state, so a message may
 * outlive reconnects.
 */
#ifndef LECTERN_COMMON_NATS_PULL_H
#define LECTERN_COMMON_NATS_PULL_H

#include "common/base/err.h"
#include "common/nats/connection.h"

#include <stdint.h>

struct pull;
struct delivery;

/* `conn` must outlive it. */
int pull_open(struct natsconn *conn, const char *stream, const char *consumer,
	struct pull **ret_pull, struct err *err);

/* Takes the interest away first, so that the server sends nothing into the void; a message that
 * had arrived and was not taken is NAKed. */
void pull_close(struct pull **pull);

/* An eventfd: poll it for POLLIN, then call pull_take. Owned by pull. */
int pull_fd(const struct pull *pull);

/* Keeps exactly one request outstanding; call it before polling and at least once a second, but
 * not while a delivery is worked on: it asks for the next. now_ms is monotonic. Returns in how
 * many milliseconds it wants to be called again. An error (ERR_NOT_FOUND: the consumer or the
 * stream is gone) is reported again every few seconds while it lasts, an unreachable broker only
 * once; keep calling. */
int pull_tick(struct pull *pull, int64_t now_ms, int *ret_next_ms, struct err *err);

/* The delivered message if there is one, else NULL. The caller frees it. A second message that
 * arrives before the next pull_tick is sent back (NAK), so that it does not wait for this one. */
struct delivery *pull_take(struct pull *pull);

/* Messages of the consumer not yet delivered to anyone. */
int pull_pending(struct pull *pull, uint64_t *ret_pending, struct err *err);

const char *delivery_data(const struct delivery *delivery);
size_t delivery_len(const struct delivery *delivery);
const char *delivery_subject(const struct delivery *delivery);
/* 1 for the first time. */
uint64_t delivery_count(const struct delivery *delivery);
uint64_t delivery_sequence(const struct delivery *delivery); /* in the stream */

/* Ack and wait for the server's word (5 s); Term likewise. */
int delivery_ack(struct delivery *delivery, struct err *err);
int delivery_term(struct delivery *delivery, struct err *err);
/* NAK with a delay; not waited for. */
int delivery_nak(struct delivery *delivery, int64_t delay_ms, struct err *err);
/* Renews the ack deadline; not waited for. */
int delivery_progress(struct delivery *delivery, struct err *err);

void delivery_free(struct delivery **delivery);

#endif
