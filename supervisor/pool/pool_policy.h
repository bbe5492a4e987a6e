/* pool_policy: which slots of a pool are to be filled, emptied or renewed.
 *
 * Pure. A pool has `size` wanted slots, and while it moves to a new generation of the
 * configuration one more: a worker of the new generation that proves it can start before any of
 * the old is asked to leave. Busy old workers then finish their job and are replaced in place;
 * idle ones go one at a time, so that one is always there to take work.
 *
 * Where the old may take long to leave (the web, with an upload under way), it does so beside its
 * successor: POOL_HAND_OVER.
 */
#ifndef LECTERN_SUPERVISOR_POOL_POOL_POLICY_H
#define LECTERN_SUPERVISOR_POOL_POOL_POLICY_H

#include "supervisor/pool/slot_policy.h"

#include <stdbool.h>
#include <stddef.h>

struct pool_view {
	const struct slot_policy *slot;
	unsigned generation; /* of its process, while there is one; they only grow */
};

enum pool_turn {
	POOL_ROLL,      /* one more for a while; each place is renewed when its worker has left */
	POOL_EXCLUSIVE, /* two generations cannot live side by side: old goes before new comes */
	POOL_HAND_OVER, /* the new ones take other places, and when all are ready the old leave */
};

struct pool_goal {
	size_t size;
	unsigned generation; /* a process of an earlier one is to be replaced */
	enum pool_turn turn;
};

/* The event for each slot: SLOT_WANT, SLOT_UNWANT, SLOT_REPLACE, or SLOT_TICK for nothing. `count`
 * views and steps; the caller keeps pool_policy_slots() of them. True when any slot gets
 * something: carry it out and ask again. */
bool pool_policy_plan(const struct pool_goal *goal, const struct pool_view *views, size_t count,
	enum slot_event *ret_steps);

/* How many slots a pool of that size needs at most. */
size_t pool_policy_slots(const struct pool_goal *goal);

#endif
