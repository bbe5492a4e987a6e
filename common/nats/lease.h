/* lease: at most one holder at a time, by compare-and-set on a key of the KV bucket.
 *
 * The key contains a dot, which no workflow ID does. A lease whose holder dies expires. The clocks
 * of several machines should agree within a few seconds; a wrong clock causes duplicated work,
 * which is harmless, but never lost work.
 */
#ifndef LECTERN_COMMON_NATS_LEASE_H
#define LECTERN_COMMON_NATS_LEASE_H

#include "common/base/err.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

/* Takes or renews the lease for ttl_ms. `holder` identifies this process uniquely. *ret_held tells
 * whether we hold it now. */
int lease_take(struct natsconn *conn, const char *name, const char *holder, int64_t ttl_ms,
	bool *ret_held, struct err *err);

#endif
