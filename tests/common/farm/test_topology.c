/* test_topology.c: created once, left alone if it fits, refused by name if it does not. */
#include "tests/common/nats/nats_farm.h"

#include "common/farm/topology_parts.h"

#include <pthread.h>
#include <string.h>

static int start(void **state)
{
	(void)state;
	nats_server_start(&server);
	farm_connect();
	return 0;
}

/* Deletes every stream of the server. */
static int clear(void **state)
{
	(void)state;
	jsStreamNamesList *names = NULL;
	if (js_StreamNames(&names, natsconn_js(conn), NULL, NULL) != NATS_OK)
		return 0; /* there are none */
	for (int i = 0; i < names->Count; i++)
		js_DeleteStream(natsconn_js(conn), names->List[i], NULL, NULL);
	jsStreamNamesList_Destroy(names);
	return 0;
}

static void add_stream(const char *name, const char *subject, void (*alter)(jsStreamConfig *config))
{
	jsStreamConfig config;
	const char *subjects[] = { subject };
	jsStreamConfig_Init(&config);
	config.Name = name;
	config.Subjects = subjects;
	config.SubjectsLen = 1;
	config.Retention = js_WorkQueuePolicy;
	if (alter)
		alter(&config);
	assert_int_equal(js_AddStream(NULL, natsconn_js(conn), &config, NULL, NULL), NATS_OK);
}

static jsStreamInfo *stream(const char *name)
{
	jsStreamInfo *info = NULL;
	assert_int_equal(js_GetStreamInfo(&info, natsconn_js(conn), name, NULL, NULL), NATS_OK);
	return info;
}

static void assert_refused(const char *first, const char *second)
{
	assert_int_equal(topology_ensure(conn, &err), -1);
	if (err.kind != ERR_INVALID || !strstr(err.text, first) || !strstr(err.text, second))
		fail_msg("%s: %s", err_kind_name(err.kind), err.text);
}

/* Checks that the oldest messages make room for new ones. */
static void assert_bounded(const char *name, int64_t bytes)
{
	jsStreamInfo *info = stream(name);
	assert_int_equal(info->Config->MaxBytes, bytes);
	assert_int_equal(info->Config->Discard, js_DiscardOld);
	jsStreamInfo_Destroy(info);
}

static void assert_event_stream(
	const char *name, jsRetentionPolicy retention, const char *first, const char *second)
{
	jsStreamInfo *info = stream(name);
	assert_int_equal(info->Config->Retention, retention);
	assert_int_equal(info->Config->Storage, js_FileStorage);
	/* Nothing is discarded to make room, unless a limit is set. */
	assert_int_equal(
		info->Config->Discard, info->Config->MaxBytes > 0 ? js_DiscardOld : js_DiscardNew);
	assert_int_equal(info->Config->SubjectsLen, second ? 2 : 1);
	assert_string_equal(info->Config->Subjects[0], first);
	if (second)
		assert_string_equal(info->Config->Subjects[1], second);
	jsStreamInfo_Destroy(info);
}

static void assert_consumer(const char *stream_name, const char *name, const char *filter)
{
	jsConsumerInfo *info = NULL;
	assert_int_equal(
		js_GetConsumerInfo(&info, natsconn_js(conn), stream_name, name, NULL, NULL),
		NATS_OK);
	assert_string_equal(info->Config->Durable, name);
	assert_string_equal(info->Config->FilterSubject, filter);
	assert_int_equal(info->Config->AckPolicy, js_AckExplicit);
	assert_int_equal(info->Config->MaxDeliver, -1);
	assert_int_equal(info->Config->AckWait, settings->nats.ack_wait_seconds * 1000000000);
	/* Waiting messages count as pending, and there may be many. */
	assert_int_equal(info->Config->MaxAckPending, 1000000);
	jsConsumerInfo_Destroy(info);
}

