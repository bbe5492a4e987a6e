/* farm_snapshot: the slots of the supervisor's pools, as its latest snapshot shows them. */
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

/* A CHANNEL_SLOT, CHANNEL_POOL or CHANNEL_SNAPSHOT_END record. */
void farm_snapshot_record(struct farm_snapshot *snapshot, const struct channel_record *record);

/* One has come whole. */
bool farm_snapshot_is_known(struct farm_snapshot *snapshot);

/* The newest whole snapshot; the caller frees it with free(). *ret_age_ms: since it came, -1 when
 * there was none (run by hand). */
struct channel_record *farm_snapshot_slots(
	struct farm_snapshot *snapshot, size_t *ret_count, int64_t *ret_age_ms);

/* The numbers of each stage, from the same snapshot: CHANNEL_POOL records. */
struct channel_record *farm_snapshot_pools(struct farm_snapshot *snapshot, size_t *ret_count);

/* The stages of the pipeline in order: "pdf-to-png", ... NULL at the end. */
extern const char *const farm_snapshot_stages[];

/* A worker of that stage is up: waiting for work or at it. */
bool farm_snapshot_slot_is_ready(const struct channel_record *slot);

#endif
