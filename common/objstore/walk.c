/* walk.c: an object's chunks in order, prefetching the next while the last is processed.
 *
 * The library's own requests block until the answer comes. Here it arrives at the walk's own
 * subscription, straight from the library's reader thread. Prefetching is only an optimisation: if
 * anything goes wrong with it, it stops, and the chunk is requested again in the ordinary way.
 */
#include "common/objstore/parts.h"

#include "common/base/timestamp.h"
#include "common/nats/internal.h"

enum {
	ANSWER_MS = 5000,
	LOOK_MS = 250, /* interval for checking the connection while waiting */
	FLUSH_MS = 2000,
};

void object_walk_start(struct object_walk *walk, struct natsconn *conn,
	const struct object_info *info, const char *subject)
{
	*walk = (struct object_walk) { .conn = conn, .info = info, .subject = subject };
}

/* ---- asking ---- */

static natsStatus subscribe(struct object_walk *walk)
{
	if (walk->answers)
		return NATS_OK;
	natsStatus status = natsInbox_Create(&walk->inbox);
	if (status == NATS_OK)
		status = natsConnection_SubscribeSync(
			&walk->answers, natsconn_nats(walk->conn), walk->inbox);
	return status;
}

/* Prefetches the chunk after the last one. */
static void ask(struct object_walk *walk)
{
	if (walk->economy_over || walk->count == walk->info->chunks)
		return;
	struct arena *arena = arena_new();
	const char *api = arena_printf(
		arena, "$JS.API.DIRECT.GET.%s", object_stream(arena, walk->info->bucket));
	const char *wanted = object_chunk_wanted(arena, walk->subject, walk->sequence + 1);
	natsStatus status = subscribe(walk);
	walk->epoch = natsconn_epoch(walk->conn);
	if (status == NATS_OK)
		status = natsConnection_PublishRequestString(
			natsconn_nats(walk->conn), api, walk->inbox, wanted);
	walk->asked = status == NATS_OK;
	walk->economy_over = status != NATS_OK;
	arena_free(&arena);
}

/* ---- the answer ---- */

/* Whether the answer can still arrive: it cannot once the connection broke. */
static bool may_come(const struct object_walk *walk, int64_t end_ms)
{
	return natsconn_is_connected(walk->conn) && natsconn_epoch(walk->conn) == walk->epoch &&
	       clock_monotonic_ms() < end_ms;
}

static natsMsg *wait_for_answer(struct object_walk *walk)
{
	int64_t end_ms = clock_monotonic_ms() + ANSWER_MS;
	natsMsg *message = NULL;
	natsStatus status;
	do {
		status = natsSubscription_NextMsg(&message, walk->answers, LOOK_MS);
	} while (status == NATS_TIMEOUT && may_come(walk, end_ms));
	return status == NATS_OK ? message : NULL;
}

/* Takes the prefetched chunk. False if there is none. */
static bool take_answer(struct object_walk *walk, struct object_chunk *ret_chunk)
{
	if (!walk->asked)
		return false;
	walk->asked = false;
	natsMsg *message = wait_for_answer(walk);
	if (message && object_chunk_of(message, walk->sequence + 1, ret_chunk))
		return true;
	natsMsg_Destroy(message);
	walk->economy_over = true; /* a late answer must not be taken for the next one */
	return false;
}

/* ---- walking ---- */

int object_walk_next(struct object_walk *walk, struct object_chunk *ret_chunk, struct err *err)
{
	struct object_chunk chunk;
	if (!take_answer(walk, &chunk) &&
		object_chunk_find(walk->conn, walk->info, walk->subject,
			walk->count ? walk->sequence + 1 : 0, OBJECT_RETRY_MS, &chunk, err) < 0)
		return -1;
	walk->sequence = chunk.sequence;
	walk->count++;
	ask(walk);
	*ret_chunk = chunk;
	return 0;
}

/* The library crashes if a subscription is destroyed while an answer arrives. After a flush that
 * the server has answered none can arrive, but the flush may report success wrongly while
 * connections come and go; hence the other checks. */
static bool may_be_destroyed(struct object_walk *walk)
{
	unsigned epoch = natsconn_epoch(walk->conn);
	return natsSubscription_Unsubscribe(walk->answers) == NATS_OK &&
	       natsConnection_FlushTimeout(natsconn_nats(walk->conn), FLUSH_MS) == NATS_OK &&
	       natsconn_is_connected(walk->conn) && natsconn_epoch(walk->conn) == epoch;
}

void object_walk_end(struct object_walk *walk)
{
	/* If in doubt, better leak than use after free. */
	if (walk->answers && may_be_destroyed(walk))
		natsSubscription_Destroy(walk->answers);
	natsInbox_Destroy(walk->inbox);
	walk->answers = NULL;
	walk->inbox = NULL;
}
