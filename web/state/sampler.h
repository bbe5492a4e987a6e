/* sampler: samples the broker's queues and buckets every few seconds in a thread of its own, so
 * that GET /metrics answers at once whatever state the broker is in. */
#ifndef LECTERN_WEB_STATE_SAMPLER_H
#define LECTERN_WEB_STATE_SAMPLER_H

#include "common/config/settings.h"
#include "web/state/backend.h"

#include <stdbool.h>
#include <stdint.h>

enum { SAMPLE_QUEUES = 9, SAMPLE_BUCKETS = 14 };

struct sample {
	int64_t taken_ms; /* monotonic */
	struct queue_sample {
		int64_t waiting;     /* not delivered yet */
		int64_t in_hand;     /* being worked on, or waiting for redelivery */
		int64_t redelivered; /* of these, delivered more than once */
		int64_t oldest_ms;   /* age of the oldest of both; 0: none */
		int64_t asking;      /* workers with an open fetch request, here or elsewhere */
	} queues[SAMPLE_QUEUES];     /* in the order of farm_snapshot_stages */
	struct {
		const char *name;
		int64_t bytes;
	} buckets[SAMPLE_BUCKETS];
	int64_t dead_letters; /* since their stream was created */
};

struct sampler;

/* The arguments must outlive it. */
struct sampler *sampler_start(const struct settings *settings, struct backend *backend);
void sampler_stop(struct sampler **sampler);

/* Copies the latest sample. False while the broker does not answer or none was taken yet.
 * Thread-safe. */
bool sampler_read(struct sampler *sampler, struct sample *ret_sample);

#endif
