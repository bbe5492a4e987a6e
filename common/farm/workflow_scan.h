/* workflow_scan: iterates over all workflow states in the KV bucket. */
#ifndef LECTERN_COMMON_FARM_WORKFLOW_SCAN_H
#define LECTERN_COMMON_FARM_WORKFLOW_SCAN_H

#include "common/base/err.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

/* Calls `each` with every state, least recently changed first, until it returns false. `mtime_ms`
 * is when the state was last written, by the server's clock (Unix milliseconds). Keys that are not
 * workflows and values that cannot be parsed are skipped. Costs one round trip per key. */
int workflow_scan(struct natsconn *conn,
	bool (*each)(void *context, struct workflow *workflow, int64_t mtime_ms), void *context,
	struct err *err);

#endif
