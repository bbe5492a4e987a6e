/* request_counts: numbers of requests and replies by route, for GET /metrics. Thread-safe. */
#ifndef LECTERN_WEB_HTTP_REQUEST_COUNTS_H
#define LECTERN_WEB_HTTP_REQUEST_COUNTS_H

#include "web/http/request.h"

#include <stdatomic.h>
#include <stdint.h>

enum {
	STATUS_CLASSES = 6, /* 0: no reply; 1 to 5: 1xx to 5xx */
	DURATION_LIMITS = 8,
};

/* Upper bounds of the histogram's buckets; the last bucket, for longer durations, has none. */
extern const int64_t request_duration_limits_ms[DURATION_LIMITS];

struct route_counts {
	atomic_ullong requests[STATUS_CLASSES];
	atomic_ullong durations[DURATION_LIMITS + 1];
	atomic_ullong total_ms;
};

struct request_counts {
	struct route_counts *routes; /* one for each route, and one for requests that match none */
	atomic_ullong body_bytes;
};

struct request_counts *request_counts_new(void);
void request_counts_free(struct request_counts **counts);

/* Counts a finished request. */
void request_counts_add(struct request_counts *counts, const struct request *request);

#endif
