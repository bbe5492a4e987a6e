/* kv: where a key-value bucket keeps its values (ADR-8): in the last message of the subject
 * `$KV.<bucket>.<key>` in the stream `KV_<bucket>`. Keys with a dot in them are Lectern's own
 * records; workflow IDs have none. */
#ifndef LECTERN_COMMON_NATS_KV_H
#define LECTERN_COMMON_NATS_KV_H

#include "common/base/arena.h"

#include <nats/nats.h>
#include <stdbool.h>

/* The name of the bucket's stream, in the arena. */
char *kv_stream(struct arena *arena, const char *bucket);

/* The subject of a key, in the arena. The key may contain wildcards: "*" matches every workflow,
 * ">" everything. */
char *kv_subject(struct arena *arena, const char *bucket, const char *key);

/* Whether the message marks a deletion, by a client or (on newer servers) by age. */
bool kv_is_deletion(natsMsg *message);

#endif
