/* sampler: looks at the broker's queues and buckets every few seconds, in a thread of its own, so
 * that GET /metrics answers at once however the broker is. */
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
		int64_t waiting;     /* nobody has them yet */
		int64_t in_hand;     /* a worker has them, or they wait to be tried again */
		int64_t redelivered; /* of these: not for the first time */
		int64_t oldest_ms;   /* since the oldest of both was published; 0: there is none */
		int64_t asking;      /* workers, here or elsewhere, that ask for one */
	} queues[SAMPLE_QUEUES];     /* in the order of farm_snapshot_stages */
	struct {
		const char *name;
		int64_t bytes;
	} buckets[SAMPLE_BUCKETS];
	int64_t dead_letters; /* since their stream was made */
};

struct sampler;

/* Both must outlive it. */
struct sampler *sampler_start(const struct settings *settings, struct backend *backend);
void sampler_stop(struct sampler **sampler);

/* The newest sample; false while the broker does not answer or none was taken yet. */
bool sampler_read(struct sampler *sampler, struct sample *ret_sample);

#endif
