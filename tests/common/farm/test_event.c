/* test_event.c: what other programs may send, and that what is written reads back. */
#include "unit.h"

#include "common/base/pageset.h"
#include "common/base/timestamp.h"
#include "common/base/uuid.h"
#include "common/farm/event.h"

#define HEADER                                                                        \
	"\"header\":{\"timestamp\":\"2026-01-02T03:04:05Z\",\"workflowId\":\"wf-1\"," \
	"\"userId\":\"J\xc3\xb6rg\",\"tenantId\":\"acme\",\"eventId\":\"e1\"}"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static struct event *parse(enum event_type type, const char *json)
{
	struct event *event = NULL;
	struct err err = { 0 };
	if (event_parse(type, json, strlen(json), arena, &event, &err) < 0)
		fail_msg("%s: %s", json, err.text);
	assert_int_equal(event->type, type);
	return event;
}

static void assert_refused(enum event_type type, const char *json, const char *why)
{
	struct event *event = NULL;
	struct err err = { 0 };
	if (event_parse(type, json, strlen(json), arena, &event, &err) == 0)
		fail_msg("taken: %s", json);
	assert_null(event);
	assert_err(err, ERR_INVALID, why);
}

static void names_of_types(void **state)
{
	(void)state;
	static const char *const names[] = { "PDFCreatedEvent", "PNGCreatedEvent",
		"TextProcessedEvent", "AudioChunkCreatedEvent", "WavFileCreatedEvent",
		"FinalAudioCreatedEvent", "AudioEncodeRequestedEvent", "AudioEncodedEvent",
		"PageImageRequestedEvent", "LiveSegmentRequestedEvent", "DeadLetterEvent",
		"VoiceSampleRequestedEvent" };
	for (int type = 0; type < EVENT_TYPE_COUNT; type++)
		assert_string_equal(event_type_name((enum event_type)type), names[type]);
}

static void reads_a_pdf_event(void **state)
{
	(void)state;
	struct event *e = parse(EVENT_PDF_CREATED,
		"{" HEADER ",\"pdfKey\":\"acme/wf-1/source.pdf\",\"somethingElse\":[1]}");
	assert_string_equal(e->header.timestamp, "2026-01-02T03:04:05Z");
	assert_string_equal(e->header.workflow_id, "wf-1");
	assert_string_equal(e->header.user_id, "J\xc3\xb6rg");
	assert_string_equal(e->header.tenant_id, "acme");
	assert_string_equal(e->header.event_id, "e1");
	assert_string_equal(e->key, "acme/wf-1/source.pdf");
	assert_int_equal(e->next_page, 0);
	assert_false(e->slow);
	assert_false(e->augmentation.present);
	e = parse(EVENT_PDF_CREATED,
		"{" HEADER ",\"pdfKey\":\"k\",\"nextPage\":17,\"slow\":true,\"augmentation\":{"
		"\"commentary\":{\"enabled\":true,\"customInstructions\":\"be brief\"},"
		"\"summary\":{\"enabled\":true,\"placement\":\"bottom\"}}}");
	assert_int_equal(e->next_page, 17);
	assert_true(e->slow);
	assert_true(
		e->augmentation.present && e->augmentation.commentary && e->augmentation.summary);
	assert_string_equal(e->augmentation.commentary_instructions, "be brief");
	assert_string_equal(e->augmentation.summary_placement, "bottom");
	assert_null(e->augmentation.summary_instructions);
}