static void assert_bucket(const char *name, const char *first, int subjects, bool ages)
{
	jsStreamInfo *info = stream(name);
	assert_int_equal(info->Config->Retention, js_LimitsPolicy);
	assert_int_equal(info->Config->Discard, js_DiscardNew);
	assert_int_equal(info->Config->SubjectsLen, subjects);
	assert_string_equal(info->Config->Subjects[0], first);
	assert_true(info->Config->AllowRollup);
	assert_true(info->Config->AllowDirect);
	int64_t age = settings->nats.intermediate_ttl_hours * INT64_C(3600000000000);
	assert_int_equal(info->Config->MaxAge, ages ? age : 0);
	jsStreamInfo_Destroy(info);
}

static void everything_is_made(void **state)
{
	(void)state;
	assert_ok(topology_ensure(conn, &err), err);
	assert_event_stream("PDF_JOBS", js_WorkQueuePolicy, "pdf.created", NULL);
	assert_event_stream("PNG_PROCESSING", js_WorkQueuePolicy, "png.created", NULL);
	assert_event_stream("TTS_JOBS", js_WorkQueuePolicy, "text.processed", NULL);
	assert_event_stream(
		"AUDIO_PROCESSING", js_WorkQueuePolicy, "audio.chunk.created", "wav.created");
	assert_event_stream("FINAL_AUDIO", js_LimitsPolicy, "final.audio.created", "audio.encoded");
	assert_event_stream("AUDIO_ENCODING", js_WorkQueuePolicy, "audio.encode", NULL);
	assert_event_stream("DEAD_LETTERS", js_LimitsPolicy, "dead.letter", NULL);
	assert_bounded("DEAD_LETTERS", INT64_C(256) << 20);
	assert_consumer("PDF_JOBS", "pdf-workers", "pdf.created");
	assert_consumer("PNG_PROCESSING", "png-text-workers", "png.created");
	assert_consumer("TTS_JOBS", "tts-workers", "text.processed");
	assert_consumer("AUDIO_PROCESSING", "pcm-to-wav-workers", "audio.chunk.created");
	assert_consumer("AUDIO_PROCESSING", "wav-aggregator-workers", "wav.created");
	assert_consumer("AUDIO_ENCODING", "audio-encoder-workers", "audio.encode");
	assert_consumer("PAGE_IMAGING", "page-image-workers", "page.image");
	assert_consumer("LIVE_ENCODING", "live-audio-workers", "audio.live");
	assert_consumer("VOICE_SAMPLING", "voice-sample-workers", "voice.sample");
	assert_bucket("OBJ_PAGE_IMAGES", "$O.PAGE_IMAGES.C.>", 2, true);
	assert_bucket("OBJ_ENCODED_AUDIO_FILES", "$O.ENCODED_AUDIO_FILES.C.>", 2, false);
	assert_bucket("OBJ_PDF_FILES", "$O.PDF_FILES.C.>", 2, false);
	assert_bucket("OBJ_PNG_FILES", "$O.PNG_FILES.C.>", 2, true);
	assert_bucket("OBJ_TEXT_FILES", "$O.TEXT_FILES.C.>", 2, false);
	assert_bucket("OBJ_AUDIO_FILES", "$O.AUDIO_FILES.C.>", 2, true);
	assert_bucket("OBJ_WAV_FILES", "$O.WAV_FILES.C.>", 2, true);
	assert_bucket("OBJ_FINAL_AUDIO_FILES", "$O.FINAL_AUDIO_FILES.C.>", 2, false);
	assert_bucket("OBJ_TIMELINE_FILES", "$O.TIMELINE_FILES.C.>", 2, false);
	assert_bucket("OBJ_BOOK_FILES", "$O.BOOK_FILES.C.>", 2, false);
	assert_bucket("KV_WAV_AGGREGATOR_STATE", "$KV.WAV_AGGREGATOR_STATE.>", 1, false);
	assert_bucket("KV_LISTENER_STATE", "$KV.LISTENER_STATE.>", 1, false);
	jsStreamInfo *info = stream("FINAL_AUDIO");
	assert_int_equal(info->Config->MaxAge, INT64_C(30) * 24 * 3600 * 1000000000);
	jsStreamInfo_Destroy(info);
}

