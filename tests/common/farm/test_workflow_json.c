/* test_workflow_json.c: the value of the KV entry, in both directions. */
#include "unit.h"

#include "common/farm/workflow.h"

static struct workflow *parse(const char *json)
{
	struct workflow *workflow = NULL;
	struct err err = { 0 };
	if (workflow_parse(json, strlen(json), &workflow, &err) < 0)
		fail_msg("%s: %s", json, err.text);
	return workflow;
}

static void assert_same_text(const struct workflow *workflow, const char *expected)
{
	char *text = workflow_format(workflow);
	assert_string_equal(text, expected);
	free(text);
}

#define FULL                                                                                            \
	"{\"workflowId\":\"0198\",\"tenantId\":\"default\",\"userId\":\"anonymous\","                   \
	"\"name\":\"b\xc3\xbc"                                                                          \
	"cher.pdf\",\"pdfKey\":\"default/0198/source.pdf\","                                            \
	"\"status\":\"completed_with_errors\",\"error\":null,"                                          \
	"\"slow\":\"tts\","                                                                             \
	"\"createdAt\":\"2026-01-02T03:04:05.000Z\",\"startedAt\":\"2026-01-02T03:04:06.000Z\","        \
	"\"finishedAt\":\"2026-01-02T03:14:05.000Z\",\"updatedAt\":\"2026-01-02T03:14:05.000Z\","       \
	"\"options\":{\"voice\":\"en-gb\",\"pages\":\"1-40\"},\"totalPages\":50,\"completingPage\":40," \
	"\"received\":\"1-40\",\"blank\":\"29\",\"skipped\":\"41-50\","                                 \
	"\"textSource\":{\"text\":\"1-2,4-30\",\"ocr\":\"32-40\"},\"standIn\":\"7\","                   \
	"\"failed\":[{\"page\":3,\"stage\":\"tts\",\"reason\":\"boom\"},"                               \
	"{\"page\":31,\"stage\":\"png-to-text\",\"reason\":\"killed by SIGSEGV\"}],"                    \
	"\"notes\":[{\"kind\":\"summary\",\"pages\":\"4-6\",\"reason\":\"away\"}],"                     \
	"\"finalAudioKey\":\"default/0198/final.wav\","                                                 \
	"\"audio\":{\"seconds\":7195.400000000001,\"bytes\":9007199254740991,"                          \
	"\"digest\":\"SHA-256=abc=\"}}"

static void a_full_state_reads_and_writes_the_same(void **state)
{
	(void)state;
	struct workflow *w = parse(FULL);
	assert_string_equal(w->id, "0198");
	assert_string_equal(w->name, "b\xc3\xbc"
				     "cher.pdf");
	assert_int_equal(w->status, WORKFLOW_COMPLETED_WITH_ERRORS);
	assert_null(w->error);
	assert_string_equal(w->started_at, "2026-01-02T03:04:06.000Z");
	assert_string_equal(meta_get(&w->options, "voice"), "en-gb");
	assert_int_equal(w->total_pages, 50);
	assert_int_equal(w->completing_page, 40);
	assert_int_equal(pageset_count(&w->received), 40);
	assert_true(pageset_has(&w->blank, 29));
	assert_int_equal(pageset_count(&w->from_text), 29);
	assert_int_equal(pageset_count(&w->from_ocr), 9);
	assert_int_equal(w->failed->next->page, 31);
	assert_null(w->failed->next->next);
	assert_string_equal(w->failed->reason, "boom");
	assert_true(w->audio_seconds == 7195.400000000001);
	assert_int_equal(w->audio_bytes, INT64_C(9007199254740991));
	assert_string_equal(w->audio_digest, "SHA-256=abc=");
	assert_true(workflow_is_complete(w));
	assert_same_text(w, FULL);
	workflow_free(&w);
}

static void pages_that_failed_alike_are_one_element(void **state)
{
	(void)state;
	struct workflow *w = parse(
		"{\"workflowId\":\"w\",\"tenantId\":\"t\",\"userId\":\"u\",\"name\":\"n\",\"pdfKey\":\"k\","
		"\"status\":\"running\",\"createdAt\":\"2026-01-02T03:04:05Z\",\"totalPages\":9,"
		"\"received\":\"1-9\",\"failed\":["
		"{\"pages\":\"2-3,8\",\"stage\":\"tts\",\"reason\":\"mute\"},"
		"{\"page\":5,\"stage\":\"png-to-text\",\"reason\":\"blind\"}]}");
	static const int pages[] = { 2, 3, 5, 8 };
	const struct page_failure *failure = w->failed;
	for (size_t i = 0; i < 4; i++, failure = failure->next) {
		assert_int_equal(failure->page, pages[i]);
		assert_string_equal(failure->reason, pages[i] == 5 ? "blind" : "mute");
	}
	assert_null(failure);
	char *text = workflow_format(w);
	assert_contains(text,
		"\"failed\":[{\"pages\":\"2-3,8\",\"stage\":\"tts\",\"reason\":\"mute\"},"
		"{\"page\":5,\"stage\":\"png-to-text\",\"reason\":\"blind\"}]");
	free(text);
	workflow_free(&w);
}

