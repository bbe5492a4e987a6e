/* delivery: how pull creates a delivery (internal to libfarm). See pull.h for the public part. */
#ifndef LECTERN_COMMON_NATS_DELIVERY_H
#define LECTERN_COMMON_NATS_DELIVERY_H

#include "common/nats/pull.h"

/* Takes ownership of the message. */
struct delivery *delivery_new(struct natsconn *conn, natsMsg *message);

/* Reads the delivery count and the stream sequence from a reply subject, in its old form
 * ("$JS.ACK." and 7 tokens) or its newer one (preceded by domain and account, 9 tokens or more).
 * False if it is neither. */
bool delivery_parse_reply(const char *reply, uint64_t *ret_count, uint64_t *ret_sequence);

#endif
