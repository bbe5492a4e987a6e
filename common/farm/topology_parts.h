/* topology_parts: specifications of a single stream or consumer (internal to libfarm). */
#ifndef LECTERN_COMMON_FARM_TOPOLOGY_PARTS_H
#define LECTERN_COMMON_FARM_TOPOLOGY_PARTS_H

#include "common/base/err.h"
#include "common/nats/connection.h"

#include <nats/nats.h>
#include <stdint.h>

enum { STREAM_PLAN_SUBJECTS = 8 };

enum stream_kind {
	STREAM_EVENTS,
	STREAM_OBJECTS, /* underlying an object store bucket (ADR-20) */
	STREAM_KEYS,    /* underlying a key-value bucket (ADR-8) */
};

struct stream_plan {
	const char *name;
	const char *subjects[STREAM_PLAN_SUBJECTS];
	int subject_count;
	jsRetentionPolicy retention;
	int64_t max_age;   /* nanoseconds; 0 for no limit */
	int64_t max_bytes; /* beyond this the oldest messages are discarded; 0 for no limit and no
			    * discarding */
	int64_t replicas;
	enum stream_kind bucket;
	bool may_grow; /* add missing subjects, other than the first, to an existing stream */
};

/* Creates the stream, or checks the existing one. Retries until deadline_ms (monotonic) while the
 * server has transient trouble. ERR_INVALID says what differs. */
int stream_ensure(struct natsconn *conn, const struct stream_plan *plan, int64_t deadline_ms,
	struct err *err);

struct consumer_plan {
	const char *stream, *name, *subject;
};

/* The same for a consumer; ack_wait_ns is in nanoseconds. */
int consumer_ensure(struct natsconn *conn, const struct consumer_plan *plan, int64_t ack_wait_ns,
	int64_t deadline_ms, struct err *err);

/* True if every subject that `subject` stands for (without wildcards, or the same pattern) is
 * matched by `pattern`. */
bool subject_is_covered(const char *subject, const char *pattern);

#endif
