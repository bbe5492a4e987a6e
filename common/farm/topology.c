/* topology.c: what the farm needs from JetStream, derived from the settings. */
#include "common/farm/topology.h"

#include "common/base/arena.h"
#include "common/base/timestamp.h"
#include "common/farm/topology_parts.h"
#include "common/nats/internal.h"
#include "common/nats/kv.h"

#include <string.h>

enum {
	RETRY_MS = 30000,
	MAX_STREAMS = 11,
};

#define NS_PER_S    INT64_C(1000000000)
#define NS_PER_HOUR (3600 * NS_PER_S)
#define NS_PER_DAY  (24 * NS_PER_HOUR)

struct plan {
	const struct nats_settings *settings;
	struct stream_plan streams[MAX_STREAMS];
	size_t count;
};

/* ---- streams of events ---- */

static struct stream_plan *find(struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (strcmp(plan->streams[i].name, name) == 0)
			return &plan->streams[i];
	}
	return NULL;
}

static bool has_subject(const struct stream_plan *stream, const char *subject)
{
	for (int i = 0; i < stream->subject_count; i++) {
		if (strcmp(stream->subjects[i], subject) == 0)
			return true;
	}
	return false;
}

/* The settings may put several subjects on one stream. */
static int add(struct plan *plan, const char *name, const char *subject,
	jsRetentionPolicy retention, int64_t max_age, int64_t max_bytes, struct err *err)
{
	struct stream_plan *stream = find(plan, name);
	if (!stream) {
		stream = &plan->streams[plan->count++];
		stream->name = name;
		stream->retention = retention;
		stream->max_age = max_age;
		stream->max_bytes = max_bytes;
		stream->replicas = plan->settings->replicas;
		/* Only streams kept for listeners may grow: a work queue that lacks a subject may
		 * belong to someone else. */
		stream->may_grow = retention == js_LimitsPolicy;
	}
	if (stream->retention != retention)
		return err_set(err, ERR_INVALID,
			"[nats]: stream %s cannot be a work queue and also keep %s for late "
			"subscribers: name two streams",
			name, retention == js_LimitsPolicy ? subject : stream->subjects[0]);
	if (!has_subject(stream, subject))
		stream->subjects[stream->subject_count++] = subject;
	return 0;
}

