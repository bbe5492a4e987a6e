/* kv.c: subjects and deletion markers of key-value buckets. */
#include "common/nats/kv.h"

#include <string.h>

char *kv_stream(struct arena *arena, const char *bucket)
{
	return arena_printf(arena, "KV_%s", bucket);
}

char *kv_subject(struct arena *arena, const char *bucket, const char *key)
{
	return arena_printf(arena, "$KV.%s.%s", bucket, key);
}

bool kv_is_deletion(natsMsg *message)
{
	const char *operation = NULL;
	if (natsMsgHeader_Get(message, "KV-Operation", &operation) == NATS_OK)
		return strcmp(operation, "DEL") == 0 || strcmp(operation, "PURGE") == 0;
	return natsMsgHeader_Get(message, "Nats-Marker-Reason", &operation) == NATS_OK;
}
