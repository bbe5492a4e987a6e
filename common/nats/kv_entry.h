/* kv_entry: one entry of a key-value bucket, read from the stream's leader and changed by
 * compare-and-set. The caller must make sure that keys are valid in a subject. */
#ifndef LECTERN_COMMON_NATS_KV_ENTRY_H
#define LECTERN_COMMON_NATS_KV_ENTRY_H

#include "common/base/err.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

/* The latest message of a key. */
struct kv_entry {
	natsMsg *message;  /* owned; NULL if there is none */
	uint64_t sequence; /* 0 if there is none */
	bool deleted;      /* the message is a deletion marker */
};

/* A single attempt. A missing entry is no error. The caller frees the entry. */
int kv_entry_read(struct natsconn *conn, const char *bucket, const char *key,
	struct kv_entry *ret_entry, struct err *err);
void kv_entry_free(struct kv_entry *entry);

/* Writes `value` over the entry with sequence `expected` (0: none). A NULL value writes a deletion
 * marker, which also removes the key's history. If the answer is lost, repeats the write until
 * deadline_ms (monotonic) to find out whether it happened. ERR_CONFLICT if the entry has another
 * sequence. */
int kv_entry_write(struct natsconn *conn, const char *bucket, const char *key, const char *value,
	uint64_t expected, int64_t deadline_ms, uint64_t *ret_sequence, struct err *err);

#endif
