/* newcomers.c: a small table of names and the time at which each was last seen. */
#include "web/state/newcomers.h"

#include "common/base/alloc.h"

#include <pthread.h>
#include <string.h>

enum { KNOWN = 256 };

struct known {
	char *who;       /* owned; NULL: a free slot */
	int64_t came_ms; /* when it was new */
	int64_t seen_ms; /* 0: a free slot */
};

struct newcomers {
	pthread_mutex_t lock;
	struct known known[KNOWN];
};

struct newcomers *newcomers_new(void)
{
	struct newcomers *all = alloc_zeroed(1, sizeof *all);
	pthread_mutex_init(&all->lock, NULL);
	return all;
}

void newcomers_free(struct newcomers **all)
{
	if (!*all)
		return;
	for (int i = 0; i < KNOWN; i++)
		alloc_free(&(*all)->known[i].who);
	pthread_mutex_destroy(&(*all)->lock);
	alloc_free(all);
}

bool newcomers_greet(
	struct newcomers *all, const char *who, int64_t now_ms, struct newcomers_rule rule)
{
	pthread_mutex_lock(&all->lock);
	struct known *place = &all->known[0];
	bool found = false;
	for (int i = 0; i < KNOWN && !found; i++) {
		struct known *known = &all->known[i];
		found = known->who && strcmp(known->who, who) == 0;
		if (found || known->seen_ms < place->seen_ms)
			place = known;
	}
	if (!found || now_ms - place->seen_ms > rule.quiet_ms)
		place->came_ms = now_ms;
	if (!found) {
		alloc_free(&place->who);
		place->who = alloc_string(who);
	}
	place->seen_ms = now_ms;
	bool is_new = now_ms - place->came_ms <= rule.new_ms;
	pthread_mutex_unlock(&all->lock);
	return is_new;
}
