/* metrics_farm: lecternd's counters of stages and workers. */
#include "common/base/process.h"
#include "web/state/farm_snapshot.h"
#include "web/status/metrics_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct pools {
	struct channel_record *items;
	size_t count;
};

static const char *stage_label(const struct channel_record *record, char label[64])
{
	snprintf(label, 64, "stage=\"%s\"", record->stage);
	return label;
}

/* Pools that do jobs, which neither the broker nor lectern-web does. */
static bool is_stage(const struct channel_record *pool)
{
	for (size_t i = 0; farm_snapshot_stages[i]; i++) {
		if (strcmp(pool->stage, farm_snapshot_stages[i]) == 0)
			return true;
	}
	return false;
}

/* ---- jobs ---- */

static void append_jobs(struct buf *text, const struct pools *pools)
{
	static const char *const outcomes[] = { "done", "retry", "failed" };
	char label[64], labels[96];
	metrics_head(text, "stage_jobs_total", "counter",
		"Jobs of a stage by outcome; each is one page, except pdf-to-png's.");
	for (size_t p = 0; p < pools->count; p++) {
		for (size_t i = 0; i < 3 && is_stage(&pools->items[p]); i++) {
			snprintf(labels, sizeof labels, "%s,outcome=\"%s\"",
				stage_label(&pools->items[p], label), outcomes[i]);
			metrics_line(text, "stage_jobs_total", labels,
				pools->items[p].counts[CHANNEL_COUNT_DONE + i]);
		}
	}
	metrics_head(text, "stage_job_duration_seconds", "histogram",
		"How long a stage's jobs took, whatever their outcome.");
	for (size_t p = 0; p < pools->count; p++) {
		const struct channel_record *pool = &pools->items[p];
		if (is_stage(pool))
			metrics_histogram(text, "stage_job_duration_seconds",
				stage_label(pool, label), channel_bucket_ms, CHANNEL_BUCKETS - 1,
				&pool->counts[CHANNEL_COUNT_BUCKETS],
				pool->counts[CHANNEL_COUNT_JOB_MS]);
	}
}

/* ---- workers ---- */

static void append_count(struct buf *text, const struct pools *pools, const char *name,
	const char *type, const char *help, enum channel_count count)
{
	char label[64];
	metrics_head(text, name, type, help);
	for (size_t p = 0; p < pools->count; p++)
		metrics_line(text, name, stage_label(&pools->items[p], label),
			pools->items[p].counts[count]);
}

static void append_restarts(struct buf *text, const struct pools *pools)
{
	static const struct {
		const char *cause;
		enum channel_count count;
	} causes[] = {
		{ "not_ready", CHANNEL_COUNT_UNREADY },
		{ "hung", CHANNEL_COUNT_HUNG },
		{ "signal", CHANNEL_COUNT_SIGNAL },
		{ "exit", CHANNEL_COUNT_EXIT },
	};
	char label[64], labels[96];
	metrics_head(text, "worker_restarts_total", "counter",
		"Workers replaced because they died or hung, by cause.");
	for (size_t p = 0; p < pools->count; p++) {
		for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
			snprintf(labels, sizeof labels, "%s,cause=\"%s\"",
				stage_label(&pools->items[p], label), causes[i].cause);
			metrics_line(text, "worker_restarts_total", labels,
				pools->items[p].counts[causes[i].count]);
		}
	}
	append_count(text, pools, "worker_deaths_in_job_total", "counter",
		"Of these, those in the middle of a job.", CHANNEL_COUNT_IN_JOB);
	append_count(text, pools, "worker_recycles_total", "counter",
		"Workers replaced as planned: age, memory, new settings.", CHANNEL_COUNT_RECYCLED);
}

/* ---- slots ---- */

static void append_busy(struct buf *text, const struct pools *pools,
	const struct channel_record *slots, size_t count)
{
	char label[64];
	metrics_head(text, "workers_busy", "gauge", "Workers with a job.");
	for (size_t p = 0; p < pools->count; p++) {
		uint64_t busy = 0;
		for (size_t i = 0; i < count; i++)
			busy += strcmp(slots[i].stage, pools->items[p].stage) == 0 && *slots[i].job;
		if (is_stage(&pools->items[p]))
			metrics_line(
				text, "workers_busy", stage_label(&pools->items[p], label), busy);
	}
}

static void append_slots(struct buf *text, const struct channel_record *slots, size_t count)
{
	char label[64], labels[96];
	metrics_head(text, "worker_up", "gauge", "1 while a slot's worker waits or works.");
	for (size_t i = 0; i < count; i++) {
		snprintf(labels, sizeof labels, "%s,slot=\"%d\"", stage_label(&slots[i], label),
			slots[i].value);
		metrics_line(text, "worker_up", labels, farm_snapshot_slot_is_ready(&slots[i]));
	}
	metrics_head(text, "worker_resident_memory_bytes", "gauge",
		"Resident memory of a slot's worker, its engine included.");
	for (size_t i = 0; i < count; i++) {
		snprintf(labels, sizeof labels, "%s,slot=\"%d\"", stage_label(&slots[i], label),
			slots[i].value);
		metrics_line(text, "worker_resident_memory_bytes", labels,
			(uint64_t)slots[i].rss_kib * 1024);
	}
}

void metrics_append_farm(struct buf *text, struct farm_snapshot *snapshot)
{
	struct pools pools;
	size_t count;
	int64_t age_ms;
	struct channel_record *slots = farm_snapshot_slots(snapshot, &count, &age_ms);
	pools.items = farm_snapshot_pools(snapshot, &pools.count);
	if (age_ms >= 0) {
		append_jobs(text, &pools);
		append_count(text, &pools, "workers_wanted", "gauge",
			"Workers that the settings ask for.", CHANNEL_COUNT_WANTED);
		append_count(text, &pools, "workers_ready", "gauge", "Workers that wait or work.",
			CHANNEL_COUNT_READY);
		append_busy(text, &pools, slots, count);
		append_restarts(text, &pools);
		append_slots(text, slots, count);
		metrics_head(text, "supervisor_resident_memory_bytes", "gauge",
			"Resident memory of lecternd.");
		metrics_line(text, "supervisor_resident_memory_bytes", "",
			(uint64_t)process_rss_kib(getppid()) * 1024);
	}
	free(slots);
	free(pools.items);
	metrics_head(
		text, "web_resident_memory_bytes", "gauge", "Resident memory of this process.");
	metrics_line(
		text, "web_resident_memory_bytes", "", (uint64_t)process_rss_kib(getpid()) * 1024);
}
