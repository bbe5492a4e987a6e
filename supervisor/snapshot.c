/* snapshot.c: sends the slots as records, as fast as the web reads them. */
#include "supervisor/snapshot.h"

#include "common/base/alloc.h"
#include "common/base/process.h"
#include "supervisor/pool/pool.h"
#include "supervisor/pool/slot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INTERVAL_MS = 1000, RETRY_MS = 50 };

/* The web process that serves clients, or NULL: the newest one, since an older one is about to
 * leave. */
static struct slot *find_reader(const struct snapshot *snapshot)
{
	const struct pool *pool = snapshot->pools;
	struct slot *reader = NULL;
	while (pool->stage.service->kind != SERVICE_WEB)
		pool++;
	for (size_t i = 0; i < pool->count; i++) {
		struct slot *slot = pool->slots[i];
		enum slot_state state = slot->policy.state;
		bool answers = state == SLOT_IDLE || state == SLOT_BUSY;
		if (answers && (!reader || slot->generation > reader->generation))
			reader = slot;
	}
	return reader;
}

static int64_t rss_of(const struct slot *slot)
{
	if (!slot->pid)
		return 0;
	/* The value last reported by the worker includes its engine. */
	if (slot->rss_kib > 0)
		return slot->rss_kib;
	return process_rss_kib(slot->pid) +
	       (slot->engine_pid ? process_rss_kib(slot->engine_pid) : 0);
}

struct channel_record snapshot_record(const struct slot *slot, int64_t now)
{
	struct channel_record record = channel_record(CHANNEL_SLOT);
	record.value = (int32_t)slot->index;
	record.pid = slot->pid;
	record.sandbox = slot->pid ? slot->sandbox : -1;
	record.duration_ms = now - slot->policy.since;
	record.rss_kib = rss_of(slot);
	record.restarts = slot->restarts;
	record.jobs_done = slot->jobs_done;
	snprintf(record.stage, sizeof record.stage, "%s", slot->stage->service->stage);
	snprintf(record.state, sizeof record.state, "%s", slot_shown_state(slot));
	snprintf(record.job, sizeof record.job, "%s", slot->policy.in_job ? slot->job : "");
	snprintf(record.detail, sizeof record.detail, "%s", slot->last_death);
	return record;
}

static struct channel_record pool_record(const struct pool *pool)
{
	struct channel_record record = channel_record(CHANNEL_POOL);
	snprintf(record.stage, sizeof record.stage, "%s", pool->stage.service->stage);
	memcpy(record.counts, pool->stage.counts, sizeof record.counts);
	record.counts[CHANNEL_COUNT_WANTED] = pool->goal.size;
	record.counts[CHANNEL_COUNT_READY] = pool_ready(pool);
	return record;
}

static void take(struct snapshot *snapshot)
{
	size_t most = 1 + snapshot->pool_count;
	int64_t now = loop_now(snapshot->loop);
	for (size_t p = 0; p < snapshot->pool_count; p++)
		most += snapshot->pools[p].count;
	free(snapshot->records);
	snapshot->records = alloc_zeroed(most, sizeof *snapshot->records);
	snapshot->count = snapshot->sent = 0;
	for (size_t p = 0; p < snapshot->pool_count; p++) {
		const struct pool *pool = &snapshot->pools[p];
		for (size_t i = 0; i < pool->count; i++) {
			if (pool->slots[i]->policy.state != SLOT_EMPTY)
				snapshot->records[snapshot->count++] =
					snapshot_record(pool->slots[i], now);
		}
		snapshot->records[snapshot->count++] = pool_record(pool);
	}
	snapshot->records[snapshot->count++] = channel_record(CHANNEL_SNAPSHOT_END);
}

static void forget(struct snapshot *snapshot)
{
	alloc_free(&snapshot->records);
	snapshot->count = snapshot->sent = 0;
}

static void fire(struct loop_timer *timer, int64_t now)
{
	struct snapshot *snapshot = timer->context;
	struct slot *reader = find_reader(snapshot);
	if (!reader) {
		forget(snapshot);
		snapshot->reader = 0;
		return;
	}
	if (reader->pid != snapshot->reader || !snapshot->records) {
		take(snapshot);
		snapshot->reader = reader->pid;
	}
	while (snapshot->sent < snapshot->count) {
		if (!slot_send(reader, &snapshot->records[snapshot->sent])) {
			timer->due = now + RETRY_MS;
			return;
		}
		snapshot->sent++;
	}
	forget(snapshot);
	snapshot->not_before = now + INTERVAL_MS;
}

void snapshot_open(
	struct snapshot *snapshot, struct loop *loop, const struct pool *pools, size_t pool_count)
{
	memset(snapshot, 0, sizeof *snapshot);
	snapshot->loop = loop;
	snapshot->pools = pools;
	snapshot->pool_count = pool_count;
	snapshot->timer = (struct loop_timer) { LOOP_NEVER, fire, snapshot, NULL };
	loop_add_timer(snapshot->loop, &snapshot->timer);
}

void snapshot_close(struct snapshot *snapshot)
{
	loop_remove_timer(snapshot->loop, &snapshot->timer);
	forget(snapshot);
}

void snapshot_mark(struct snapshot *snapshot)
{
	int64_t now = loop_now(snapshot->loop);
	const struct slot *reader = find_reader(snapshot);
	if (!reader)
		return;
	/* A newly started web process gets its first snapshot at once. */
	int64_t due = reader->pid != snapshot->reader || snapshot->not_before < now
			      ? now
			      : snapshot->not_before;
	if (snapshot->timer.due > due)
		snapshot->timer.due = due;
}
