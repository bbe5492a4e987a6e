/* metrics_broker: queues, buckets, dead letters and the disk. While the broker is away, only
 * lectern_broker_connected and the disk are reported. */
#include "common/base/timestamp.h"
#include "web/state/app.h"
#include "web/state/backend.h"
#include "web/state/farm_snapshot.h"
#include "web/state/sampler.h"
#include "web/status/metrics_text.h"

#include <stdio.h>
#include <sys/statvfs.h>

static void append_queues(struct buf *text, const struct sample *sample)
{
	char labels[96];
	metrics_head(text, "queue_messages", "gauge",
		"Messages of a stage: waiting for a worker, or being worked on.");
	for (int i = 0; i < SAMPLE_QUEUES; i++) {
		snprintf(labels, sizeof labels, "stage=\"%s\",state=\"waiting\"",
			farm_snapshot_stages[i]);
		metrics_line(text, "queue_messages", labels, (uint64_t)sample->queues[i].waiting);
		snprintf(labels, sizeof labels, "stage=\"%s\",state=\"in_hand\"",
			farm_snapshot_stages[i]);
		metrics_line(text, "queue_messages", labels, (uint64_t)sample->queues[i].in_hand);
	}
	metrics_head(text, "queue_redelivered_messages", "gauge",
		"Messages being worked on that were delivered before.");
	for (int i = 0; i < SAMPLE_QUEUES; i++) {
		snprintf(labels, sizeof labels, "stage=\"%s\"", farm_snapshot_stages[i]);
		metrics_line(text, "queue_redelivered_messages", labels,
			(uint64_t)sample->queues[i].redelivered);
	}
	metrics_head(text, "queue_oldest_message_age_seconds", "gauge",
		"Time since the oldest message of a stage was published; 0 when there is none.");
	for (int i = 0; i < SAMPLE_QUEUES; i++) {
		snprintf(labels, sizeof labels, "stage=\"%s\"", farm_snapshot_stages[i]);
		metrics_seconds(text, "queue_oldest_message_age_seconds", labels,
			sample->queues[i].oldest_ms);
	}
}

static void append_sample(struct buf *text, const struct sample *sample)
{
	char labels[160];
	append_queues(text, sample);
	metrics_head(text, "dead_letters_total", "counter",
		"Messages that could not be processed, since their stream was created.");
	metrics_line(text, "dead_letters_total", "", (uint64_t)sample->dead_letters);
	metrics_head(text, "bucket_bytes", "gauge", "Size of what a bucket holds.");
	for (int i = 0; i < SAMPLE_BUCKETS; i++) {
		snprintf(labels, sizeof labels, "bucket=\"%s\"", sample->buckets[i].name);
		metrics_line(text, "bucket_bytes", labels, (uint64_t)sample->buckets[i].bytes);
	}
	metrics_head(text, "broker_sample_age_seconds", "gauge",
		"Time since queues and buckets were inspected.");
	metrics_seconds(
		text, "broker_sample_age_seconds", "", clock_monotonic_ms() - sample->taken_ms);
}

static void append_disk(struct buf *text, const char *state_dir)
{
	struct statvfs fs;
	if (statvfs(state_dir, &fs) < 0)
		return;
	metrics_head(text, "disk_free_bytes", "gauge",
		"Space available to Lectern on the file system of the state directory.");
	metrics_line(text, "disk_free_bytes", "", (uint64_t)fs.f_bavail * fs.f_frsize);
	metrics_head(text, "disk_size_bytes", "gauge",
		"Size of the file system of the state directory.");
	metrics_line(text, "disk_size_bytes", "", (uint64_t)fs.f_blocks * fs.f_frsize);
}

void metrics_append_broker(struct buf *text, struct app *app)
{
	struct sample sample;
	struct err err;
	metrics_head(text, "broker_connected", "gauge", "1 while the message broker answers.");
	metrics_line(text, "broker_connected", "", backend_conn(app->backend, &err) != NULL);
	if (sampler_read(app->sampler, &sample))
		append_sample(text, &sample);
	append_disk(text, app->settings->supervisor.state_dir);
}
