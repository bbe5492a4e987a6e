/* retry.c: decides whether to retry, and sleeps before it. */
#include "common/nats/retry.h"

#include "common/base/timestamp.h"
#include "common/nats/connection.h"
#include "common/nats/internal.h"

#include <errno.h>
#include <time.h>

struct retry retry_until(int64_t deadline_ms, enum retry_kinds kinds)
{
	return (struct retry) { .deadline_ms = deadline_ms, .kinds = kinds };
}

struct retry retry_for(int64_t ms, enum retry_kinds kinds)
{
	return retry_until(clock_monotonic_ms() + ms, kinds);
}

bool retry_pause(struct retry *retry)
{
	enum { FIRST_MS = 50, LAST_MS = 2000 };
	int64_t left = retry->deadline_ms - clock_monotonic_ms();
	if (left <= 0 || (retry->conn && natsconn_is_silent(retry->conn)))
		return false;
	int64_t ms = retry->tries < 6 ? FIRST_MS << retry->tries : LAST_MS;
	retry->tries++;
	if (ms > LAST_MS)
		ms = LAST_MS;
	ms -= natsconn_random((unsigned)(ms / 2));
	if (ms > left)
		ms = left;
	struct timespec pause = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 };
	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, &pause) == EINTR)
		;
	return true;
}

static bool is_worth_it(const struct retry *retry, const struct err *error)
{
	switch (retry->kinds) {
	case RETRY_UNAVAILABLE:
		return error->kind == ERR_UNAVAILABLE;
	case RETRY_TRANSIENT:
		return err_is_transient(error);
	case RETRY_CONFLICT:
		return error->kind == ERR_CONFLICT;
	}
	return false;
}

bool retry_again(struct retry *retry, int result, const struct err *error)
{
	return result < 0 && is_worth_it(retry, error) && retry_pause(retry);
}
