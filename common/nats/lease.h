/* lease: one holder at a time, by compare-and-set on a key of the KV bucket.
 *
 * The key has a dot in it, which no workflowId has. A holder that dies lets the lease run out.
 * Clocks of several machines should agree within a few seconds; a wrong clock costs double work,
 * which is harmless, never lost work.
 */
#ifndef LECTERN_COMMON_NATS_LEASE_H
#define LECTERN_COMMON_NATS_LEASE_H

#include "common/base/err.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

/* Takes or renews the lease for ttl_ms. `holder` names this process uniquely. *ret_held is
 * whether it is ours now. */
int lease_take(struct natsconn *conn, const char *name, const char *holder, int64_t ttl_ms,
	bool *ret_held, struct err *err);

#endif
