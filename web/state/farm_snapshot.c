/* farm_snapshot: collects lecternd's records and swaps them in when a snapshot is complete. */
#include "web/state/farm_snapshot.h"

#include "common/base/alloc.h"
#include "common/base/timestamp.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SLOTS = 4096 };

const char *const farm_snapshot_stages[] = { "pdf-to-png", "png-to-text", "tts", "pcm-to-wav",
	"wav-aggregator", "audio-encoder", "page-image", "live-audio", "voice-sample", NULL };

struct slots {
	struct channel_record *items;
	size_t count, cap;
};

struct farm_snapshot {
	pthread_mutex_t lock;
	struct slots incoming, incoming_pools; /* used only by the thread that reads the channel */
	struct slots current, current_pools;
	int64_t current_ms; /* when it was received; 0: never */
};

struct farm_snapshot *farm_snapshot_new(void)
{
	struct farm_snapshot *snapshot = alloc_zeroed(1, sizeof *snapshot);
	pthread_mutex_init(&snapshot->lock, NULL);
	return snapshot;
}

void farm_snapshot_free(struct farm_snapshot **snapshot)
{
	if (!snapshot || !*snapshot)
		return;
	free((*snapshot)->incoming.items);
	free((*snapshot)->current.items);
	free((*snapshot)->incoming_pools.items);
	free((*snapshot)->current_pools.items);
	pthread_mutex_destroy(&(*snapshot)->lock);
	alloc_free(snapshot);
}

static void add(struct slots *slots, const struct channel_record *record)
{
	if (slots->count == MAX_SLOTS)
		return;
	if (slots->count == slots->cap) {
		slots->cap = slots->cap ? slots->cap * 2 : 16;
		slots->items = alloc_resize(slots->items, slots->cap * sizeof *slots->items);
	}
	slots->items[slots->count++] = *record;
}

static void swap(struct slots *a, struct slots *b)
{
	struct slots old = *a;
	*a = *b;
	*b = old;
}

void farm_snapshot_record(struct farm_snapshot *snapshot, const struct channel_record *record)
{
	if (record->kind == CHANNEL_SLOT)
		add(&snapshot->incoming, record);
	if (record->kind == CHANNEL_POOL)
		add(&snapshot->incoming_pools, record);
	if (record->kind != CHANNEL_SNAPSHOT_END)
		return;
	pthread_mutex_lock(&snapshot->lock);
	swap(&snapshot->current, &snapshot->incoming);
	swap(&snapshot->current_pools, &snapshot->incoming_pools);
	snapshot->current_ms = clock_monotonic_ms();
	pthread_mutex_unlock(&snapshot->lock);
	snapshot->incoming.count = snapshot->incoming_pools.count = 0;
}

static struct channel_record *copy_of(const struct slots *slots, size_t *ret_count)
{
	struct channel_record *copy = alloc_zeroed(slots->count, sizeof *copy);
	if (slots->count)
		memcpy(copy, slots->items, slots->count * sizeof *copy);
	*ret_count = slots->count;
	return copy;
}

struct channel_record *farm_snapshot_pools(struct farm_snapshot *snapshot, size_t *ret_count)
{
	pthread_mutex_lock(&snapshot->lock);
	struct channel_record *copy = copy_of(&snapshot->current_pools, ret_count);
	pthread_mutex_unlock(&snapshot->lock);
	return copy;
}

bool farm_snapshot_is_known(struct farm_snapshot *snapshot)
{
	pthread_mutex_lock(&snapshot->lock);
	bool known = snapshot->current_ms != 0;
	pthread_mutex_unlock(&snapshot->lock);
	return known;
}

struct channel_record *farm_snapshot_slots(
	struct farm_snapshot *snapshot, size_t *ret_count, int64_t *ret_age_ms)
{
	pthread_mutex_lock(&snapshot->lock);
	struct channel_record *copy = copy_of(&snapshot->current, ret_count);
	*ret_age_ms = snapshot->current_ms ? clock_monotonic_ms() - snapshot->current_ms : -1;
	pthread_mutex_unlock(&snapshot->lock);
	return copy;
}

bool farm_snapshot_slot_is_ready(const struct channel_record *slot)
{
	return strcmp(slot->state, "idle") == 0 || strcmp(slot->state, "busy") == 0;
}