static void keep_for_listeners(jsStreamConfig *config)
{
	config->Retention = js_LimitsPolicy;
	config->Discard = js_DiscardNew;
	config->MaxAge = INT64_C(3600) * 1000000000;
}

/* As created by an earlier version, with a limit that somebody has set. */
static void a_stream_of_before_gets_its_new_subject(void **state)
{
	(void)state;
	add_stream("FINAL_AUDIO", "final.audio.created", keep_for_listeners);
	assert_ok(topology_ensure(conn, &err), err);
	assert_event_stream("FINAL_AUDIO", js_LimitsPolicy, "final.audio.created", "audio.encoded");
	jsStreamInfo *info = stream("FINAL_AUDIO");
	assert_int_equal(info->Config->MaxAge, INT64_C(3600) * 1000000000);
	jsStreamInfo_Destroy(info);
}

/* Sets a limit, as earlier versions or an operator would, and returns what becomes of it. */
static int64_t limit_after_ensuring(int64_t limit)
{
	jsConsumerInfo *info = NULL;
	jsCtx *js = natsconn_js(conn);
	assert_int_equal(
		js_GetConsumerInfo(&info, js, "PDF_JOBS", "pdf-workers", NULL, NULL), NATS_OK);
	info->Config->MaxAckPending = limit;
	assert_int_equal(
		js_UpdateConsumer(NULL, js, "PDF_JOBS", info->Config, NULL, NULL), NATS_OK);
	jsConsumerInfo_Destroy(info);
	assert_ok(topology_ensure(conn, &err), err);
	assert_int_equal(
		js_GetConsumerInfo(&info, js, "PDF_JOBS", "pdf-workers", NULL, NULL), NATS_OK);
	limit = info->Config->MaxAckPending;
	jsConsumerInfo_Destroy(info);
	return limit;
}

static void a_consumer_of_before_lets_more_wait(void **state)
{
	(void)state;
	assert_ok(topology_ensure(conn, &err), err);
	assert_int_equal(limit_after_ensuring(1000), 1000000);
	assert_int_equal(limit_after_ensuring(77), 77);
}

static void a_second_time_changes_nothing(void **state)
{
	(void)state;
	assert_ok(topology_ensure(conn, &err), err);
	assert_ok(natsconn_publish(conn, "wav.created", "{}", 2, NULL, &err), err);
	jsStreamInfo *before = stream("AUDIO_PROCESSING");
	assert_ok(topology_ensure(conn, &err), err);
	jsStreamInfo *after = stream("AUDIO_PROCESSING");
	assert_int_equal(after->Created, before->Created);
	assert_int_equal(after->State.Msgs, 1);
	jsStreamInfo_Destroy(before);
	jsStreamInfo_Destroy(after);
}

enum { THREADS = 8 };

static void *ensure(void *arg)
{
	(void)arg;
	struct natsconn *own = nats_server_connect(settings);
	struct err error;
	char *failure = topology_ensure(own, &error) < 0 ? strdup(error.text) : NULL;
	natsconn_close(&own);
	return failure;
}

static void many_at_once_make_it_once(void **state)
{
	(void)state;
	pthread_t threads[THREADS];
	char *failure = NULL;
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, ensure, NULL);
	for (int i = 0; i < THREADS; i++) {
		void *result;
		pthread_join(threads[i], &result);
		if (result)
			failure = result;
	}
	if (failure)
		fail_msg("%s", failure);
	everything_is_made(state);
}

/* ---- conflicting streams ---- */

static void with_limits(jsStreamConfig *config)
{
	config->Retention = js_LimitsPolicy;
}

