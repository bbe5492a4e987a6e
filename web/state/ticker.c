/* ticker.c: the thread, and how it is woken to end. */
#include "web/state/ticker.h"

#include "common/base/alloc.h"

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

/* The lock is held. */
static void wait_for_stop(struct ticker *ticker, int64_t ms)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(ms / 1000);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
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
	pthread_condattr_t attr;
	ticker->tick = tick;
	ticker->context = context;
	pthread_mutex_init(&ticker->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&ticker->stop_asked, &attr);
	pthread_condattr_destroy(&attr);
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
