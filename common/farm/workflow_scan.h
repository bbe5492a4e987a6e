/* workflow_scan: every workflow state in the KV bucket, one after the other. */
#ifndef LECTERN_COMMON_FARM_WORKFLOW_SCAN_H
#define LECTERN_COMMON_FARM_WORKFLOW_SCAN_H

#include "common/base/err.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

/* Calls `each` with every state, oldest change first, until it returns false; `mtime_ms` is when
 * the state was last written, by the server's clock (Unix milliseconds). Keys that are no
 * workflows and values that cannot be read are passed over. Costs a round trip a key. */
int workflow_scan(struct natsconn *conn,
	bool (*each)(void *context, struct workflow *workflow, int64_t mtime_ms), void *context,
	struct err *err);

#endif
