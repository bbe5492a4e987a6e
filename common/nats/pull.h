/* pull: messages of one durable pull consumer, one at a time, pollable.
 *
 * Requests one message from the server (batch 1, expires 15 s, heartbeat 1 s); its arrival makes
 * pull_fd() readable. Requests are renewed when they expire or when heartbeats stop (the server has
 * restarted). Acks do not depend on the library's subscription state, so a message can be
 * acknowledged after a reconnect. A pull is for use by one thread.
 */
#ifndef LECTERN_COMMON_NATS_PULL_H
#define LECTERN_COMMON_NATS_PULL_H

#include "common/base/err.h"
#include "common/nats/connection.h"

#include <stdint.h>

struct pull;
struct delivery;

/* `conn` must outlive the pull. */
int pull_open(struct natsconn *conn, const char *stream, const char *consumer,
	struct pull **ret_pull, struct err *err);

/* Unsubscribes first, so that the server stops sending; a message that has arrived but was not
 * taken is NAKed. */
void pull_close(struct pull **pull);

/* An eventfd owned by the pull: poll it for POLLIN, then call pull_take(). */
int pull_fd(const struct pull *pull);

/* Keeps exactly one request outstanding. Call it before polling and at least once a second, but not
 * while working on a delivery, because it requests the next one. now_ms is monotonic. Returns in
 * *ret_next_ms the milliseconds until it wants to be called again. A persistent error
 * (ERR_NOT_FOUND: the consumer or the stream is gone) is reported again every few seconds, an
 * unreachable broker only once; keep calling. */
int pull_tick(struct pull *pull, int64_t now_ms, int *ret_next_ms, struct err *err);

/* The message that has arrived, or NULL. The caller frees it. A second message that arrives before
 * the next pull_tick() is NAKed, so that another worker can take it. */
struct delivery *pull_take(struct pull *pull);

/* The number of messages in the consumer not yet delivered to anyone. */
int pull_pending(struct pull *pull, uint64_t *ret_pending, struct err *err);

/* Data and subject live as long as the delivery. */
const char *delivery_data(const struct delivery *delivery);
size_t delivery_len(const struct delivery *delivery);
const char *delivery_subject(const struct delivery *delivery);
/* 1 for the first delivery. */
uint64_t delivery_count(const struct delivery *delivery);
uint64_t delivery_sequence(const struct delivery *delivery); /* in the stream */

/* Send Ack or Term and wait for the server's confirmation (5 s). */
int delivery_ack(struct delivery *delivery, struct err *err);
int delivery_term(struct delivery *delivery, struct err *err);
/* Sends a NAK with a redelivery delay, without waiting for confirmation. */
int delivery_nak(struct delivery *delivery, int64_t delay_ms, struct err *err);
/* Renews the ack deadline, without waiting for confirmation. */
int delivery_progress(struct delivery *delivery, struct err *err);

/* Frees it without acknowledging; the server redelivers an unacknowledged message later. */
void delivery_free(struct delivery **delivery);

#endif
