/* throttle: how soon a stage may try again when its workers die before they are ready.
 *
 * After the first such death the stage waits 2 s, and every further one doubles that up to 60 s,
 * with jitter. While the stage is failing, one worker at a time is started as a probe; the first to
 * become ready resets everything. Pure: the clock is an argument.
 */
#ifndef LECTERN_SUPERVISOR_POOL_THROTTLE_H
#define LECTERN_SUPERVISOR_POOL_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	THROTTLE_FIRST_MS = 2000,
	THROTTLE_LAST_MS = 60000,
	THROTTLE_POLL_MS = 1000, /* how often a slot checks whether another slot's probe has
				  * ended */
};

struct throttle {
	unsigned failures;  /* in a row; 0 if not failing */
	int64_t failed_at;  /* time of the last one that counted */
	int64_t not_before; /* earliest time of the next start */
	bool probing;       /* a probe is running */
	uint64_t random;    /* state of the random generator for jitter; never 0 */
};

void throttle_init(struct throttle *throttle, uint64_t seed);

/* A worker started at `started` died before it was ready. Deaths of workers started together count
 * as one failure. */
void throttle_failure(struct throttle *throttle, int64_t started, int64_t now);

/* A worker has become ready. */
void throttle_success(struct throttle *throttle);

/* When a worker may be started: `now`, or a later time at which to ask again. */
int64_t throttle_next(const struct throttle *throttle, int64_t now);

/* A random number from 0 to below - 1. */
uint64_t throttle_random(struct throttle *throttle, uint64_t below);

#endif
