/* sampler: the thread that queries JetStream for the state of queues and buckets. */
#include "web/state/sampler.h"

#include "common/base/alloc.h"
#include "common/base/arena.h"
#include "common/base/json.h"
#include "common/base/timestamp.h"
#include "web/state/ticker.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { EVERY_MS = 5000, RETRY_MS = 500, ANSWER_MS = 2000 };

struct sampler {
	const struct nats_settings *nats;
	struct backend *backend;
	struct ticker *ticker;
	pthread_mutex_t lock;
	bool valid;
	struct sample sample;
};

struct queue {
	const char *stream, *consumer, *subject;
};

static void list_queues(const struct nats_settings *nats, struct queue queues[SAMPLE_QUEUES])
{
	const struct queue all[SAMPLE_QUEUES] = {
		{ nats->pdf_stream_name, nats->pdf_consumer_name, nats->pdf_created_subject },
		{ nats->png_stream_name, nats->png_consumer_name, nats->png_created_subject },
		{ nats->tts_stream_name, nats->tts_consumer_name, nats->text_processed_subject },
		{ nats->audio_processing_stream_name, nats->audio_processing_consumer_name,
			nats->audio_chunk_created_subject },
		{ nats->wav_stream_name, nats->wav_consumer_name, nats->wav_created_subject },
		{ nats->encoding_stream_name, nats->encoding_consumer_name,
			nats->encode_requested_subject },
		{ nats->page_image_stream_name, nats->page_image_consumer_name,
			nats->page_image_requested_subject },
		{ nats->live_stream_name, nats->live_consumer_name, nats->live_requested_subject },
		{ nats->voice_sample_stream_name, nats->voice_sample_consumer_name,
			nats->voice_sample_requested_subject },
	};
	memcpy(queues, all, sizeof all);
}

/* ---- queries ---- */

/* When the message in a STREAM.MSG.GET response was published; 0: no message. */
static int64_t published_ms(const char *text, size_t len)
{
	struct arena *arena = arena_new();
	struct err err;
	cJSON *json = NULL;
	const char *time = NULL;
	int64_t ms = 0;
	if (json_parse(text, len, &json, &err) == 0) {
		struct json_in in = { json, "", arena }, message;
		if (json_find_object(&in, "message", &message, &err) > 0 &&
			json_find_string(&message, "time", &time, &err) > 0)
			timestamp_parse(time, &ms);
	}
	cJSON_Delete(json);
	arena_free(&arena);
	return ms;
}

static int64_t oldest_age_ms(struct natsconn *conn, const struct queue *queue)
{
	struct arena *arena = arena_new();
	const char *api = arena_printf(arena, "$JS.API.STREAM.MSG.GET.%s", queue->stream);
	const char *ask =
		arena_printf(arena, "{\"seq\":1,\"next_by_subj\":\"%s\"}", queue->subject);
	natsMsg *reply = NULL;
	int64_t age = 0;
	if (natsConnection_RequestString(&reply, natsconn_nats(conn), api, ask, ANSWER_MS) ==
		NATS_OK) {
		int64_t then =
			published_ms(natsMsg_GetData(reply), (size_t)natsMsg_GetDataLength(reply));
		/* The clock of another machine may be ahead. */
		if (then > 0)
			age = clock_unix_ms() > then ? clock_unix_ms() - then : 1;
	}
	natsMsg_Destroy(reply);
	arena_free(&arena);
	return age;
}

static bool ask_queue(
	struct natsconn *conn, const struct queue *queue, struct queue_sample *ret_sample)
{
	jsConsumerInfo *info = NULL;
	jsOptions options;
	jsOptions_Init(&options);
	options.Wait = ANSWER_MS;
	if (js_GetConsumerInfo(&info, natsconn_js(conn), queue->stream, queue->consumer, &options,
		    NULL) != NATS_OK)
		return false;
	ret_sample->waiting = (int64_t)info->NumPending;
	ret_sample->in_hand = info->NumAckPending;
	ret_sample->redelivered = info->NumRedelivered;
	ret_sample->asking = info->NumWaiting;
	jsConsumerInfo_Destroy(info);
	if (ret_sample->waiting + ret_sample->in_hand > 0)
		ret_sample->oldest_ms = oldest_age_ms(conn, queue);
	return true;
}

