/* subscription.c: subscribes with signals blocked, and drains before destroying. */
#include "common/nats/subscription.h"

#include "common/base/alloc.h"
#include "common/base/monotonic.h"
#include "common/nats/internal.h"

#include <pthread.h>
#include <stdlib.h>

enum {
	DRAIN_MS = 2000,
	DRAIN_AWAY_MS = 200, /* while disconnected nothing can arrive */
	COMPLETE_MS = 3000,
};

struct subscription {
	natsConnection *connection;
	natsSubscription *nats;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool complete; /* the handler has returned for the last time */
};

static void on_complete(void *closure)
{
	struct subscription *subscription = closure;
	pthread_mutex_lock(&subscription->lock);
	subscription->complete = true;
	pthread_cond_broadcast(&subscription->changed);
	pthread_mutex_unlock(&subscription->lock);
}

static void subscription_free(struct subscription *subscription)
{
	pthread_cond_destroy(&subscription->changed);
	pthread_mutex_destroy(&subscription->lock);
	free(subscription);
}

int subscription_open(natsConnection *nats, const char *subject, natsMsgHandler handler,
	void *closure, struct subscription **ret_subscription, struct err *err)
{
	struct subscription *subscription = alloc_zeroed(1, sizeof *subscription);
	subscription->connection = nats;
	pthread_mutex_init(&subscription->lock, NULL);
	monotonic_cond_init(&subscription->changed);
	sigset_t old;
	natsconn_block_signals(&old);
	natsStatus status =
		natsConnection_Subscribe(&subscription->nats, nats, subject, handler, closure);
	natsconn_restore_signals(&old);
	if (status == NATS_OK)
		status = natsSubscription_SetOnCompleteCB(
			subscription->nats, on_complete, subscription);
	if (status != NATS_OK) {
		natsSubscription_Destroy(subscription->nats);
		subscription_free(subscription);
		return natsconn_err(err, status, 0, "subscribing to %s", subject);
	}
	*ret_subscription = subscription;
	return 0;
}

static bool wait_complete(struct subscription *subscription)
{
	struct timespec end = monotonic_after(COMPLETE_MS);
	pthread_mutex_lock(&subscription->lock);
	while (!subscription->complete) {
		if (pthread_cond_timedwait(&subscription->changed, &subscription->lock, &end) != 0)
			break;
	}
	bool complete = subscription->complete;
	pthread_mutex_unlock(&subscription->lock);
	return complete;
}

bool subscription_close(struct subscription **subscription)
{
	struct subscription *it = *subscription;
	if (!it)
		return true;
	*subscription = NULL;
	bool away = natsConnection_Status(it->connection) != NATS_CONN_STATUS_CONNECTED;
	sigset_t old;
	natsconn_block_signals(&old); /* draining starts a thread */
	natsStatus status =
		natsSubscription_DrainTimeout(it->nats, away ? DRAIN_AWAY_MS : DRAIN_MS);
	natsconn_restore_signals(&old);
	/* On a closed connection the handler has already ended. */
	if (status == NATS_OK)
		natsSubscription_WaitForDrainCompletion(it->nats, COMPLETE_MS);
	bool complete = wait_complete(it);
	natsSubscription_Destroy(it->nats);
	if (complete)
		subscription_free(it);
	return complete;
}