static void in_memory(jsStreamConfig *config)
{
	config->Storage = js_MemoryStorage;
}

static void without_acks(jsStreamConfig *config)
{
	config->NoAck = true;
}

static void forgetful(jsStreamConfig *config)
{
	config->MaxMsgs = 10;
	config->Discard = js_DiscardOld;
}

static void limited(jsStreamConfig *config)
{
	config->MaxMsgs = 100000;
	config->Discard = js_DiscardNew;
	config->MaxAge = INT64_C(3600000000000);
}

static void another_retention_is_refused(void **state)
{
	(void)state;
	add_stream("PDF_JOBS", "pdf.created", with_limits);
	assert_refused("stream PDF_JOBS", "it has limits retention, but needs work queue");
	jsStreamInfo *info = stream("PDF_JOBS");
	assert_int_equal(info->Config->Retention, js_LimitsPolicy);
	jsStreamInfo_Destroy(info);
}

static void other_subjects_are_refused(void **state)
{
	(void)state;
	add_stream("AUDIO_PROCESSING", "audio.chunk.created", NULL);
	assert_refused("stream AUDIO_PROCESSING", "but needs subject wav.created");
}

static void wider_subjects_do(void **state)
{
	(void)state;
	add_stream("PNG_PROCESSING", "png.*", NULL);
	assert_ok(topology_ensure(conn, &err), err);
	assert_consumer("PNG_PROCESSING", "png-text-workers", "png.created");
}

static void memory_storage_is_refused(void **state)
{
	(void)state;
	add_stream("TTS_JOBS", "text.processed", in_memory);
	assert_refused("stream TTS_JOBS", "memory storage");
}

static void streams_that_lose_are_refused(void **state)
{
	(void)state;
	add_stream("TTS_JOBS", "text.processed", without_acks);
	assert_refused("stream TTS_JOBS", "no_ack");
	clear(state);
	add_stream("TTS_JOBS", "text.processed", forgetful);
	assert_refused("stream TTS_JOBS", "discard new");
}

static void harmless_limits_are_left_alone(void **state)
{
	(void)state;
	add_stream("PDF_JOBS", "pdf.created", limited);
	assert_ok(topology_ensure(conn, &err), err);
	jsStreamInfo *info = stream("PDF_JOBS");
	assert_int_equal(info->Config->MaxMsgs, 100000);
	jsStreamInfo_Destroy(info);
}

static void a_subject_of_another_stream_is_named(void **state)
{
	(void)state;
	add_stream("SOMEBODY", "wav.>", NULL);
	assert_refused("stream AUDIO_PROCESSING cannot be created",
		"subject wav.created belongs to stream SOMEBODY");
}

static void a_bucket_that_would_not_do_is_refused(void **state)
{
	(void)state;
	add_stream("OBJ_PNG_FILES", "$O.PNG_FILES.>", with_limits);
	assert_refused("stream OBJ_PNG_FILES", "allow_rollup_hdrs");
	clear(state);
	add_stream("KV_WAV_AGGREGATOR_STATE", "$KV.WAV_AGGREGATOR_STATE.>", with_limits);
	assert_refused("stream KV_WAV_AGGREGATOR_STATE", "allow_rollup_hdrs");
}

/* ---- conflicting consumers ---- */

static void add_consumer(void (*alter)(jsConsumerConfig *config))
{
	add_stream("PDF_JOBS", "pdf.created", NULL);
	jsConsumerConfig config;
	jsConsumerConfig_Init(&config);
	config.Durable = "pdf-workers";
	config.AckPolicy = js_AckExplicit;
	config.AckWait = settings->nats.ack_wait_seconds * 1000000000;
	alter(&config);
	assert_int_equal(
		js_AddConsumer(NULL, natsconn_js(conn), "PDF_JOBS", &config, NULL, NULL), NATS_OK);
}

