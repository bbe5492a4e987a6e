/* topology: the streams, consumers and buckets that the farm works on.
 *
 * Creates what is missing and verifies what exists: a stream of our name with other subjects or
 * another retention is refused by name, never changed or broken; a harmless difference (limits)
 * is left alone. Safe to call from many processes at once.
 */
#ifndef LECTERN_COMMON_FARM_TOPOLOGY_H
#define LECTERN_COMMON_FARM_TOPOLOGY_H

#include "common/base/err.h"
#include "common/nats/connection.h"

int topology_ensure(struct natsconn *conn, struct err *err);

#endif
