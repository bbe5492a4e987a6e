/* ticker.c: the thread, and how it is woken to stop. */
#include "web/state/ticker.h"

#include "common/base/alloc.h"
#include "common/base/monotonic.h"

#include <nats/nats.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

struct ticker {
	int64_t (*tick)(void *context);
	void *context;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stop_asked;
	bool stopping;
};

/* Called with the lock held. */
static void wait_for_stop(struct ticker *ticker, int64_t ms)
{
	const struct timespec until = monotonic_after(ms);
	while (!ticker->stopping &&
		pthread_cond_timedwait(&ticker->stop_asked, &ticker->lock, &until) == 0)
		;
}

static void *run(void *context)
{
	struct ticker *ticker = context;
	pthread_mutex_lock(&ticker->lock);
	while (!ticker->stopping) {
		pthread_mutex_unlock(&ticker->lock);
		int64_t ms = ticker->tick(ticker->context);
		pthread_mutex_lock(&ticker->lock);
		wait_for_stop(ticker, ms);
	}
	pthread_mutex_unlock(&ticker->lock);
	nats_ReleaseThreadMemory();
	return NULL;
}

struct ticker *ticker_start(int64_t (*tick)(void *context), void *context)
{
	struct ticker *ticker = alloc_zeroed(1, sizeof *ticker);
	ticker->tick = tick;
	ticker->context = context;
	pthread_mutex_init(&ticker->lock, NULL);
	monotonic_cond_init(&ticker->stop_asked);
	if (pthread_create(&ticker->thread, NULL, run, ticker) != 0)
		abort();
	return ticker;
}

void ticker_stop(struct ticker **ticker)
{
	struct ticker *it = *ticker;
	if (!it)
		return;
	pthread_mutex_lock(&it->lock);
	it->stopping = true;
	pthread_cond_signal(&it->stop_asked);
	pthread_mutex_unlock(&it->lock);
	pthread_join(it->thread, NULL);
	pthread_cond_destroy(&it->stop_asked);
	pthread_mutex_destroy(&it->lock);
	alloc_free(ticker);
}