static void with_max_deliver(jsConsumerConfig *config)
{
	config->MaxDeliver = 5;
	config->FilterSubject = "pdf.created";
}

static void with_short_wait(jsConsumerConfig *config)
{
	config->AckWait = 1000000000;
}

static void pushing(jsConsumerConfig *config)
{
	config->DeliverSubject = "somewhere";
}

static void without_filter(jsConsumerConfig *config)
{
	config->FilterSubject = NULL;
}

static void consumers_that_would_not_do_are_refused(void **state)
{
	add_consumer(with_max_deliver);
	assert_refused("consumer pdf-workers of stream PDF_JOBS", "max_deliver 5");
	clear(state);
	add_consumer(with_short_wait);
	assert_refused("consumer pdf-workers of stream PDF_JOBS", "ack_wait 1000 ms");
	clear(state);
	add_consumer(pushing);
	assert_refused("consumer pdf-workers of stream PDF_JOBS", "a pull consumer");
	clear(state);
	add_consumer(without_filter); /* the stream's only subject */
	assert_ok(topology_ensure(conn, &err), err);
}

static void an_unfiltered_consumer_of_two_subjects_is_refused(void **state)
{
	(void)state;
	jsConsumerConfig config;
	assert_ok(topology_ensure(conn, &err), err);
	assert_int_equal(js_DeleteConsumer(natsconn_js(conn), "AUDIO_PROCESSING",
				 "pcm-to-wav-workers", NULL, NULL),
		NATS_OK);
	assert_int_equal(js_DeleteConsumer(natsconn_js(conn), "AUDIO_PROCESSING",
				 "wav-aggregator-workers", NULL, NULL),
		NATS_OK);
	jsConsumerConfig_Init(&config);
	config.Durable = "pcm-to-wav-workers";
	config.AckPolicy = js_AckExplicit;
	config.AckWait = settings->nats.ack_wait_seconds * 1000000000;
	assert_int_equal(
		js_AddConsumer(NULL, natsconn_js(conn), "AUDIO_PROCESSING", &config, NULL, NULL),
		NATS_OK);
	assert_refused("consumer pcm-to-wav-workers of stream AUDIO_PROCESSING",
		"it has no filter, but needs the filter audio.chunk.created");
}

static void a_rival_consumer_is_told(void **state)
{
	(void)state;
	jsConsumerConfig config;
	add_stream("PDF_JOBS", "pdf.created", NULL);
	jsConsumerConfig_Init(&config);
	config.Durable = "rival";
	config.AckPolicy = js_AckExplicit;
	config.FilterSubject = "pdf.created";
	assert_int_equal(
		js_AddConsumer(NULL, natsconn_js(conn), "PDF_JOBS", &config, NULL, NULL), NATS_OK);
	assert_refused("consumer pdf-workers of stream PDF_JOBS cannot be created",
		"takes pdf.created already");
}

/* ---- settings ---- */

static void ensure_with(const char *more, int expected)
{
	struct settings *other = nats_server_settings(&server, more);
	struct natsconn *own = nats_server_connect(other);
	int result = topology_ensure(own, &err);
	natsconn_close(&own);
	settings_free(&other);
	if (result != expected)
		fail_msg("%s", err.text);
}

static void one_stream_may_hold_several_stages(void **state)
{
	(void)state;
	ensure_with("pdf_stream_name = \"ALL\"\npng_stream_name = \"ALL\"\n"
		    "text_stream_name = \"ALL\"\ntts_stream_name = \"ALL\"\n"
		    "audio_processing_stream_name = \"ALL\"\nwav_stream_name = \"ALL\"\n",
		0);
	jsStreamInfo *info = stream("ALL");
	assert_int_equal(info->Config->SubjectsLen, 5);
	jsStreamInfo_Destroy(info);
	assert_consumer("ALL", "tts-workers", "text.processed");
	assert_consumer("ALL", "wav-aggregator-workers", "wav.created");
}