static void reads_page_events(void **state)
{
	(void)state;
	struct event *e = parse(EVENT_PNG_CREATED,
		"{" HEADER ",\"pngKey\":\"p\",\"pageNumber\":3,\"totalPages\":3,"
		"\"augmentation\":{}}");
	assert_string_equal(e->key, "p");
	assert_int_equal(e->page_number, 3);
	assert_int_equal(e->total_pages, 3);
	assert_true(e->augmentation.present);
	assert_false(e->augmentation.commentary);
	e = parse(EVENT_AUDIO_CHUNK_CREATED,
		"{" HEADER ",\"audioKey\":\"a\",\"pageNumber\":1,\"totalPages\":2}");
	assert_string_equal(e->key, "a");
	e = parse(EVENT_WAV_FILE_CREATED,
		"{" HEADER ",\"wavKey\":\"w\",\"pageNumber\":1,\"totalPages\":1000000}");
	assert_int_equal(e->total_pages, PAGESET_MAX_PAGE);
	e = parse(EVENT_FINAL_AUDIO_CREATED, "{" HEADER ",\"finalAudioKey\":\"f\"}");
	assert_string_equal(e->key, "f");
}

static void reads_speech_parameters(void **state)
{
	(void)state;
	struct event *e = parse(EVENT_TEXT_PROCESSED,
		"{" HEADER ",\"textKey\":\"t\",\"pngKey\":\"p\",\"pageNumber\":1,\"totalPages\":1,"
		"\"voice\":\"en-gb\",\"seed\":42,\"topP\":0.9,\"temperature\":null}");
	assert_string_equal(e->key, "t");
	assert_string_equal(e->png_key, "p");
	assert_string_equal(e->speech.voice, "en-gb");
	assert_true(e->speech.has_seed && e->speech.has_top_p);
	assert_int_equal(e->speech.seed, 42);
	assert_true(e->speech.top_p == 0.9);
	assert_false(
		e->speech.has_ngl || e->speech.has_repetition_penalty || e->speech.has_temperature);
}

