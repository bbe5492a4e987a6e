/* follow: reads the KV bucket's stream and the stages' events. */
#include "web/state/follow.h"

#include "common/base/alloc.h"
#include "common/base/monotonic.h"
#include "common/base/timestamp.h"
#include "common/farm/event.h"
#include "common/nats/kv.h"
#include "common/nats/subscription.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CHECK_EVERY_MS = 10000 };

/* One stage's events. */
struct feed {
	struct follow *follow;
	enum event_type type;
	enum job_stage stage;
	const char *subject;
	struct subscription *subscription;
};

struct follow {
	struct natsconn *conn;
	struct job_table *table;
	struct arena *arena;
	const char *stream, *subject, *prefix;
	uint64_t last; /* sequence of the last message seen */
	int64_t checked_ms;
	struct subscription *hints;
	struct feed feeds[JOB_STAGE_COUNT];
	pthread_mutex_t lock;
	pthread_cond_t hinted;
	bool hint;
};

/* ---- in the library's threads ---- */

static void on_hint(
	natsConnection *nats, natsSubscription *subscription, natsMsg *msg, void *closure)
{
	(void)nats;
	(void)subscription;
	natsMsg_Destroy(msg);
	follow_wake(closure);
}

static void on_page(
	natsConnection *nats, natsSubscription *subscription, natsMsg *msg, void *closure)
{
	(void)nats;
	(void)subscription;
	struct feed *feed = closure;
	struct arena *arena = arena_new();
	struct event *event;
	struct err err;
	if (event_parse(feed->type, natsMsg_GetData(msg), (size_t)natsMsg_GetDataLength(msg), arena,
		    &event, &err) == 0)
		job_table_mark(feed->follow->table, event->header.workflow_id, feed->stage,
			event->page_number);
	arena_free(&arena);
	natsMsg_Destroy(msg);
}

/* ---- opening ---- */

static void name_feeds(struct follow *follow)
{
	const struct nats_settings *nats = natsconn_settings(follow->conn);
	const struct feed feeds[JOB_STAGE_COUNT] = {
		{ follow, EVENT_PNG_CREATED, JOB_STAGE_RENDERED, nats->png_created_subject, NULL },
		{ follow, EVENT_TEXT_PROCESSED, JOB_STAGE_READ, nats->text_processed_subject,
			NULL },
		{ follow, EVENT_AUDIO_CHUNK_CREATED, JOB_STAGE_SPOKEN,
			nats->audio_chunk_created_subject, NULL },
		{ follow, EVENT_WAV_FILE_CREATED, JOB_STAGE_WAV, nats->wav_created_subject, NULL },
	};
	memcpy(follow->feeds, feeds, sizeof feeds);
}

static int subscribe(struct follow *follow, struct err *err)
{
	natsConnection *nats = natsconn_nats(follow->conn);
	if (subscription_open(nats, follow->subject, on_hint, follow, &follow->hints, err) < 0)
		return -1;
	for (int i = 0; i < JOB_STAGE_COUNT; i++) {
		struct feed *feed = &follow->feeds[i];
		if (subscription_open(
			    nats, feed->subject, on_page, feed, &feed->subscription, err) < 0)
			return -1;
	}
	return 0;
}

int follow_open(
	struct natsconn *conn, struct job_table *table, struct follow **ret_follow, struct err *err)
{
	struct follow *follow = alloc_zeroed(1, sizeof *follow);
	follow->conn = conn;
	follow->table = table;
	follow->arena = arena_new();
	const char *bucket = natsconn_settings(conn)->wav_aggregator_kv_bucket;
	follow->stream = kv_stream(follow->arena, bucket);
	follow->prefix = kv_subject(follow->arena, bucket, "");
	/* "*" matches one token: a key with a dot is not a workflow. */
	follow->subject = kv_subject(follow->arena, bucket, "*");
	pthread_mutex_init(&follow->lock, NULL);
	monotonic_cond_init(&follow->hinted);
	name_feeds(follow);
	if (subscribe(follow, err) < 0) {
		follow_close(&follow);
		return -1;
	}
	*ret_follow = follow;
	return 0;
}

