/* stage: what the slots of one pool share.
 *
 * The pool owns it. Slots read it and count in it, so that they need not know the pool.
 */
#ifndef LECTERN_SUPERVISOR_POOL_STAGE_H
#define LECTERN_SUPERVISOR_POOL_STAGE_H

#include "common/ipc/channel.h"
#include "supervisor/pool/service.h"
#include "supervisor/pool/shared.h"
#include "supervisor/pool/slot_policy.h"
#include "supervisor/pool/throttle.h"

#include <stdbool.h>
#include <stdint.h>

struct stage {
	struct pool_shared *shared;
	const struct service *service;
	struct throttle throttle;
	struct slot_limits limits;
	uint64_t counts[CHANNEL_COUNTS]; /* the cumulative ones: jobs and deaths */
	bool recovered; /* its workers become ready again: slots in backoff may start */
};

#endif