static void refuses_bad_headers(void **state)
{
	(void)state;
	const enum event_type type = EVENT_FINAL_AUDIO_CREATED;
	static const struct {
		const char *header, *why;
	} cases[] = {
		{ "\"x\":1", "header: missing" },
		{ "\"header\":[]", "header: must be an object" },
		{ "\"header\":{}", "header.timestamp: missing" },
		{ "\"header\":{\"timestamp\":5}", "header.timestamp: must be a string" },
		{ "\"header\":{\"timestamp\":\"\"}", "header.workflowId: missing" },
		{ "\"header\":{\"timestamp\":\"\",\"workflowId\":\"a/b\"}",
			"header.workflowId: must be 1 to 64 of A-Z, a-z, 0-9, _ and -" },
		{ "\"header\":{\"timestamp\":\"\",\"workflowId\":\"\"}",
			"header.workflowId: must be 1 to 64 of A-Z, a-z, 0-9, _ and -" },
		{ "\"header\":{\"timestamp\":\"\",\"workflowId\":\"a\"}",
			"header.userId: missing" },
		{ "\"header\":{\"timestamp\":\"\",\"workflowId\":\"a\",\"userId\":\"\"}",
			"header.tenantId: missing" },
		{ "\"header\":{\"timestamp\":\"\",\"workflowId\":\"a\",\"userId\":\"\","
		  "\"tenantId\":\"..\"}",
			"header.tenantId: must be 1 to 64 of A-Z, a-z, 0-9, _ and -" },
		{ "\"header\":{\"timestamp\":\"\",\"workflowId\":\"a\",\"userId\":\"\","
		  "\"tenantId\":\"t\"}",
			"header.eventId: missing" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char json[400], why[200];
		snprintf(json, sizeof json, "{%s,\"finalAudioKey\":\"f\"}", cases[i].header);
		snprintf(why, sizeof why, "FinalAudioCreatedEvent: %s", cases[i].why);
		assert_refused(type, json, why);
	}
	char json[600];
	snprintf(json, sizeof json, "{\"header\":{\"timestamp\":\"%0257d\"}}", 0);
	assert_refused(
		type, json, "FinalAudioCreatedEvent: header.timestamp: longer than 256 bytes");
	assert_refused(type, "nonsense", "FinalAudioCreatedEvent: not JSON (near byte 0)");
}

static void refuses_bad_fields(void **state)
{
	(void)state;
	static const struct {
		enum event_type type;
		const char *fields, *why;
	} cases[] = {
		{ EVENT_PDF_CREATED, "\"x\":1", "pdfKey: missing" },
		{ EVENT_PDF_CREATED, "\"pdfKey\":1", "pdfKey: must be a string" },
		{ EVENT_PDF_CREATED, "\"pdfKey\":\"\"", "pdfKey: must not be empty" },
		{ EVENT_PDF_CREATED, "\"pdfKey\":\"caf\xc3\xa9\"",
			"pdfKey: must be printable ASCII" },
		{ EVENT_PDF_CREATED, "\"pdfKey\":\"a\\nb\"", "pdfKey: must be printable ASCII" },
		{ EVENT_PDF_CREATED, "\"pdfKey\":\"k\",\"nextPage\":0",
			"nextPage: must be from 1 to 1000000" },
		{ EVENT_PDF_CREATED, "\"pdfKey\":\"k\",\"nextPage\":\"2\"",
			"nextPage: must be a number" },
		{ EVENT_PDF_CREATED, "\"pdfKey\":\"k\",\"augmentation\":true",
			"augmentation: must be an object" },
		{ EVENT_PDF_CREATED, "\"pdfKey\":\"k\",\"augmentation\":{\"commentary\":1}",
			"augmentation.commentary: must be an object" },
		{ EVENT_PDF_CREATED,
			"\"pdfKey\":\"k\",\"augmentation\":{\"commentary\":{\"enabled\":1}}",
			"augmentation.commentary.enabled: must be true or false" },
		{ EVENT_PNG_CREATED,
			"\"pngKey\":\"k\",\"pageNumber\":1,\"totalPages\":1,"
			"\"augmentation\":{\"summary\":{\"placement\":\"left\"}}",
			"augmentation.summary.placement: must be \"top\" or \"bottom\"" },
		{ EVENT_PNG_CREATED,
			"\"pngKey\":\"k\",\"pageNumber\":1,\"totalPages\":1,"
			"\"augmentation\":{\"summary\":{\"customInstructions\":[]}}",
			"augmentation.summary.customInstructions: must be a string" },
		{ EVENT_PNG_CREATED, "\"pngKey\":\"k\"", "pageNumber: missing" },
		{ EVENT_PNG_CREATED, "\"pngKey\":\"k\",\"pageNumber\":1", "totalPages: missing" },
		{ EVENT_PNG_CREATED, "\"pngKey\":\"k\",\"pageNumber\":0,\"totalPages\":1",
			"pageNumber: must be from 1 to 1000000" },
		{ EVENT_PNG_CREATED, "\"pngKey\":\"k\",\"pageNumber\":1.5,\"totalPages\":2",
			"pageNumber: must be a whole number" },
		{ EVENT_PNG_CREATED, "\"pngKey\":\"k\",\"pageNumber\":6,\"totalPages\":5",
			"pageNumber: 6 is beyond totalPages 5" },
		{ EVENT_WAV_FILE_CREATED,
			"\"wavKey\":\"k\",\"pageNumber\":1,\"totalPages\":1000001",
			"totalPages: must be from 1 to 1000000" },
		{ EVENT_AUDIO_CHUNK_CREATED, "\"wavKey\":\"k\"", "audioKey: missing" },
		{ EVENT_TEXT_PROCESSED, "\"textKey\":\"k\",\"pageNumber\":1,\"totalPages\":1",
			"pngKey: missing" },
		{ EVENT_TEXT_PROCESSED,
			"\"textKey\":\"k\",\"pngKey\":\"p\",\"pageNumber\":1,\"totalPages\":1,"
			"\"voice\":7",
			"voice: must be a string" },
		{ EVENT_TEXT_PROCESSED,
			"\"textKey\":\"k\",\"pngKey\":\"p\",\"pageNumber\":1,\"totalPages\":1,"
			"\"seed\":0.5",
			"seed: must be a whole number" },
		{ EVENT_TEXT_PROCESSED,
			"\"textKey\":\"k\",\"pngKey\":\"p\",\"pageNumber\":1,\"totalPages\":1,"
			"\"ngl\":3000000000",
			"ngl: must be from -2147483648 to 2147483647" },
		{ EVENT_TEXT_PROCESSED,
			"\"textKey\":\"k\",\"pngKey\":\"p\",\"pageNumber\":1,\"totalPages\":1,"
			"\"temperature\":\"hot\"",
			"temperature: must be a number" },
		{ EVENT_DEAD_LETTER, "\"reason\":\"r\"", "stage: missing" },
		{ EVENT_DEAD_LETTER,
			"\"stage\":\"tts\",\"reason\":\"r\",\"subject\":\"s\",\"original\":\"\","
			"\"attempts\":-1",
			"attempts: must be from 0 to 2147483647" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char json[600], why[200];
		snprintf(json, sizeof json, "{" HEADER ",%s}", cases[i].fields);
		/* Close the objects that a case leaves open. */
		if (strchr(cases[i].fields, '{')) {
			size_t open = 0;
			for (const char *p = json; *p; p++)
				open += (*p == '{') - (size_t)(*p == '}');
			while (open--)
				strcat(json, "}");
		}
		snprintf(why, sizeof why, "%s: %s", event_type_name(cases[i].type), cases[i].why);
		assert_refused(cases[i].type, json, why);
	}
}

static void refuses_long_keys(void **state)
{
	(void)state;
	char json[1000];
	snprintf(json, sizeof json, "{" HEADER ",\"finalAudioKey\":\"%0512d\"}", 1);
	parse(EVENT_FINAL_AUDIO_CREATED, json);
	snprintf(json, sizeof json, "{" HEADER ",\"finalAudioKey\":\"%0513d\"}", 1);
	assert_refused(EVENT_FINAL_AUDIO_CREATED, json,
		"FinalAudioCreatedEvent: finalAudioKey: longer than 512 bytes");
}

/* ---- writing ---- */

static void assert_same_string(const char *a, const char *b)
{
	assert_int_equal(a == NULL, b == NULL);
	if (a)
		assert_string_equal(a, b);
}

static void assert_same_augmentation(const struct augmentation *a, const struct augmentation *b)
{
	assert_int_equal(a->present, b->present);
	assert_int_equal(a->commentary, b->commentary);
	assert_same_string(a->commentary_instructions, b->commentary_instructions);
	assert_int_equal(a->summary, b->summary);
	assert_same_string(a->summary_placement, b->summary_placement);
	assert_same_string(a->summary_instructions, b->summary_instructions);
}

static void assert_same_speech(const struct speech *a, const struct speech *b)
{
	assert_same_string(a->voice, b->voice);
	assert_int_equal(a->has_speed, b->has_speed);
	assert_int_equal(a->speed, b->speed);
	assert_int_equal(a->has_seed, b->has_seed);
	assert_int_equal(a->has_ngl, b->has_ngl);
	assert_int_equal(a->has_top_p, b->has_top_p);
	assert_int_equal(a->has_repetition_penalty, b->has_repetition_penalty);
	assert_int_equal(a->has_temperature, b->has_temperature);
	assert_int_equal(a->seed, b->seed);
	assert_int_equal(a->ngl, b->ngl);
	assert_true(a->top_p == b->top_p);
	assert_true(a->repetition_penalty == b->repetition_penalty);
	assert_true(a->temperature == b->temperature);
}

static void assert_round_trip(const struct event *a)
{
	const struct event *b = parse(a->type, event_format(a, arena));
	assert_same_string(a->header.timestamp, b->header.timestamp);
	assert_same_string(a->header.workflow_id, b->header.workflow_id);
	assert_same_string(a->header.user_id, b->header.user_id);
	assert_same_string(a->header.tenant_id, b->header.tenant_id);
	assert_same_string(a->header.event_id, b->header.event_id);
	assert_same_string(a->key, b->key);
	assert_same_string(a->png_key, b->png_key);
	assert_int_equal(a->page_number, b->page_number);
	assert_int_equal(a->total_pages, b->total_pages);
	assert_int_equal(a->next_page, b->next_page);
	assert_int_equal(a->slow, b->slow);
	assert_same_augmentation(&a->augmentation, &b->augmentation);
	assert_same_speech(&a->speech, &b->speech);
	assert_same_string(a->stage, b->stage);
	assert_same_string(a->reason, b->reason);
	assert_same_string(a->subject, b->subject);
	assert_same_string(a->original, b->original);
	assert_int_equal(a->attempts, b->attempts);
	assert_int_equal(a->width, b->width);
}

static struct event event_of(enum event_type type)
{
	return (struct event) {
		.type = type,
		.header = { "2026-01-02T03:04:05.678Z", "wf_1", "user \"x\"", "acme", "e-1" },
	};
}

static void what_is_written_reads_back(void **state)
{
	(void)state;
	struct event e = event_of(EVENT_PDF_CREATED);
	e.key = "acme/wf_1/source.pdf";
	assert_round_trip(&e);
	e.next_page = 33;
	e.slow = true;
	e.augmentation = (struct augmentation) { true, true, "a\nb", true, "top", "caf\xc3\xa9" };
	assert_round_trip(&e);
	e = event_of(EVENT_PNG_CREATED);
	e.key = "k";
	e.page_number = 999999;
	e.total_pages = 1000000;
	e.augmentation.present = true;
	assert_round_trip(&e);
	e = event_of(EVENT_TEXT_PROCESSED);
	e.key = "t";
	e.png_key = "p";
	e.page_number = e.total_pages = 1;
	assert_round_trip(&e);
	e.speech = (struct speech) { "en", true, true, true, true, true, true, 160,
		INT64_C(-9007199254740991), -1, 0.1, 1.0 / 3, 2.0 / 3 };
	assert_round_trip(&e);
	for (int type = EVENT_AUDIO_CHUNK_CREATED; type <= EVENT_FINAL_AUDIO_CREATED; type++) {
		e = event_of((enum event_type)type);
		e.key = "k/k k~!";
		if (type != EVENT_FINAL_AUDIO_CREATED)
			e.page_number = e.total_pages = 7;
		assert_round_trip(&e);
	}
}

static void requests_of_pictures(void **state)
{
	(void)state;
	struct event *e = parse(EVENT_PAGE_IMAGE_REQUESTED,
		"{" HEADER ",\"pageNumber\":7,\"width\":800,\"pdfKey\":\"not asked\"}");
	assert_int_equal(e->page_number, 7);
	assert_int_equal(e->width, 800);
	assert_refused(EVENT_PAGE_IMAGE_REQUESTED, "{" HEADER ",\"pageNumber\":7}",
		"PageImageRequestedEvent: width: missing");
	assert_refused(EVENT_PAGE_IMAGE_REQUESTED, "{" HEADER ",\"pageNumber\":0,\"width\":800}",
		"PageImageRequestedEvent: pageNumber: must be from 1 to 1000000");
	assert_refused(EVENT_PAGE_IMAGE_REQUESTED, "{" HEADER ",\"pageNumber\":1,\"width\":-1}",
		"PageImageRequestedEvent: width: must be from 1 to 100000");
	struct event image = event_of(EVENT_PAGE_IMAGE_REQUESTED);
	image.page_number = 3;
	image.width = 320;
	assert_round_trip(&image);
}

static void requests_of_samples(void **state)
{
	(void)state;
	struct event *e = parse(EVENT_VOICE_SAMPLE_REQUESTED, "{" HEADER ",\"voice\":\"joe\"}");
	assert_string_equal(e->speech.voice, "joe");
	assert_null(e->language);
	assert_refused(EVENT_VOICE_SAMPLE_REQUESTED, "{" HEADER ",\"language\":\"de\"}",
		"VoiceSampleRequestedEvent: voice: missing");
	e = parse(EVENT_VOICE_SAMPLE_REQUESTED,
		"{" HEADER ",\"voice\":\"joe\",\"text\":\"GIF\",\"pronunciation\":\"GIF=jif\"}");
	assert_string_equal(e->text, "GIF");
	assert_string_equal(e->pronunciation, "GIF=jif");
	struct event sample = event_of(EVENT_VOICE_SAMPLE_REQUESTED);
	sample.speech.voice = "kokoro:af_heart";
	sample.language = "en-us";
	assert_round_trip(&sample);
}

static void requests_of_segments(void **state)
{
	(void)state;
	static const char said[] =
		"\"segment\":2,\"sampleRate\":22050,\"channels\":1,\"skip\":7,\"samples\":9,\"end\":0";
	char json[1000];
	snprintf(json, sizeof json,
		"{" HEADER ",\"pageNumber\":3,%s,\"source\":\"abc\",\"pages\":\"3:16\"}", said);
	struct event *e = parse(EVENT_LIVE_SEGMENT_REQUESTED, json);
	assert_int_equal(e->page_number, 3);
	assert_int_equal(e->live.segment, 2);
	assert_int_equal(e->live.skip, 7);
	assert_string_equal(e->live.parts, "3:16");
	snprintf(json, sizeof json, "{" HEADER ",\"pageNumber\":3,%s}", said);
	assert_refused(
		EVENT_LIVE_SEGMENT_REQUESTED, json, "LiveSegmentRequestedEvent: source: missing");
	assert_refused(EVENT_LIVE_SEGMENT_REQUESTED, "{" HEADER ",\"pageNumber\":1,\"segment\":-1}",
		"LiveSegmentRequestedEvent: segment: must be from 0 to 1000000");
	struct event segment = event_of(EVENT_LIVE_SEGMENT_REQUESTED);
	segment.page_number = 3;
	segment.live = (struct event_live) { .segment = 1,
		.source = "abc",
		.rate = 22050,
		.channels = 1,
		.samples = 220500,
		.end = 300000 };
	assert_round_trip(&segment);
}

static void requests_and_news_of_files(void **state)
{
	(void)state;
	struct event *e = parse(EVENT_AUDIO_ENCODE_REQUESTED,
		"{" HEADER ",\"finalAudioKey\":\"f\",\"format\":\"m4b\",\"digest\":\"SHA-256=x\","
		"\"request\":\"r\",\"piece\":2,\"pieces\":3}");
	assert_string_equal(e->format, "m4b");
	assert_string_equal(e->digest, "SHA-256=x");
	assert_string_equal(e->request, "r");
	assert_int_equal(e->piece, 2);
	assert_int_equal(e->pieces, 3);
	e = parse(EVENT_AUDIO_ENCODE_REQUESTED,
		"{" HEADER ",\"finalAudioKey\":\"f\",\"format\":\"mp3\"}");
	assert_null(e->digest);
	assert_int_equal(e->pieces, 0);
	assert_refused(EVENT_AUDIO_ENCODE_REQUESTED, "{" HEADER ",\"finalAudioKey\":\"f\"}",
		"AudioEncodeRequestedEvent: format: missing");
	assert_refused(EVENT_AUDIO_ENCODE_REQUESTED,
		"{" HEADER ",\"finalAudioKey\":\"f\",\"format\":\"m4b\",\"piece\":4,\"pieces\":3}",
		"AudioEncodeRequestedEvent: piece: beyond pieces");
	e = parse(EVENT_AUDIO_ENCODED,
		"{" HEADER ",\"encodedAudioKey\":\"k\",\"format\":\"m4b\",\"bytes\":5000000000,"
		"\"seconds\":1.5}");
	assert_string_equal(e->key, "k");
	assert_int_equal(e->bytes, INT64_C(5000000000));
	assert_float_equal(e->seconds, 1.5, 1e-9);
}

static void a_written_event_looks_like_this(void **state)
{
	(void)state;
	struct event e = event_of(EVENT_TEXT_PROCESSED);
	e.key = "t";
	e.png_key = "p";
	e.page_number = 2;
	e.total_pages = 3;
	e.speech.voice = "en";
	e.speech.has_top_p = true;
	e.speech.top_p = 0.95;
	assert_string_equal(event_format(&e, arena),
		"{\"header\":{\"timestamp\":\"2026-01-02T03:04:05.678Z\",\"workflowId\":\"wf_1\","
		"\"userId\":\"user \\\"x\\\"\",\"tenantId\":\"acme\",\"eventId\":\"e-1\"},"
		"\"textKey\":\"t\",\"pngKey\":\"p\",\"pageNumber\":2,\"totalPages\":3,"
		"\"voice\":\"en\",\"topP\":0.95}");
}

static void dead_letters(void **state)
{
	(void)state;
	struct event e = event_of(EVENT_DEAD_LETTER);
	e.stage = "tts";
	e.reason = "killed by SIGSEGV in 3 attempts";
	e.subject = "text.processed";
	e.original = "{\"broken\":";
	e.attempts = 3;
	assert_round_trip(&e);
	/* If the message was not an event, nothing else is known. */
	e.header = (struct event_header) { 0 };
	assert_round_trip(&e);
	e.original = "not \xff UTF-8";
	struct event *back = parse(EVENT_DEAD_LETTER, event_format(&e, arena));
	assert_string_equal(back->original, "not \xef\xbf\xbd UTF-8");
	/* Truncated at 64 KiB, between characters. */
	char *original = arena_alloc(arena, 70001);
	memset(original, 'x', 70000);
	memcpy(original + 65535, "\xc3\xa9", 2);
	e.original = original;
	back = parse(EVENT_DEAD_LETTER, event_format(&e, arena));
	assert_int_equal(strlen(back->original), 65535);
	assert_refused(EVENT_DEAD_LETTER,
		"{\"header\":{\"workflowId\":\"../x\"},\"stage\":\"\",\"reason\":\"\","
		"\"subject\":\"\",\"original\":\"\",\"attempts\":0}",
		"DeadLetterEvent: header.workflowId: must be 1 to 64 of A-Z, a-z, 0-9, _ and -");
}

static void the_next_header(void **state)
{
	(void)state;
	struct event e = event_of(EVENT_PDF_CREATED);
	struct event_header next = event_header_next(&e.header, arena);
	assert_string_equal(next.workflow_id, "wf_1");
	assert_string_equal(next.user_id, "user \"x\"");
	assert_string_equal(next.tenant_id, "acme");
	assert_int_equal(strlen(next.event_id), UUID_SIZE - 1);
	int64_t ms;
	assert_true(timestamp_parse(next.timestamp, &ms));
	assert_string_not_equal(next.event_id, event_header_next(&e.header, arena).event_id);
}

static void safe_names(void **state)
{
	(void)state;
	char name[66];
	assert_true(event_name_is_safe("a"));
	assert_true(event_name_is_safe("0198c0de-AZ_az-09"));
	static const char *const wrong[] = { "", "a b", "a/b", "a.b", "..", "a*", ">",
		"caf\xc3\xa9", "a\n" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(event_name_is_safe(wrong[i]));
	memset(name, 'n', sizeof name);
	name[65] = '\0';
	assert_false(event_name_is_safe(name));
	name[64] = '\0';
	assert_true(event_name_is_safe(name));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(names_of_types),
		TEST(reads_a_pdf_event),
		TEST(reads_page_events),
		TEST(reads_speech_parameters),
		TEST(refuses_bad_headers),
		TEST(refuses_bad_fields),
		TEST(refuses_long_keys),
		TEST(what_is_written_reads_back),
		TEST(requests_of_pictures),
		TEST(requests_of_samples),
		TEST(requests_of_segments),
		TEST(requests_and_news_of_files),
		TEST(a_written_event_looks_like_this),
		TEST(dead_letters),
		TEST(the_next_header),
		TEST(safe_names),
	};
	return RUN(tests);
}
