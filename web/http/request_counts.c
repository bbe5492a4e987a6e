/* request_counts: atomic counters, one row for each route. */
#include "web/http/request_counts.h"

#include "common/base/alloc.h"
#include "common/base/timestamp.h"
#include "web/http/routes.h"

#include <stdlib.h>

const int64_t request_duration_limits_ms[DURATION_LIMITS] = { 5, 25, 100, 500, 1000, 5000, 30000,
	300000 };

struct request_counts *request_counts_new(void)
{
	struct request_counts *counts = alloc_zeroed(1, sizeof *counts);
	counts->routes = alloc_zeroed(route_count + 1, sizeof *counts->routes);
	return counts;
}

void request_counts_free(struct request_counts **counts)
{
	if (!counts || !*counts)
		return;
	free((*counts)->routes);
	alloc_free(counts);
}

void request_counts_add(struct request_counts *counts, const struct request *request)
{
	size_t route = request->route ? (size_t)(request->route - routes) : route_count;
	size_t class = request->status / 100 < STATUS_CLASSES ? request->status / 100 : 0;
	struct route_counts *own = &counts->routes[route];
	int64_t ms = clock_monotonic_ms() - request->started_ms;
	size_t bucket = 0;
	while (bucket < DURATION_LIMITS && ms > request_duration_limits_ms[bucket])
		bucket++;
	atomic_fetch_add(&own->requests[class], 1);
	atomic_fetch_add(&own->durations[bucket], 1);
	atomic_fetch_add(&own->total_ms, (unsigned long long)ms);
	atomic_fetch_add(&counts->body_bytes, request->received);
}
