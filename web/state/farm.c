#include "web/state/farm.h"

#include "common/base/alloc.h"
#include "common/base/timestamp.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SLOTS = 4096 };

const char *const farm_stages[] = { "pdf-to-png", "png-to-text", "tts", "pcm-to-wav",
	"wav-aggregator", NULL };

struct slots {
	struct channel_record *items;
	size_t count, cap;
};

struct farm {
	pthread_mutex_t lock;
	struct slots incoming, incoming_pools; /* of the thread that reads the channel */
	struct slots current, current_pools;
	int64_t current_ms; /* when it came; 0: none yet */
};

struct farm *farm_new(void)
{
	struct farm *farm = alloc_zeroed(1, sizeof *farm);
	pthread_mutex_init(&farm->lock, NULL);
	return farm;
}

void farm_free(struct farm **farm)
{
	if (!farm || !*farm)
		return;
	free((*farm)->incoming.items);
	free((*farm)->current.items);
	free((*farm)->incoming_pools.items);
	free((*farm)->current_pools.items);
	pthread_mutex_destroy(&(*farm)->lock);
	alloc_free(farm);
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

void farm_record(struct farm *farm, const struct channel_record *record)
{
	if (record->kind == CHANNEL_SLOT)
		add(&farm->incoming, record);
	if (record->kind == CHANNEL_POOL)
		add(&farm->incoming_pools, record);
	if (record->kind != CHANNEL_SNAPSHOT_END)
		return;
	pthread_mutex_lock(&farm->lock);
	swap(&farm->current, &farm->incoming);
	swap(&farm->current_pools, &farm->incoming_pools);
	farm->current_ms = clock_monotonic_ms();
	pthread_mutex_unlock(&farm->lock);
	farm->incoming.count = farm->incoming_pools.count = 0;
}

static struct channel_record *copy_of(const struct slots *slots, size_t *ret_count)
{
	struct channel_record *copy = alloc_zeroed(slots->count, sizeof *copy);
	if (slots->count)
		memcpy(copy, slots->items, slots->count * sizeof *copy);
	*ret_count = slots->count;
	return copy;
}

struct channel_record *farm_pools(struct farm *farm, size_t *ret_count)
{
	pthread_mutex_lock(&farm->lock);
	struct channel_record *copy = copy_of(&farm->current_pools, ret_count);
	pthread_mutex_unlock(&farm->lock);
	return copy;
}

struct channel_record *farm_slots(struct farm *farm, size_t *ret_count, int64_t *ret_age_ms)
{
	pthread_mutex_lock(&farm->lock);
	struct channel_record *copy = copy_of(&farm->current, ret_count);
	*ret_age_ms = farm->current_ms ? clock_monotonic_ms() - farm->current_ms : -1;
	pthread_mutex_unlock(&farm->lock);
	return copy;
}

bool farm_slot_is_ready(const struct channel_record *slot)
{
	return strcmp(slot->state, "idle") == 0 || strcmp(slot->state, "busy") == 0;
}