static int plan_streams(struct plan *plan, struct err *err)
{
	const struct nats_settings *s = plan->settings;
	const struct {
		const char *stream, *subject;
		jsRetentionPolicy retention;
		int64_t max_age, max_bytes;
	} rows[] = {
		{ s->pdf_stream_name, s->pdf_created_subject, js_WorkQueuePolicy, 0, 0 },
		{ s->png_stream_name, s->png_created_subject, js_WorkQueuePolicy, 0, 0 },
		{ s->text_stream_name, s->text_processed_subject, js_WorkQueuePolicy, 0, 0 },
		{ s->audio_processing_stream_name, s->audio_chunk_created_subject,
			js_WorkQueuePolicy, 0, 0 },
		{ s->wav_stream_name, s->wav_created_subject, js_WorkQueuePolicy, 0, 0 },
		{ s->final_audio_stream_name, s->final_audio_created_subject, js_LimitsPolicy,
			30 * NS_PER_DAY, 0 },
		/* Must follow final_audio_created_subject: streams created by earlier versions have
		 * only that one. */
		{ s->final_audio_stream_name, s->audio_encoded_subject, js_LimitsPolicy,
			30 * NS_PER_DAY, 0 },
		{ s->encoding_stream_name, s->encode_requested_subject, js_WorkQueuePolicy, 0, 0 },
		/* Nobody waits longer for a page image. */
		{ s->page_image_stream_name, s->page_image_requested_subject, js_WorkQueuePolicy,
			15 * NS_PER_S, 0 },
		/* Nor for audio. */
		{ s->live_stream_name, s->live_requested_subject, js_WorkQueuePolicy, 15 * NS_PER_S,
			0 },
		{ s->voice_sample_stream_name, s->voice_sample_requested_subject,
			js_WorkQueuePolicy, 15 * NS_PER_S, 0 },
		{ s->dead_letter_stream_name, s->dead_letter_subject, js_LimitsPolicy,
			90 * NS_PER_DAY, s->dead_letter_max_mb << 20 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (add(plan, rows[i].stream, rows[i].subject, rows[i].retention, rows[i].max_age,
			    rows[i].max_bytes, err) < 0)
			return -1;
	}
	if (strcmp(s->text_stream_name, s->tts_stream_name) != 0)
		return err_set(err, ERR_INVALID,
			"[nats]: %s is published to text_stream_name (%s) and read from "
			"tts_stream_name (%s): they must be the same stream",
			s->text_processed_subject, s->text_stream_name, s->tts_stream_name);
	return 0;
}

static int ensure_streams(struct natsconn *conn, int64_t deadline_ms, struct err *err)
{
	struct plan plan = { .settings = natsconn_settings(conn) };
	if (plan_streams(&plan, err) < 0)
		return -1;
	for (size_t i = 0; i < plan.count; i++) {
		if (stream_ensure(conn, &plan.streams[i], deadline_ms, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- consumers ---- */

static int ensure_consumers(struct natsconn *conn, int64_t deadline_ms, struct err *err)
{
	const struct nats_settings *s = natsconn_settings(conn);
	const struct consumer_plan consumers[] = {
		{ s->pdf_stream_name, s->pdf_consumer_name, s->pdf_created_subject },
		{ s->png_stream_name, s->png_consumer_name, s->png_created_subject },
		{ s->tts_stream_name, s->tts_consumer_name, s->text_processed_subject },
		{ s->audio_processing_stream_name, s->audio_processing_consumer_name,
			s->audio_chunk_created_subject },
		{ s->wav_stream_name, s->wav_consumer_name, s->wav_created_subject },
		{ s->encoding_stream_name, s->encoding_consumer_name, s->encode_requested_subject },
		{ s->page_image_stream_name, s->page_image_consumer_name,
			s->page_image_requested_subject },
		{ s->live_stream_name, s->live_consumer_name, s->live_requested_subject },
		{ s->voice_sample_stream_name, s->voice_sample_consumer_name,
			s->voice_sample_requested_subject },
	};
	for (size_t i = 0; i < sizeof consumers / sizeof *consumers; i++) {
		if (consumer_ensure(conn, &consumers[i], s->ack_wait_seconds * NS_PER_S,
			    deadline_ms, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- buckets ---- */

/* As laid out in ADR-20. */
static int ensure_object_bucket(struct natsconn *conn, const char *bucket, int64_t max_age,
	int64_t deadline_ms, struct err *err)
{
	struct arena *arena = arena_new();
	struct stream_plan plan = {
		.name = arena_printf(arena, "OBJ_%s", bucket),
		.subjects = { arena_printf(arena, "$O.%s.C.>", bucket),
			arena_printf(arena, "$O.%s.M.>", bucket) },
		.subject_count = 2,
		.retention = js_LimitsPolicy,
		.max_age = max_age,
		.replicas = natsconn_settings(conn)->replicas,
		.bucket = STREAM_OBJECTS,
	};
	int result = stream_ensure(conn, &plan, deadline_ms, err);
	arena_free(&arena);
	return result;
}

/* As laid out in ADR-8. */
static int ensure_kv_bucket(
	struct natsconn *conn, const char *bucket, int64_t deadline_ms, struct err *err)
{
	struct arena *arena = arena_new();
	struct stream_plan plan = {
		.name = kv_stream(arena, bucket),
		.subjects = { kv_subject(arena, bucket, ">") },
		.subject_count = 1,
		.retention = js_LimitsPolicy,
		.replicas = natsconn_settings(conn)->replicas,
		.bucket = STREAM_KEYS,
	};
	int result = stream_ensure(conn, &plan, deadline_ms, err);
	arena_free(&arena);
	return result;
}

static int ensure_buckets(struct natsconn *conn, int64_t deadline_ms, struct err *err)
{
	const struct nats_settings *s = natsconn_settings(conn);
	int64_t ttl = s->intermediate_ttl_hours * NS_PER_HOUR;
	const struct {
		const char *bucket;
		int64_t max_age;
	} rows[] = {
		{ s->pdf_object_store_bucket, 0 },
		{ s->png_object_store_bucket, ttl },
		{ s->text_object_store_bucket, 0 },
		{ s->audio_object_store_bucket, ttl },
		{ s->wav_object_store_bucket, ttl },
		{ s->final_audio_object_store_bucket, 0 },
		{ s->timeline_object_store_bucket, 0 },
		{ s->book_object_store_bucket, 0 },
		{ s->encoded_audio_object_store_bucket, 0 },
		{ s->page_image_object_store_bucket, s->page_image_ttl_hours * NS_PER_HOUR },
		{ s->live_audio_object_store_bucket, s->live_audio_ttl_hours * NS_PER_HOUR },
		{ s->voice_object_store_bucket, s->voice_file_ttl_hours * NS_PER_HOUR },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (ensure_object_bucket(conn, rows[i].bucket, rows[i].max_age, deadline_ms, err) <
			0)
			return -1;
	}
	if (ensure_kv_bucket(conn, s->wav_aggregator_kv_bucket, deadline_ms, err) < 0)
		return -1;
	return ensure_kv_bucket(conn, s->listener_kv_bucket, deadline_ms, err);
}

int topology_ensure(struct natsconn *conn, struct err *err)
{
	int64_t deadline_ms = clock_monotonic_ms() + RETRY_MS;
	if (ensure_streams(conn, deadline_ms, err) < 0)
		return -1;
	if (ensure_consumers(conn, deadline_ms, err) < 0)
		return -1;
	return ensure_buckets(conn, deadline_ms, err);
}