static void a_new_state_reads_back(void **state)
{
	(void)state;
	struct workflow *w = workflow_new("id", "t", "u", "n.pdf", "t/id/source.pdf");
	char *text = workflow_format(w);
	assert_contains(text, "\"status\":\"queued\",\"error\":null");
	assert_contains(text, "\"startedAt\":null,\"finishedAt\":null");
	assert_contains(text,
		"\"options\":{},\"totalPages\":0,\"completingPage\":0,\"received\":\"\",\"blank\":\"\","
		"\"skipped\":\"\",\"textSource\":{\"text\":\"\",\"ocr\":\"\"},"
		"\"standIn\":\"\",\"failed\":[],\"notes\":[],\"finalAudioKey\":null,"
		"\"audio\":null}");
	struct workflow *back = parse(text);
	assert_same_text(back, text);
	workflow_free(&back);
	workflow_free(&w);
	free(text);
}

static void a_state_that_was_read_goes_on(void **state)
{
	(void)state;
	struct workflow *w =
		parse("{\"workflowId\":\"i\",\"tenantId\":\"t\",\"status\":\"running\","
		      "\"totalPages\":9,\"received\":\"1-3,5\","
		      "\"failed\":[{\"page\":2,\"stage\":\"s\",\"reason\":\"r\"}]}");
	struct err err = { 0 };
	assert_int_equal(workflow_mark_page(w, 4, PAGE_FAILED, "x", "y", NULL, &err), 0);
	assert_int_equal(workflow_mark_page(w, 2, PAGE_SPOKEN, NULL, NULL, NULL, &err), 0);
	char *text = workflow_format(w);
	assert_contains(text, "\"received\":\"1-5\"");
	assert_contains(text, "\"failed\":[{\"page\":4,\"stage\":\"x\",\"reason\":\"y\"}]");
	free(text);
	workflow_free(&w);
}

static void little_is_enough(void **state)
{
	(void)state;
	struct workflow *w =
		parse("{\"workflowId\":\"i\",\"tenantId\":\"t\",\"status\":\"queued\",\"new\":1}");
	/* These are never NULL. */
	assert_string_equal(w->user_id, "");
	assert_string_equal(w->name, "");
	assert_string_equal(w->pdf_key, "");
	assert_int_equal(w->total_pages, 0);
	workflow_free(&w);
}

static void strings_are_made_valid(void **state)
{
	(void)state;
	struct workflow *w = workflow_new("id", "t", "u\xff", "b\xffk.pdf", "k");
	struct err err = { 0 };
	workflow_mark_page(w, 1, PAGE_FAILED, "tts", "said \xc3", NULL, &err);
	meta_set(&w->options, w->arena, "voice", "\x80");
	char *text = workflow_format(w);
	struct workflow *back = parse(text);
	assert_string_equal(back->user_id, "u\xef\xbf\xbd");
	assert_string_equal(back->name, "b\xef\xbf\xbdk.pdf");
	assert_string_equal(back->failed->reason, "said \xef\xbf\xbd");
	assert_string_equal(meta_get(&back->options, "voice"), "\xef\xbf\xbd");
	free(text);
	workflow_free(&w);
	workflow_free(&back);
}

