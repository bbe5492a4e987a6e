/* subscription: an asynchronous NATS subscription that ends cleanly (internal to libfarm).
 *
 * The library crashes when a subscription is destroyed while messages arrive; this one is drained
 * first, and its callback is known to have returned for the last time.
 */
#ifndef LECTERN_COMMON_NATS_SUBSCRIPTION_H
#define LECTERN_COMMON_NATS_SUBSCRIPTION_H

#include "common/base/err.h"

#include <nats/nats.h>
#include <stdbool.h>

struct subscription;

/* `handler` runs in a thread of the library that takes no signals; it owns each message. */
int subscription_open(natsConnection *nats, const char *subject, natsMsgHandler handler,
	void *closure, struct subscription **ret_subscription, struct err *err);

/* Takes the interest away and lets the handler have what had arrived. Waits some seconds at most;
 * false when the handler may still run, so that its closure must not be freed. */
bool subscription_close(struct subscription **subscription);

#endif
