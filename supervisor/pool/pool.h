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
	struct slot **slots; /* owned, as is each of the `count` slots */
	size_t count;
};

void pool_init(struct pool *pool, struct pool_shared *shared, const struct service *service);
/* No process may be left. */
void pool_free(struct pool *pool);

/* Gives slots the events that the goal requires, and frees slots that are not needed. */
void pool_settle(struct pool *pool);

/* The slot of that process, or NULL if it is not in this pool. */
struct slot *pool_find(const struct pool *pool, pid_t pid);

/* How many slots are ready (idle or busy), and how many are not empty. */
size_t pool_ready(const struct pool *pool);
size_t pool_taken(const struct pool *pool);

#endif