static void refuses(void **state)
{
	(void)state;
#define NAMES   "\"workflowId\":\"i\",\"tenantId\":\"t\""
#define RUNNING NAMES ",\"status\":\"running\",\"totalPages\":5"
	static const struct {
		const char *json, *why;
	} cases[] = {
		{ "[]", "workflow: not a JSON object" },
		{ "{}", "workflow: workflowId: missing" },
		{ "{\"workflowId\":\"a/b\"}",
			"workflow: workflowId: must be 1 to 64 of A-Z, a-z, 0-9, _ and -" },
		{ "{\"workflowId\":\"i\"}", "workflow: tenantId: missing" },
		{ "{" NAMES "}", "workflow: status: missing" },
		{ "{" NAMES ",\"status\":\"done\"}",
			"workflow: status: \"done\" is not a known status" },
		{ "{" NAMES ",\"status\":\"queued\",\"name\":1}",
			"workflow: name: must be a string" },
		{ "{" NAMES ",\"status\":\"queued\",\"createdAt\":1}",
			"workflow: createdAt: must be a string" },
		{ "{" NAMES ",\"status\":\"queued\",\"options\":[]}",
			"workflow: options: must be an object" },
		{ "{" NAMES ",\"status\":\"queued\",\"options\":{\"speed\":1}}",
			"workflow: options.speed: must be a string" },
		{ "{" NAMES ",\"status\":\"queued\",\"totalPages\":-1}",
			"workflow: totalPages: must be from 0 to 1000000" },
		{ "{" RUNNING ",\"received\":[1]}", "workflow: received: must be a string" },
		{ "{" RUNNING ",\"received\":\"1-\"}",
			"workflow: received: the range \"1-\" needs a last page, like 1-11" },
		{ "{" RUNNING ",\"received\":\"1-6\"}",
			"workflow: received: page 6 is beyond totalPages 5" },
		{ "{" RUNNING ",\"blank\":\"7\"}",
			"workflow: blank: page 7 is beyond totalPages 5" },
		{ "{" RUNNING ",\"received\":\"1-3\",\"skipped\":\"3-5\"}",
			"workflow: skipped: page 3 is received too" },
		{ "{" RUNNING ",\"received\":\"1-3\",\"standIn\":\"4\"}",
			"workflow: standIn: page 4 is not received" },
		{ "{" RUNNING ",\"received\":\"1-3\",\"blank\":\"3-4\"}",
			"workflow: blank: page 4 is not received" },
		{ "{" NAMES ",\"status\":\"queued\",\"skipped\":\"1\"}",
			"workflow: skipped: totalPages is not known" },
		{ "{" RUNNING ",\"completingPage\":6}",
			"workflow: completingPage: must be from 0 to 5" },
		{ "{" RUNNING ",\"failed\":{}}", "workflow: failed: must be an array" },
		{ "{" RUNNING ",\"failed\":[1]}", "workflow: failed: must be an array of objects" },
		{ "{" RUNNING ",\"failed\":[{}]}", "workflow: failed.page: missing" },
		{ "{" RUNNING ",\"failed\":[{\"page\":6}]}",
			"workflow: failed.page: must be from 1 to 5" },
		{ "{" RUNNING ",\"failed\":[{\"page\":2}]}",
			"workflow: failed.page: 2 is not received" },
		{ "{" RUNNING ",\"received\":\"2\",\"blank\":\"2\",\"failed\":[{\"page\":2}]}",
			"workflow: failed.page: 2 is blank too" },
		{ "{" RUNNING ",\"received\":\"2\",\"failed\":[{\"page\":2},{\"page\":2}]}",
			"workflow: failed.page: 2 does not follow 2" },
		{ "{" RUNNING
		  ",\"received\":\"1-3\",\"failed\":[{\"pages\":\"1,3\"},{\"page\":3}]}",
			"workflow: failed.page: 3 appears twice" },
		{ "{" RUNNING ",\"received\":\"1-3\",\"failed\":[{\"pages\":\"1-9\"}]}",
			"workflow: pages: page 6 is beyond totalPages 5" },
		{ "{" RUNNING ",\"failed\":[{\"page\":2,\"reason\":1}]}",
			"workflow: failed.reason: must be a string" },
		{ "{" RUNNING ",\"audio\":1}", "workflow: audio: must be an object" },
		{ "{" RUNNING ",\"audio\":{\"seconds\":-1}}",
			"workflow: audio.seconds: must be from 0 to 1e+11" },
		{ "{" RUNNING ",\"audio\":{\"bytes\":0.5}}",
			"workflow: audio.bytes: must be a whole number" },
		{ "{" RUNNING ",\"audio\":{\"digest\":1}}",
			"workflow: audio.digest: must be a string" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct workflow *workflow = NULL;
		struct err err = { 0 };
		if (workflow_parse(cases[i].json, strlen(cases[i].json), &workflow, &err) == 0)
			fail_msg("taken: %s", cases[i].json);
		assert_null(workflow);
		assert_err(err, ERR_INVALID, cases[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_state_reads_and_writes_the_same),
		cmocka_unit_test(pages_that_failed_alike_are_one_element),
		cmocka_unit_test(a_new_state_reads_back),
		cmocka_unit_test(a_state_that_was_read_goes_on),
		cmocka_unit_test(little_is_enough),
		cmocka_unit_test(strings_are_made_valid),
		cmocka_unit_test(refuses),
	};
	return RUN(tests);
}
