/* idempotency: derives job ids from keys, and keeps the set of ids in use. */
#include "web/jobs/idempotency.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	char id[UUID_SIZE];
	struct entry *next;
};

struct idempotency {
	pthread_mutex_t lock;
	struct entry *entries; /* requests in progress: few */
};

struct idempotency *idempotency_new(void)
{
	struct idempotency *idempotency = alloc_zeroed(1, sizeof *idempotency);
	pthread_mutex_init(&idempotency->lock, NULL);
	return idempotency;
}

void idempotency_free(struct idempotency **idempotency)
{
	if (!idempotency || !*idempotency)
		return;
	struct entry *entry = (*idempotency)->entries;
	while (entry) {
		struct entry *next = entry->next;
		free(entry);
		entry = next;
	}
	pthread_mutex_destroy(&(*idempotency)->lock);
	alloc_free(idempotency);
}

bool idempotency_id(const char *tenant, const char *key, char id[UUID_SIZE])
{
	size_t len = strlen(key);
	if (len == 0 || len > 255)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (key[i] < 0x20 || key[i] > 0x7e)
			return false;
	}
	struct buf text = BUF_EMPTY;
	unsigned char b[EVP_MAX_MD_SIZE];
	buf_append(&text, tenant, strlen(tenant) + 1); /* the NUL separates the two */
	buf_append(&text, key, len);
	bool made = EVP_Digest(text.data, text.len, b, NULL, EVP_sha256(), NULL) == 1;
	buf_free(&text);
	if (!made)
		return false;
	b[6] = (uint8_t)(0x80 | (b[6] & 0x0f));
	b[8] = (uint8_t)(0x80 | (b[8] & 0x3f));
	snprintf(id, UUID_SIZE,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
		b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
		b[15]);
	return true;
}

static struct entry **find(struct idempotency *idempotency, const char *id)
{
	struct entry **at = &idempotency->entries;
	while (*at && strcmp((*at)->id, id) != 0)
		at = &(*at)->next;
	return at;
}

bool idempotency_enter(struct idempotency *idempotency, const char *id)
{
	pthread_mutex_lock(&idempotency->lock);
	bool free_to_go = !*find(idempotency, id);
	if (free_to_go) {
		struct entry *entry = alloc_zeroed(1, sizeof *entry);
		snprintf(entry->id, sizeof entry->id, "%s", id);
		entry->next = idempotency->entries;
		idempotency->entries = entry;
	}
	pthread_mutex_unlock(&idempotency->lock);
	return free_to_go;
}

void idempotency_leave(struct idempotency *idempotency, const char *id)
{
	pthread_mutex_lock(&idempotency->lock);
	struct entry **at = find(idempotency, id);
	struct entry *entry = *at;
	if (entry)
		*at = entry->next;
	pthread_mutex_unlock(&idempotency->lock);
	free(entry);
}
