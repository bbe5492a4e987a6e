/* farm_snapshot: the slots of the supervisor's pools, as of its latest snapshot. Thread-safe,
 * but only one thread may add records. */
#ifndef LECTERN_WEB_STATE_FARM_SNAPSHOT_H
#define LECTERN_WEB_STATE_FARM_SNAPSHOT_H

#include "common/config/settings.h"
#include "common/ipc/channel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct farm_snapshot;

struct farm_snapshot *farm_snapshot_new(void);
void farm_snapshot_free(struct farm_snapshot **snapshot);

/* Adds a CHANNEL_SLOT, CHANNEL_POOL or CHANNEL_SNAPSHOT_END record. */
void farm_snapshot_record(struct farm_snapshot *snapshot, const struct channel_record *record);

/* Whether a complete snapshot has been received. */
bool farm_snapshot_is_known(struct farm_snapshot *snapshot);

/* The slots of the latest complete snapshot; free them with free(). *ret_age_ms: how long ago it
 * was received; -1: never, as when lectern-web was started by hand. */
struct channel_record *farm_snapshot_slots(
	struct farm_snapshot *snapshot, size_t *ret_count, int64_t *ret_age_ms);

/* The counters of each stage from the same snapshot (CHANNEL_POOL records); free them with
 * free(). */
struct channel_record *farm_snapshot_pools(struct farm_snapshot *snapshot, size_t *ret_count);

/* The stages in pipeline order ("pdf-to-png", ...), terminated by NULL. */
extern const char *const farm_snapshot_stages[];

/* Whether the slot's worker is up, idle or busy. */
bool farm_snapshot_slot_is_ready(const struct channel_record *slot);

#endif
