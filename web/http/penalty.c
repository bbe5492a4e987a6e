/* penalty: a small table of addresses that sent wrong tokens. */
#include "web/http/penalty.h"

#include "common/base/alloc.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { ADDRESS_SIZE = 64 };

struct offender {
	char address[ADDRESS_SIZE];
	/* A token bucket as a time: each wrong token moves it on. In the past, nothing is owed. */
	int64_t due_ms;
	int64_t seen_ms;
};

struct penalty {
	pthread_mutex_t lock;
	struct offender offenders[PENALTY_ADDRESSES];
};

struct penalty *penalty_new(void)
{
	struct penalty *penalty = alloc_zeroed(1, sizeof *penalty);
	pthread_mutex_init(&penalty->lock, NULL);
	return penalty;
}

void penalty_free(struct penalty **penalty)
{
	if (!penalty || !*penalty)
		return;
	pthread_mutex_destroy(&(*penalty)->lock);
	alloc_free(penalty);
}

/* NULL: no recent wrong token. */
static struct offender *find(struct penalty *penalty, const char *address)
{
	for (size_t i = 0; i < PENALTY_ADDRESSES; i++) {
		if (strcmp(penalty->offenders[i].address, address) == 0)
			return &penalty->offenders[i];
	}
	return NULL;
}

static struct offender *find_or_make(struct penalty *penalty, const char *address)
{
	struct offender *offender = find(penalty, address);
	if (offender)
		return offender;
	offender = &penalty->offenders[0];
	for (size_t i = 1; i < PENALTY_ADDRESSES; i++) {
		if (penalty->offenders[i].seen_ms < offender->seen_ms)
			offender = &penalty->offenders[i];
	}
	memset(offender, 0, sizeof *offender);
	snprintf(offender->address, sizeof offender->address, "%s", address);
	return offender;
}

/* How long until the debt is paid; not positive while free tokens are left. */
static int64_t wait_of(const struct offender *offender, int64_t now_ms)
{
	return offender->due_ms - now_ms;
}

bool penalty_admits(struct penalty *penalty, const char *address, int64_t now_ms)
{
	pthread_mutex_lock(&penalty->lock);
	const struct offender *offender = find(penalty, address);
	bool admits = !offender || wait_of(offender, now_ms) < PENALTY_MAX_WAIT_MS;
	pthread_mutex_unlock(&penalty->lock);
	return admits;
}

int64_t penalty_add(struct penalty *penalty, const char *address, int64_t now_ms)
{
	pthread_mutex_lock(&penalty->lock);
	struct offender *offender = find_or_make(penalty, address);
	/* The burst is limited: at most PENALTY_FREE free tokens accumulate, one for each
	 * PENALTY_REGAIN_MS. */
	int64_t earliest = now_ms - (int64_t)PENALTY_FREE * PENALTY_REGAIN_MS;
	if (offender->due_ms < earliest)
		offender->due_ms = earliest;
	if (offender->due_ms + PENALTY_REGAIN_MS <= now_ms)
		offender->due_ms += PENALTY_REGAIN_MS;
	else
		offender->due_ms =
			(offender->due_ms > now_ms ? offender->due_ms : now_ms) + PENALTY_STEP_MS;
	offender->seen_ms = now_ms;
	int64_t wait = wait_of(offender, now_ms);
	pthread_mutex_unlock(&penalty->lock);
	return wait > 0 ? wait : 0;
}
