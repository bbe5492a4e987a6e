/* retry: the one way to retry operations that failed because of trouble with the broker.
 *
 * 	struct retry retry = retry_until(deadline_ms, RETRY_UNAVAILABLE);
 * 	struct err error;
 * 	int result;
 * 	do {
 * 		result = once(..., &error);
 * 	} while (retry_again(&retry, result, &error));
 * 	return retry_result(result, &error, err);
 */
#ifndef LECTERN_COMMON_NATS_RETRY_H
#define LECTERN_COMMON_NATS_RETRY_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Which failures are worth a retry. */
enum retry_kinds {
	RETRY_UNAVAILABLE, /* the broker is unreachable, or its answer was lost */
	RETRY_TRANSIENT,   /* any that err_is_transient() accepts */
	RETRY_CONFLICT,    /* another process was faster */
};

struct natsconn;

struct retry {
	int64_t deadline_ms;         /* monotonic */
	const struct natsconn *conn; /* if not NULL: gives up while this connection is silent */
	enum retry_kinds kinds;
	unsigned tries;
};

struct retry retry_until(int64_t deadline_ms, enum retry_kinds kinds);
/* The same, with the deadline `ms` from now. Both set `conn` to NULL. */
struct retry retry_for(int64_t ms, enum retry_kinds kinds);

/* Returns whether to try once more after this result, having slept: 50 ms doubling to 2 s, minus up
 * to half at random, so that clients do not return in lockstep. Returns false at once if the result
 * is 0, the error is of another kind, or the deadline has passed. */
bool retry_again(struct retry *retry, int result, const struct err *error);

/* Only sleeps, for callers that decide by themselves. Returns false, without sleeping, once the
 * deadline has passed. */
bool retry_pause(struct retry *retry);

/* Returns the result; if it is -1, copies the last error to *err (which may be NULL). */
static inline int retry_result(int result, const struct err *error, struct err *err)
{
	if (result < 0 && err)
		*err = *error;
	return result;
}

#endif