/* The checks of the settings find most of these; topology does not rely on that. */
static void ensure_contradiction(const struct nats_settings *nats, const char *named)
{
	struct natsconn *own = NULL;
	assert_ok(natsconn_open(nats, "test", 10000, &own, &err), err);
	int result = topology_ensure(own, &err);
	natsconn_close(&own);
	assert_int_equal(result, -1);
	assert_int_equal(err.kind, ERR_INVALID);
	if (!strstr(err.text, named))
		fail_msg("%s", err.text);
}

static void contradicting_settings_are_told(void **state)
{
	(void)state;
	struct nats_settings nats = settings->nats;
	nats.final_audio_stream_name = "PDF_JOBS";
	ensure_contradiction(&nats, "final.audio.created");
	nats = settings->nats;
	nats.tts_stream_name = "ELSEWHERE";
	ensure_contradiction(&nats, "ELSEWHERE");
}

static void replicas_without_a_cluster_are_told(void **state)
{
	(void)state;
	ensure_with("replicas = 3\n", -1);
	assert_int_equal(err.kind, ERR_INVALID);
	assert_non_null(strstr(err.text, "PDF_JOBS"));
}

static void subjects_are_covered_by_patterns(void **state)
{
	(void)state;
	assert_true(subject_is_covered("a.b", "a.b"));
	assert_true(subject_is_covered("a.b", "a.*"));
	assert_true(subject_is_covered("a.b", "*.b"));
	assert_true(subject_is_covered("a.b", "a.>"));
	assert_true(subject_is_covered("a.b", ">"));
	assert_true(subject_is_covered("$O.B.C.>", "$O.B.C.>"));
	assert_true(subject_is_covered("$O.B.C.>", "$O.>"));
	assert_false(subject_is_covered("$O.B.C.>", "$O.B.C.*"));
	assert_false(subject_is_covered("a.b", "a"));
	assert_false(subject_is_covered("a", "a.b"));
	assert_false(subject_is_covered("a", "a.>"));
	assert_false(subject_is_covered("a.b", "a.bc"));
	assert_false(subject_is_covered("a.bc", "a.b"));
	assert_false(subject_is_covered("a.b.c", "a.*"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(subjects_are_covered_by_patterns),
		cmocka_unit_test_setup(everything_is_made, clear),
		cmocka_unit_test_setup(a_stream_of_before_gets_its_new_subject, clear),
		cmocka_unit_test_setup(a_consumer_of_before_lets_more_wait, clear),
		cmocka_unit_test_setup(a_second_time_changes_nothing, clear),
		cmocka_unit_test_setup(many_at_once_make_it_once, clear),
		cmocka_unit_test_setup(another_retention_is_refused, clear),
		cmocka_unit_test_setup(other_subjects_are_refused, clear),
		cmocka_unit_test_setup(wider_subjects_do, clear),
		cmocka_unit_test_setup(memory_storage_is_refused, clear),
		cmocka_unit_test_setup(streams_that_lose_are_refused, clear),
		cmocka_unit_test_setup(harmless_limits_are_left_alone, clear),
		cmocka_unit_test_setup(a_subject_of_another_stream_is_named, clear),
		cmocka_unit_test_setup(a_bucket_that_would_not_do_is_refused, clear),
		cmocka_unit_test_setup(consumers_that_would_not_do_are_refused, clear),
		cmocka_unit_test_setup(an_unfiltered_consumer_of_two_subjects_is_refused, clear),
		cmocka_unit_test_setup(a_rival_consumer_is_told, clear),
		cmocka_unit_test_setup(one_stream_may_hold_several_stages, clear),
		cmocka_unit_test_setup(contradicting_settings_are_told, clear),
		cmocka_unit_test_setup(replicas_without_a_cluster_are_told, clear),
	};
	return cmocka_run_group_tests(tests, start, farm_stop);
}
