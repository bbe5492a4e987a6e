/* topology: the streams, consumers and buckets that the farm works on.
 *
 * Creates what is missing and verifies what exists. A stream of our name with other subjects or
 * another retention is refused, naming it, and never changed or damaged; harmless differences
 * (limits) are left alone. May be called from many processes at once.
 */
#ifndef LECTERN_COMMON_FARM_TOPOLOGY_H
#define LECTERN_COMMON_FARM_TOPOLOGY_H

#include "common/base/err.h"
#include "common/nats/connection.h"

/* Retries for up to 30 s while the broker is in trouble. ERR_INVALID names what exists but does not
 * fit. */
int topology_ensure(struct natsconn *conn, struct err *err);

#endif
