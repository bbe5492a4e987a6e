/* pool_policy.c: takes stock of a pool and decides on one step. */
#include "supervisor/pool/pool_policy.h"

enum { SPARE_ROLL = 1, SPARE_HAND_OVER = 8 };

struct census {
	size_t wanted;
	size_t taken;     /* slots that are not empty */
	bool proven;      /* the new generation has a ready worker */
	bool coming;      /* a wanted slot is neither ready nor finishing a job */
	bool soon;        /* ... and at least one such slot is not in backoff */
	bool old_working; /* the old generation has ready workers that are not leaving */
	bool old;         /* a wanted slot still has a process of the old generation */
};

static bool is_ready(const struct pool_view *view)
{
	return view->slot->state == SLOT_IDLE || view->slot->state == SLOT_BUSY;
}

static bool is_old(const struct pool_view *view, const struct pool_goal *goal)
{
	return slot_policy_is_alive(view->slot) && view->generation < goal->generation;
}

static struct census take_census(
	const struct pool_goal *goal, const struct pool_view *views, size_t count)
{
	struct census census = { 0 };
	for (size_t i = 0; i < count; i++) {
		const struct pool_view *view = &views[i];
		const struct slot_policy *slot = view->slot;
		bool old = is_old(view, goal);
		census.wanted += slot->wanted;
		census.taken += slot->state != SLOT_EMPTY;
		census.proven |= is_ready(view) && !old;
		/* One that is finishing its job leaves no gap: it still works. */
		bool coming = slot->wanted && !is_ready(view) &&
			      !(slot->state == SLOT_DRAINING && slot->in_job);
		census.coming |= coming;
		census.soon |= coming && slot->state != SLOT_BACKOFF;
		census.old |= old && slot->wanted;
		census.old_working |= old && is_ready(view);
	}
	return census;
}

/* Wants one more slot: an empty one or, if there are enough processes, one whose process is
 * leaving. */
static bool want_one(const struct pool_view *views, size_t count, size_t most,
	const struct census *census, enum slot_event *steps)
{
	bool room = census->taken < most;
	for (size_t i = 0; i < count; i++) {
		const struct slot_policy *slot = views[i].slot;
		bool fits = room ? slot->state == SLOT_EMPTY : slot_policy_is_alive(slot);
		if (!slot->wanted && fits) {
			steps[i] = SLOT_WANT;
			return true;
		}
	}
	return false;
}

/* Gives up one slot: preferably one in backoff, else the last one. */
static bool unwant_one(const struct pool_view *views, size_t count, enum slot_event *steps)
{
	size_t chosen = count;
	for (size_t i = 0; i < count; i++) {
		bool waits = views[i].slot->state == SLOT_BACKOFF;
		if (!views[i].slot->wanted)
			continue;
		if (chosen == count || waits || views[chosen].slot->state != SLOT_BACKOFF)
			chosen = i;
	}
	if (chosen == count)
		return false;
	steps[chosen] = SLOT_UNWANT;
	return true;
}

/* Asks processes of the old generation to leave, as far as allowed now. */
static bool renew(const struct pool_goal *goal, const struct pool_view *views, size_t count,
	const struct census *census, enum slot_event *steps)
{
	bool exclusive = goal->turn == POOL_EXCLUSIVE;
	bool any = false, may_idle = exclusive || (census->proven && !census->coming);
	for (size_t i = 0; i < count; i++) {
		const struct slot_policy *slot = views[i].slot;
		if (!is_old(&views[i], goal) || !slot->wanted)
			continue;
		bool go = slot->state == SLOT_STARTING ||
			  (slot->state == SLOT_BUSY && (exclusive || census->proven)) ||
			  (slot->state == SLOT_IDLE && may_idle);
		if (!go)
			continue;
		if (slot->state == SLOT_IDLE)
			may_idle = exclusive;
		steps[i] = SLOT_REPLACE;
		any = true;
	}
	return any;
}

/* The old generation's slots become unwanted once `size` slots of the new one are ready; until then
 * they exist alongside. */
static bool plan_hand_over(const struct pool_goal *goal, const struct pool_view *views,
	size_t count, const struct census *census, enum slot_event *steps)
{
	size_t fresh = 0, ready = 0, old = 0;
	for (size_t i = 0; i < count; i++) {
		bool is_fresh = views[i].slot->wanted && !is_old(&views[i], goal);
		fresh += is_fresh;
		ready += is_fresh && is_ready(&views[i]);
		old += views[i].slot->wanted && !is_fresh;
	}
	if (fresh < goal->size)
		/* Without a free slot: wait until one has left. */
		return census->taken < pool_policy_slots(goal) &&
		       want_one(views, count, pool_policy_slots(goal), census, steps);
	if (old == 0)
		return fresh > goal->size && unwant_one(views, count, steps);
	bool any = false;
	for (size_t i = 0; i < count; i++) {
		const struct slot_policy *slot = views[i].slot;
		bool go = slot->wanted && is_old(&views[i], goal) &&
			  (ready >= goal->size || !is_ready(&views[i]));
		if (go)
			steps[i] = SLOT_UNWANT;
		any |= go;
	}
	return any;
}

bool pool_policy_plan(const struct pool_goal *goal, const struct pool_view *views, size_t count,
	enum slot_event *ret_steps)
{
	struct census census = take_census(goal, views, count);
	size_t size = goal->size;
	/* The extra slot lives as long as anything of the old generation, and until the last
	 * replacement is ready. */
	bool has_extra = census.wanted == size + 1;
	bool rolling =
		size > 0 && goal->turn == POOL_ROLL &&
		((census.old && census.old_working) || (has_extra && (census.old || census.soon)));
	size_t target = size + rolling;
	for (size_t i = 0; i < count; i++)
		ret_steps[i] = SLOT_TICK;
	if (goal->turn == POOL_HAND_OVER)
		return plan_hand_over(goal, views, count, &census, ret_steps);
	if (census.wanted > target)
		return unwant_one(views, count, ret_steps);
	if (census.wanted < target)
		return want_one(views, count, pool_policy_slots(goal), &census, ret_steps);
	return renew(goal, views, count, &census, ret_steps);
}

size_t pool_policy_slots(const struct pool_goal *goal)
{
	static const size_t spare[] = {
		[POOL_ROLL] = SPARE_ROLL,
		[POOL_EXCLUSIVE] = 0,
		[POOL_HAND_OVER] = SPARE_HAND_OVER,
	};
	return goal->size + spare[goal->turn];
}