static bool ask_stream(
	struct natsconn *conn, const char *stream, int64_t *ret_bytes, int64_t *ret_last)
{
	jsStreamInfo *info = NULL;
	jsOptions options;
	jsOptions_Init(&options);
	options.Wait = ANSWER_MS;
	if (js_GetStreamInfo(&info, natsconn_js(conn), stream, &options, NULL) != NATS_OK)
		return false;
	*ret_bytes = (int64_t)info->State.Bytes;
	*ret_last = (int64_t)info->State.LastSeq;
	jsStreamInfo_Destroy(info);
	return true;
}

static bool ask_buckets(
	struct natsconn *conn, const struct nats_settings *nats, struct sample *sample)
{
	const struct {
		const char *prefix, *name;
	} buckets[SAMPLE_BUCKETS] = {
		{ "OBJ_", nats->pdf_object_store_bucket },
		{ "OBJ_", nats->png_object_store_bucket },
		{ "OBJ_", nats->text_object_store_bucket },
		{ "OBJ_", nats->audio_object_store_bucket },
		{ "OBJ_", nats->wav_object_store_bucket },
		{ "OBJ_", nats->final_audio_object_store_bucket },
		{ "OBJ_", nats->timeline_object_store_bucket },
		{ "OBJ_", nats->book_object_store_bucket },
		{ "OBJ_", nats->encoded_audio_object_store_bucket },
		{ "OBJ_", nats->page_image_object_store_bucket },
		{ "OBJ_", nats->live_audio_object_store_bucket },
		{ "OBJ_", nats->voice_object_store_bucket },
		{ "KV_", nats->wav_aggregator_kv_bucket },
		{ "KV_", nats->listener_kv_bucket },
	};
	struct arena *arena = arena_new();
	bool all = true;
	int64_t last;
	for (int i = 0; i < SAMPLE_BUCKETS && all; i++) {
		sample->buckets[i].name = buckets[i].name;
		all = ask_stream(conn,
			arena_printf(arena, "%s%s", buckets[i].prefix, buckets[i].name),
			&sample->buckets[i].bytes, &last);
	}
	arena_free(&arena);
	return all;
}

static bool take(struct sampler *sampler, struct sample *sample)
{
	struct queue queues[SAMPLE_QUEUES];
	struct err err;
	int64_t bytes;
	struct natsconn *conn = backend_conn(sampler->backend, &err);
	memset(sample, 0, sizeof *sample);
	if (!conn)
		return false;
	list_queues(sampler->nats, queues);
	for (int i = 0; i < SAMPLE_QUEUES; i++) {
		if (!ask_queue(conn, &queues[i], &sample->queues[i]))
			return false;
	}
	if (!ask_stream(
		    conn, sampler->nats->dead_letter_stream_name, &bytes, &sample->dead_letters) ||
		!ask_buckets(conn, sampler->nats, sample))
		return false;
	sample->taken_ms = clock_monotonic_ms();
	return true;
}

/* ---- the thread ---- */

static int64_t tick(void *context)
{
	struct sampler *sampler = context;
	struct sample sample;
	bool valid = take(sampler, &sample);
	pthread_mutex_lock(&sampler->lock);
	sampler->valid = valid;
	sampler->sample = sample;
	pthread_mutex_unlock(&sampler->lock);
	return valid ? EVERY_MS : RETRY_MS;
}

struct sampler *sampler_start(const struct settings *settings, struct backend *backend)
{
	struct sampler *sampler = alloc_zeroed(1, sizeof *sampler);
	sampler->nats = &settings->nats;
	sampler->backend = backend;
	pthread_mutex_init(&sampler->lock, NULL);
	sampler->ticker = ticker_start(tick, sampler);
	return sampler;
}

void sampler_stop(struct sampler **sampler)
{
	struct sampler *it = *sampler;
	if (!it)
		return;
	ticker_stop(&it->ticker);
	pthread_mutex_destroy(&it->lock);
	alloc_free(sampler);
}

bool sampler_read(struct sampler *sampler, struct sample *ret_sample)
{
	struct err err;
	pthread_mutex_lock(&sampler->lock);
	*ret_sample = sampler->sample;
	bool valid = sampler->valid;
	pthread_mutex_unlock(&sampler->lock);
	/* While the broker is away, an old sample must not be passed off as current. */
	return valid && backend_conn(sampler->backend, &err);
}
