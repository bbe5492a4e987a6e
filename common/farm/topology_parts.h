/* topology_parts: one stream or consumer as it should be (internal to libfarm). */
#ifndef LECTERN_COMMON_FARM_TOPOLOGY_PARTS_H
#define LECTERN_COMMON_FARM_TOPOLOGY_PARTS_H

#include "common/base/err.h"
#include "common/nats/connection.h"

#include <nats/nats.h>
#include <stdint.h>

enum { STREAM_PLAN_SUBJECTS = 8 };

enum stream_kind {
	STREAM_EVENTS,
	STREAM_OBJECTS, /* behind an object store's bucket (ADR-20) */
	STREAM_KEYS,    /* behind a key-value bucket (ADR-8) */
};

struct stream_plan {
	const char *name;
	const char *subjects[STREAM_PLAN_SUBJECTS];
	int subject_count;
	jsRetentionPolicy retention;
	int64_t max_age;   /* nanoseconds; 0: none */
	int64_t max_bytes; /* the oldest messages go beyond it; 0: no limit, and none ever goes */
	int64_t replicas;
	enum stream_kind bucket;
	bool may_grow; /* subjects after the first are added to one that lacks them */
};

/* Makes the stream, or checks the one that is there. Tries again until deadline_ms (monotonic)
 * while the server has transient trouble. ERR_INVALID says what differs. */
int stream_ensure(struct natsconn *conn, const struct stream_plan *plan, int64_t deadline_ms,
	struct err *err);

struct consumer_plan {
	const char *stream, *name, *subject;
};

int consumer_ensure(struct natsconn *conn, const struct consumer_plan *plan, int64_t ack_wait_ns,
	int64_t deadline_ms, struct err *err);

/* True when every subject that `subject` (without wildcards, or the same pattern) stands for is
 * matched by `pattern`. */
bool subject_is_covered(const char *subject, const char *pattern);

#endif
