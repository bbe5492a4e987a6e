/* stage: what the slots of one pool have in common.
 *
 * The pool owns it; a slot reads and counts in it, and so needs to know no pool.
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
	uint64_t counts[CHANNEL_COUNTS]; /* those that grow: jobs and deaths */
	bool recovered; /* its workers get ready again: waiting slots need not wait longer */
};

#endif
