/* on_demand.c: requests an object and polls until it is there. The first client requests it,
 * others wait for that one. */
#include "web/state/on_demand.h"

#include "common/base/alloc.h"
#include "common/base/monotonic.h"
#include "common/base/timestamp.h"
#include "common/farm/live_audio.h"
#include "common/farm/page_metadata.h"
#include "common/objstore/store.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

enum {
	MOST = 64, /* objects waited for at the same time */
	WAIT_MS = 10000,
	FIRST_LOOK_MS = 10,
	LAST_LOOK_MS = 100,
};

/* An object that is being waited for. */
struct making {
	char *key;   /* owned */
	int waiting; /* threads waiting for the one that polls */
	bool over;
	struct making *next;
};

struct on_demand {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct making *makings; /* owned */
	int count;
};

struct on_demand *on_demand_new(void)
{
	struct on_demand *all = alloc_zeroed(1, sizeof *all);
	pthread_mutex_init(&all->lock, NULL);
	monotonic_cond_init(&all->changed);
	return all;
}

void on_demand_free(struct on_demand **all)
{
	if (!*all)
		return;
	pthread_cond_destroy(&(*all)->changed);
	pthread_mutex_destroy(&(*all)->lock);
	alloc_free(all);
}

/* ---- looking ---- */

struct look {
	bool found;
	const char *failure; /* NULL: the object is as wanted */
	const char *nuid;    /* tells one version from another */
	int64_t age_ms;
};

/* An object made from a different source counts as missing, and so does a failure to make it
 * from one. */
static int look(struct natsconn *conn, const struct on_demand_request *request, struct arena *arena,
	struct look *ret_look, struct err *err)
{
	struct object_info info;
	*ret_look = (struct look) { .found = false };
	if (objstore_info(conn, request->bucket, request->key, arena, &info, err) < 0)
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	const char *reason = meta_get(&info.metadata, META_REASON);
	const char *source = meta_get(&info.metadata, LIVE_SOURCE);
	bool failed = meta_get(&info.metadata, META_OUTCOME) != NULL;
	ret_look->found = !request->source || (source && strcmp(source, request->source) == 0);
	ret_look->nuid = info.nuid;
	ret_look->age_ms = clock_unix_ms() - info.mtime_ms;
	if (failed)
		ret_look->failure = reason ? reason : "the reason is not known";
	return 0;
}

/* Whether `now` answers a request made when `before` was stored. */
static bool is_answer(
	const struct look *now, const struct look *before, const struct on_demand_request *request)
{
	if (!now->found || !now->failure)
		return now->found;
	bool another = !before->found || strcmp(before->nuid, now->nuid) != 0;
	return another || (now->age_ms >= 0 && now->age_ms < request->believed_ms);
}

/* ---- requesting, and waiting for the answer ---- */

struct question {
	struct natsconn *conn;
	const struct on_demand_request *request;
	struct arena *arena;
	struct look answer;
};

static int look_until(struct question *question, int64_t until_ms, struct err *err)
{
	const struct look before = question->answer;
	for (int ms = FIRST_LOOK_MS; clock_monotonic_ms() < until_ms;) {
		const struct timespec pause = { 0, ms * 1000000L };
		struct arena *arena = arena_new();
		nanosleep(&pause, NULL);
		int rc = look(question->conn, question->request, arena, &question->answer, err);
		bool answered = rc == 0 && is_answer(&question->answer, &before, question->request);
		if (answered && question->answer.failure)
			question->answer.failure =
				arena_string(question->arena, question->answer.failure);
		arena_free(&arena);
		if (rc < 0 || answered)
			return rc;
		if (ms < LAST_LOOK_MS)
			ms += FIRST_LOOK_MS;
	}
	question->answer.found = false;
	return 0;
}

static enum on_demand_result result_of(const struct look *look, const char **ret_reason)
{
	if (!look->found)
		return ON_DEMAND_BUSY;
	*ret_reason = look->failure;
	return look->failure ? ON_DEMAND_FAILED : ON_DEMAND_READY;
}

static int make(struct question *question, enum on_demand_result *ret_result,
	const char **ret_reason, struct err *err)
{
	int asked = question->request->ask(question->request->context, question->conn, err);
	if (asked == 0)
		*ret_result = ON_DEMAND_REFUSED;
	if (asked <= 0)
		return asked;
	if (look_until(question, clock_monotonic_ms() + WAIT_MS, err) < 0)
		return -1;
	*ret_result = result_of(&question->answer, ret_reason);
	return 0;
}

/* ---- one requests, others wait ---- */

static struct making **find(struct on_demand *all, const char *key)
{
	struct making **link = &all->makings;
	while (*link && ((*link)->over || strcmp((*link)->key, key) != 0))
		link = &(*link)->next;
	return link;
}

/* Called with the lock held. */
static void release(struct on_demand *all, struct making *making)
{
	if (!making->over || making->waiting > 0)
		return;
	struct making **link = &all->makings;
	while (*link != making)
		link = &(*link)->next;
	*link = making->next;
	all->count--;
	alloc_free(&making->key);
	alloc_free(&making);
}

/* True: the caller must have the object made, then call end(). False: another thread has been
 * waited for; or too many objects are being waited for. */
static bool begin(struct on_demand *all, const char *key, struct making **ret_own)
{
	pthread_mutex_lock(&all->lock);
	struct making *making = *find(all, key);
	bool own = !making && all->count < MOST;
	if (own) {
		making = alloc_zeroed(1, sizeof *making);
		making->key = alloc_string(key);
		making->next = all->makings;
		all->makings = making;
		all->count++;
	} else if (making) {
		const struct timespec until = monotonic_after(WAIT_MS);
		making->waiting++;
		while (!making->over &&
			pthread_cond_timedwait(&all->changed, &all->lock, &until) != ETIMEDOUT)
			;
		making->waiting--;
		release(all, making);
	}
	pthread_mutex_unlock(&all->lock);
	*ret_own = own ? making : NULL;
	return own;
}

static void end(struct on_demand *all, struct making *making)
{
	pthread_mutex_lock(&all->lock);
	making->over = true;
	pthread_cond_broadcast(&all->changed);
	release(all, making);
	pthread_mutex_unlock(&all->lock);
}

int on_demand_get(struct on_demand *all, struct natsconn *conn,
	const struct on_demand_request *request, struct arena *arena,
	enum on_demand_result *ret_result, const char **ret_reason, struct err *err)
{
	struct question question = { .conn = conn, .request = request, .arena = arena };
	const struct look nothing = { .found = false };
	struct making *own;
	*ret_reason = NULL;
	if (look(conn, request, arena, &question.answer, err) < 0)
		return -1;
	if (question.answer.found &&
		(!question.answer.failure || question.answer.age_ms < request->believed_ms)) {
		*ret_result = result_of(&question.answer, ret_reason);
		return 0;
	}
	if (begin(all, request->key, &own)) {
		int rc = make(&question, ret_result, ret_reason, err);
		end(all, own);
		return rc;
	}
	if (look(conn, request, arena, &question.answer, err) < 0)
		return -1;
	*ret_result = is_answer(&question.answer, &nothing, request)
			      ? result_of(&question.answer, ret_reason)
			      : ON_DEMAND_BUSY;
	return 0;
}
