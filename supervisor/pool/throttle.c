/* throttle.c: a stage's backoff. */
#include "supervisor/pool/throttle.h"

void throttle_init(struct throttle *throttle, uint64_t seed)
{
	*throttle = (struct throttle) { .failed_at = INT64_MIN, .random = seed ? seed : 1 };
}

uint64_t throttle_random(struct throttle *throttle, uint64_t below)
{
	/* xorshift64: good enough to keep stages from acting in lockstep. */
	uint64_t x = throttle->random;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	throttle->random = x;
	return below ? (x >> 16) % below : 0;
}

static int64_t delay_ms(struct throttle *throttle)
{
	int64_t delay = THROTTLE_FIRST_MS;
	for (unsigned i = 1; i < throttle->failures && delay < THROTTLE_LAST_MS; i++)
		delay *= 2;
	if (delay >= THROTTLE_LAST_MS)
		return THROTTLE_LAST_MS -
		       (int64_t)throttle_random(throttle, THROTTLE_LAST_MS / 4 + 1);
	delay += (int64_t)throttle_random(throttle, (uint64_t)delay / 4 + 1);
	return delay > THROTTLE_LAST_MS ? THROTTLE_LAST_MS : delay;
}

void throttle_failure(struct throttle *throttle, int64_t started, int64_t now)
{
	if (started <= throttle->failed_at)
		return;
	throttle->failures++;
	throttle->failed_at = now;
	throttle->not_before = now + delay_ms(throttle);
}

void throttle_success(struct throttle *throttle)
{
	throttle->failures = 0;
	throttle->failed_at = INT64_MIN;
	throttle->not_before = INT64_MIN;
	throttle->probing = false;
}

int64_t throttle_next(const struct throttle *throttle, int64_t now)
{
	if (!throttle->failures)
		return now;
	if (now < throttle->not_before)
		return throttle->not_before;
	return throttle->probing ? now + THROTTLE_POLL_MS : now;
}
