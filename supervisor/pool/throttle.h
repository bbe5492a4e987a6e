/* throttle: how fast one stage may try again when its workers die before they are ready.
 *
 * The first such death makes the stage wait 2 s, each further one doubles that up to 60 s, with
 * jitter. While it is failing, one worker at a time is started to probe; the first that becomes
 * ready resets everything. Pure: the clock is an argument.
 */
#ifndef LECTERN_SUPERVISOR_POOL_THROTTLE_H
#define LECTERN_SUPERVISOR_POOL_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	THROTTLE_FIRST_MS = 2000,
	THROTTLE_LAST_MS = 60000,
	THROTTLE_POLL_MS = 1000, /* how often a slot checks whether another's probe is over */
};

struct throttle {
	unsigned failures;  /* in a row; 0: not failing */
	int64_t failed_at;  /* of the last that counted */
	int64_t not_before; /* no start earlier */
	bool probing;       /* a worker is being tried */
	uint64_t random;    /* state of the jitter; any seed but 0 */
};

void throttle_init(struct throttle *throttle, uint64_t seed);

/* A worker started at `started` is dead without having been ready. Those started together count
 * as one failure. */
void throttle_failure(struct throttle *throttle, int64_t started, int64_t now);

/* A worker is ready. */
void throttle_success(struct throttle *throttle);

/* When a worker may be started: `now`, or the time to ask again. */
int64_t throttle_next(const struct throttle *throttle, int64_t now);

/* A number in 0..below-1. */
uint64_t throttle_random(struct throttle *throttle, uint64_t below);

#endif
