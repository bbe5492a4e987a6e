/* pool_policy: which slots of a pool to fill, empty or renew.
 *
 * Pure functions. A pool has `size` wanted slots, and one more while it moves to a new generation
 * of the configuration: a worker of the new generation proves that it can start before any of the
 * old one is asked to leave. Then busy old workers finish their job and are replaced in place,
 * while idle ones go one at a time, so that there is always one to take work.
 *
 * Where an old process may take long to leave (the web, during an upload), it does so alongside its
 * successor: POOL_HAND_OVER.
 */
#ifndef LECTERN_SUPERVISOR_POOL_POOL_POLICY_H
#define LECTERN_SUPERVISOR_POOL_POOL_POLICY_H

#include "supervisor/pool/slot_policy.h"

#include <stdbool.h>
#include <stddef.h>

struct pool_view {
	const struct slot_policy *slot;
	unsigned generation; /* of its process, if any; generations only grow */
};

enum pool_turn {
	POOL_ROLL,      /* one extra slot for a while; each slot is renewed when its worker has
			 * left */
	POOL_EXCLUSIVE, /* two generations cannot coexist: the old leaves before the new starts */
	POOL_HAND_OVER, /* new processes take other slots; the old leave once all of them are
			 * ready */
};

struct pool_goal {
	size_t size;
	unsigned generation; /* a process of an earlier one must be replaced */
	enum pool_turn turn;
};

/* Decides on an event for each slot: SLOT_WANT, SLOT_UNWANT, SLOT_REPLACE, or SLOT_TICK for
 * nothing. There are `count` views and steps; the caller keeps pool_policy_slots() slots. Returns
 * true if any slot gets an event: carry it out and call again. */
bool pool_policy_plan(const struct pool_goal *goal, const struct pool_view *views, size_t count,
	enum slot_event *ret_steps);

/* The most slots that a pool with this goal needs. */
size_t pool_policy_slots(const struct pool_goal *goal);

#endif
