/* pool: the slots of one service. */
#ifndef LECTERN_SUPERVISOR_POOL_POOL_H
#define LECTERN_SUPERVISOR_POOL_POOL_H

#include "supervisor/pool/pool_policy.h"
#include "supervisor/pool/slot.h"
#include "supervisor/pool/stage.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pool {
	struct stage stage;
	struct pool_goal goal;
	struct slot **slots; /* owned, `count` of them */
	size_t count;
};

void pool_init(struct pool *pool, struct pool_shared *shared, const struct service *service);
/* There must be no process any more. */
void pool_free(struct pool *pool);

/* Gives the slots the events that the goal asks for, and frees slots that are not needed. */
void pool_settle(struct pool *pool);

/* NULL when it is not one of this pool's. */
struct slot *pool_find(const struct pool *pool, pid_t pid);

/* How many slots are ready (idle or busy), and how many are not empty. */
size_t pool_ready(const struct pool *pool);
size_t pool_taken(const struct pool *pool);

#endif
