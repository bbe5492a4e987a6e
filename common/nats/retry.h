/* retry: one way to try again what a broker in trouble refused.
 *
 *	struct retry retry = retry_until(deadline_ms, RETRY_UNAVAILABLE);
 *	struct err error;
 *	int result;
 *	do {
 *		result = once(..., &error);
 *	} while (retry_again(&retry, result, &error));
 *	return retry_result(result, &error, err);
 */
#ifndef LECTERN_COMMON_NATS_RETRY_H
#define LECTERN_COMMON_NATS_RETRY_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Which failures are worth another try. */
enum retry_kinds {
	RETRY_UNAVAILABLE, /* the broker is away, or its answer was lost */
	RETRY_TRANSIENT,   /* whatever err_is_transient() says */
	RETRY_CONFLICT,    /* another process was faster */
};

struct natsconn;

struct retry {
	int64_t deadline_ms;         /* monotonic */
	const struct natsconn *conn; /* NULL, or: not while it is known not to answer */
	enum retry_kinds kinds;
	unsigned tries;
};

struct retry retry_until(int64_t deadline_ms, enum retry_kinds kinds);
/* The same, `ms` from now. Both leave `conn` to the caller. */
struct retry retry_for(int64_t ms, enum retry_kinds kinds);

/* Whether to try once more after this result, having slept: 50 ms doubling to 2 s, less a random
 * half, so that many do not come back at once. False at once when the result is 0, when the error
 * is of another kind, and when the deadline has passed. */
bool retry_again(struct retry *retry, int result, const struct err *error);

/* The sleep alone, for callers that decide by themselves. False, without sleeping, when the
 * deadline has passed. */
bool retry_pause(struct retry *retry);

/* The result, with the last error in *err (which may be NULL) if it is -1. */
static inline int retry_result(int result, const struct err *error, struct err *err)
{
	if (result < 0 && err)
		*err = *error;
	return result;
}

#endif
