/* kv: where a key-value bucket keeps its values (ADR-8): the last message of the subject
 * `$KV.<bucket>.<key>` in the stream `KV_<bucket>`. Keys with a dot in them are Lectern's own
 * notes; workflow ids have none. */
#ifndef LECTERN_COMMON_NATS_KV_H
#define LECTERN_COMMON_NATS_KV_H

#include "common/base/arena.h"

#include <nats/nats.h>
#include <stdbool.h>

char *kv_stream(struct arena *arena, const char *bucket);

/* The key may hold wildcards: "*" is every workflow, ">" everything. */
char *kv_subject(struct arena *arena, const char *bucket, const char *key);

/* The message marks a deletion, by a client or (on newer servers) by age. */
bool kv_is_deletion(natsMsg *message);

#endif
