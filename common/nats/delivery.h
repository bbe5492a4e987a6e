/* delivery: how pull makes one (internal to libfarm). See pull.h for what it is. */
#ifndef LECTERN_COMMON_NATS_DELIVERY_H
#define LECTERN_COMMON_NATS_DELIVERY_H

#include "common/nats/pull.h"

/* Takes the message over. */
struct delivery *delivery_new(struct natsconn *conn, natsMsg *message);

/* Reads the delivery count and the stream's sequence from a reply subject, in its old form
 * ("$JS.ACK." and 7 tokens) or its newer one (domain and account before them, 9 or more). False
 * when it is neither. */
bool delivery_parse_reply(const char *reply, uint64_t *ret_count, uint64_t *ret_sequence);

#endif
