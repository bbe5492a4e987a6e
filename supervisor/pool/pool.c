/* pool.c: carries out the plans of pool_policy. */
#include "supervisor/pool/pool.h"

#include "common/base/alloc.h"
#include "supervisor/os/sys.h"

#include <stdlib.h>
#include <string.h>

void pool_init(struct pool *pool, struct pool_shared *shared, const struct service *service)
{
	memset(pool, 0, sizeof *pool);
	pool->stage.shared = shared;
	pool->stage.service = service;
	pool->goal.turn = service->kind == SERVICE_BROKER ? POOL_EXCLUSIVE
			  : service->kind == SERVICE_WEB  ? POOL_HAND_OVER
							  : POOL_ROLL;
	pool->stage.limits = service_slot_limits(service, shared->settings);
	throttle_init(&pool->stage.throttle,
		(uint64_t)sys_now_us() * 2654435761u + (uint64_t)(service - services) + 1);
}

void pool_free(struct pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		slot_free(&pool->slots[i]);
	alloc_free(&pool->slots);
	pool->count = 0;
}

static void grow(struct pool *pool, size_t count)
{
	if (count <= pool->count)
		return;
	pool->slots = alloc_resize(pool->slots, count * sizeof *pool->slots);
	while (pool->count < count) {
		pool->slots[pool->count] = slot_new(&pool->stage, pool->count);
		pool->count++;
	}
}

static void shrink(struct pool *pool, size_t count)
{
	while (pool->count > count && pool->slots[pool->count - 1]->policy.state == SLOT_EMPTY)
		slot_free(&pool->slots[--pool->count]);
}

/* Returns true if any slot got an event. */
static bool settle_once(struct pool *pool)
{
	struct pool_view *views = alloc_zeroed(pool->count, sizeof *views);
	enum slot_event *steps = alloc_zeroed(pool->count, sizeof *steps);
	for (size_t i = 0; i < pool->count; i++) {
		views[i].slot = &pool->slots[i]->policy;
		views[i].generation = pool->slots[i]->generation;
	}
	bool any = pool_policy_plan(&pool->goal, views, pool->count, steps);
	for (size_t i = 0; i < pool->count && any; i++) {
		if (steps[i] != SLOT_TICK)
			slot_event(pool->slots[i], steps[i]);
	}
	free(views);
	free(steps);
	return any;
}

/* Slots waiting because the stage's workers failed to start try again at once. */
static void wake_waiting(struct pool *pool)
{
	pool->stage.recovered = false;
	for (size_t i = 0; i < pool->count; i++) {
		if (pool->slots[i]->policy.state == SLOT_BACKOFF)
			slot_event(pool->slots[i], SLOT_TICK);
	}
}

void pool_settle(struct pool *pool)
{
	grow(pool, pool_policy_slots(&pool->goal));
	while (settle_once(pool))
		;
	shrink(pool, pool_policy_slots(&pool->goal));
	if (pool->stage.recovered)
		wake_waiting(pool);
}

struct slot *pool_find(const struct pool *pool, pid_t pid)
{
	for (size_t i = 0; i < pool->count; i++) {
		if (pool->slots[i]->pid == pid)
			return pool->slots[i];
	}
	return NULL;
}

size_t pool_ready(const struct pool *pool)
{
	size_t ready = 0;
	for (size_t i = 0; i < pool->count; i++) {
		enum slot_state state = pool->slots[i]->policy.state;
		ready += state == SLOT_IDLE || state == SLOT_BUSY;
	}
	return ready;
}

size_t pool_taken(const struct pool *pool)
{
	size_t taken = 0;
	for (size_t i = 0; i < pool->count; i++)
		taken += pool->slots[i]->policy.state != SLOT_EMPTY;
	return taken;
}