void follow_close(struct follow **follow)
{
	if (!follow || !*follow)
		return;
	struct follow *f = *follow;
	bool quiet = !f->hints || subscription_close(&f->hints);
	for (int i = 0; i < JOB_STAGE_COUNT; i++) {
		if (f->feeds[i].subscription)
			quiet = subscription_close(&f->feeds[i].subscription) && quiet;
	}
	*follow = NULL;
	/* A callback may still be running: leak the memory it uses, since the process is about
	 * to exit. */
	if (!quiet)
		return;
	pthread_cond_destroy(&f->hinted);
	pthread_mutex_destroy(&f->lock);
	arena_free(&f->arena);
	free(f);
}

/* ---- the bucket's stream ---- */

static void apply(struct follow *follow, natsMsg *msg)
{
	const char *subject = natsMsg_GetSubject(msg), *operation = NULL;
	size_t prefix = strlen(follow->prefix);
	uint64_t revision = natsMsg_GetSequence(msg);
	follow->last = revision;
	if (strncmp(subject, follow->prefix, prefix) != 0)
		return;
	if (natsMsgHeader_Get(msg, "KV-Operation", &operation) == NATS_OK)
		job_table_remove(follow->table, subject + prefix, revision);
	else
		job_table_put(follow->table, subject + prefix, natsMsg_GetData(msg),
			(size_t)natsMsg_GetDataLength(msg), revision);
}

static int next_message(struct follow *follow, natsMsg **ret_msg, struct err *err)
{
	jsDirectGetMsgOptions options;
	jsDirectGetMsgOptions_Init(&options);
	options.Sequence = follow->last + 1;
	options.NextBySubject = follow->subject;
	natsMsg *msg = NULL;
	natsStatus s =
		js_DirectGetMsg(&msg, natsconn_js(follow->conn), follow->stream, NULL, &options);
	if (s != NATS_OK && s != NATS_NOT_FOUND)
		return natsconn_err(err, s, 0, "%s", follow->stream);
	*ret_msg = msg;
	return 0;
}

/* A bucket that was recreated counts from 1 again. */
static int check_stream(struct follow *follow, struct err *err)
{
	int64_t now = clock_monotonic_ms();
	if (follow->checked_ms && now - follow->checked_ms < CHECK_EVERY_MS)
		return 0;
	jsStreamInfo *info = NULL;
	jsErrCode code = 0;
	natsStatus s =
		js_GetStreamInfo(&info, natsconn_js(follow->conn), follow->stream, NULL, &code);
	if (s != NATS_OK)
		return natsconn_err(err, s, code, "%s", follow->stream);
	if (info->State.LastSeq < follow->last) {
		job_table_clear(follow->table);
		follow->last = 0;
	}
	jsStreamInfo_Destroy(info);
	follow->checked_ms = now;
	return 0;
}

void follow_reconnected(struct follow *follow)
{
	follow->checked_ms = 0;
}

int follow_catch_up(struct follow *follow, struct err *err)
{
	if (check_stream(follow, err) < 0)
		return -1;
	for (;;) {
		natsMsg *msg = NULL;
		if (next_message(follow, &msg, err) < 0)
			return -1;
		if (!msg)
			return 0;
		apply(follow, msg);
		natsMsg_Destroy(msg);
	}
}

/* ---- waiting ---- */

void follow_wake(struct follow *follow)
{
	pthread_mutex_lock(&follow->lock);
	follow->hint = true;
	pthread_cond_signal(&follow->hinted);
	pthread_mutex_unlock(&follow->lock);
}

void follow_wait(struct follow *follow, int64_t ms)
{
	const struct timespec until = monotonic_after(ms);
	pthread_mutex_lock(&follow->lock);
	while (!follow->hint) {
		if (pthread_cond_timedwait(&follow->hinted, &follow->lock, &until) != 0)
			break;
	}
	follow->hint = false;
	pthread_mutex_unlock(&follow->lock);
}
