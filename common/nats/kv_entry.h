/* kv_entry: one entry of a key-value bucket, read from the stream's leader and changed by
 * compare-and-set. Keys are safe to be parts of a subject: that is the caller's to see to. */
#ifndef LECTERN_COMMON_NATS_KV_ENTRY_H
#define LECTERN_COMMON_NATS_KV_ENTRY_H

#include "common/base/err.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

/* What stands under a key. */
struct kv_entry {
	natsMsg *message;  /* owned; NULL: nothing */
	uint64_t sequence; /* 0: nothing */
	bool deleted;      /* only a mark of a deletion */
};

/* One try. Nothing there is no error. */
int kv_entry_read(struct natsconn *conn, const char *bucket, const char *key,
	struct kv_entry *ret_entry, struct err *err);
void kv_entry_free(struct kv_entry *entry);

/* Writes `value`, or for NULL a deletion's mark, which takes the key's history with it, over the
 * entry of that sequence (0: nothing). Repeats it until deadline_ms (monotonic) while the answer is
 * lost, so that it is known whether it happened. ERR_CONFLICT: another sequence stands there. */
int kv_entry_write(struct natsconn *conn, const char *bucket, const char *key, const char *value,
	uint64_t expected, int64_t deadline_ms, uint64_t *ret_sequence, struct err *err);

#endif
