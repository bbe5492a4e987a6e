/* subscription: an asynchronous NATS subscription that ends cleanly (internal to libfarm).
 *
 * The library crashes if a subscription is destroyed while messages arrive. This one is drained
 * first, so its callback is known to have returned for the last time.
 */
#ifndef LECTERN_COMMON_NATS_SUBSCRIPTION_H
#define LECTERN_COMMON_NATS_SUBSCRIPTION_H

#include "common/base/err.h"

#include <nats/nats.h>
#include <stdbool.h>

struct subscription;

/* `handler` runs in a thread of the library that has all signals blocked; it owns each message. */
int subscription_open(natsConnection *nats, const char *subject, natsMsgHandler handler,
	void *closure, struct subscription **ret_subscription, struct err *err);

/* Unsubscribes and lets the handler process what has already arrived, waiting a few seconds at
 * most. False if the handler may still run, in which case its closure must not be freed. */
bool subscription_close(struct subscription **subscription);

#endif
