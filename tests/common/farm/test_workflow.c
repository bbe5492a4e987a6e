/* test_workflow.c: the rules for a job's state. */
#include "unit.h"

#include "common/base/timestamp.h"
#include "common/farm/workflow.h"

static struct workflow *job;
static struct err err;

static int setup(void **state)
{
	(void)state;
	job = workflow_new("wf", "acme", "user", "book.pdf", "acme/wf/source.pdf");
	err = (struct err) { 0 };
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	workflow_free(&job);
	return job ? -1 : 0;
}

static void assert_set(const struct pageset *set, const char *expected)
{
	struct buf text = BUF_EMPTY;
	pageset_format(set, &text);
	assert_string_equal(buf_string(&text), expected);
	buf_free(&text);
}

static void assert_spoken(const char *expected)
{
	struct pageset spoken = PAGESET_EMPTY;
	workflow_spoken_pages(job, &spoken);
	assert_set(&spoken, expected);
	pageset_free(&spoken);
}

static bool mark(int page, enum page_outcome outcome, const char *stage, const char *reason)
{
	bool changed = false;
	if (workflow_mark_page(job, page, outcome, stage, reason, &changed, &err) < 0)
		fail_msg("%s", err.text);
	return changed;
}

static void a_new_job(void **state)
{
	(void)state;
	int64_t ms;
	assert_string_equal(job->id, "wf");
	assert_string_equal(job->tenant_id, "acme");
	assert_string_equal(job->user_id, "user");
	assert_string_equal(job->name, "book.pdf");
	assert_string_equal(job->pdf_key, "acme/wf/source.pdf");
	assert_int_equal(job->status, WORKFLOW_QUEUED);
	assert_true(timestamp_parse(job->created_at, &ms));
	assert_null(job->started_at);
	assert_null(job->finished_at);
	assert_false(workflow_is_finished(job));
	assert_false(workflow_is_complete(job));
	assert_int_equal(job->revision, 0);
	workflow_free(NULL);
}

static void names_of_statuses(void **state)
{
	(void)state;
	static const char *const names[] = { "queued", "running", "assembling", "completed",
		"completed_with_errors", "failed", "cancelled" };
	for (int i = WORKFLOW_QUEUED; i <= WORKFLOW_CANCELLED; i++) {
		enum workflow_status status = WORKFLOW_QUEUED;
		assert_string_equal(workflow_status_name((enum workflow_status)i), names[i]);
		assert_true(workflow_status_parse(names[i], &status));
		assert_int_equal(status, i);
		job->status = status;
		assert_int_equal(workflow_is_finished(job), i >= WORKFLOW_COMPLETED);
	}
	enum workflow_status status = WORKFLOW_FAILED;
	assert_false(workflow_status_parse("done", &status));
	assert_int_equal(status, WORKFLOW_FAILED);
}

static void a_total_starts_it(void **state)
{
	(void)state;
	assert_int_equal(workflow_set_total(job, 50, &err), 0);
	assert_int_equal(job->total_pages, 50);
	assert_int_equal(job->status, WORKFLOW_RUNNING);
	assert_non_null(job->started_at);
	assert_set(&job->skipped, "");
	/* The message was redelivered. */
	const char *started = job->started_at;
	assert_int_equal(workflow_set_total(job, 50, &err), 0);
	assert_ptr_equal(job->started_at, started);
	assert_int_equal(workflow_set_total(job, 51, &err), -1);
	assert_err(err, ERR_INVALID, "the document has 51 pages, but had 50 before");
	assert_int_equal(job->total_pages, 50);
}

static void impossible_totals(void **state)
{
	(void)state;
	assert_int_equal(workflow_set_total(job, 0, &err), -1);
	assert_err(err, ERR_INVALID, "0 pages: a document must have from 1 to 1000000");
	assert_int_equal(workflow_set_total(job, 1000001, &err), -1);
	assert_true(mark(9, PAGE_SPOKEN, NULL, NULL));
	assert_int_equal(workflow_set_total(job, 8, &err), -1);
	assert_err(err, ERR_INVALID, "page 9 was received, but the document has only 8 pages");
	assert_int_equal(job->status, WORKFLOW_QUEUED);
}

static void a_total_does_not_wake_a_cancelled_job(void **state)
{
	(void)state;
	workflow_finish(job, WORKFLOW_CANCELLED, NULL);
	assert_int_equal(workflow_set_total(job, 5, &err), 0);
	assert_int_equal(job->status, WORKFLOW_CANCELLED);
	assert_null(job->started_at);
}

static void the_pages_option(void **state)
{
	(void)state;
	static const struct {
		const char *pages, *skipped;
	} cases[] = {
		{ "", "" },
		{ "1-10", "" },
		{ "1-99", "" },
		{ "3", "1-2,4-10" },
		{ "2-4,8", "1,5-7,9-10" },
		{ "1,10", "2-9" },
		{ "9-12,20", "1-8" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct workflow *w = workflow_new("wf", "t", "u", "n", "k");
		meta_set(&w->options, w->arena, "pages", cases[i].pages);
		assert_int_equal(workflow_set_total(w, 10, &err), 0);
		assert_set(&w->skipped, cases[i].skipped);
		workflow_free(&w);
	}
	meta_set(&job->options, job->arena, "pages", "11-20");
	assert_int_equal(workflow_set_total(job, 10, &err), -1);
	assert_err(err, ERR_INVALID, "pages: \"11-20\" selects none of the 10 pages");
	meta_set(&job->options, job->arena, "pages", "7-");
	assert_int_equal(workflow_set_total(job, 10, &err), -1);
	assert_err(err, ERR_INVALID, "pages: the range \"7-\" needs a last page, like 7-17");
	assert_int_equal(job->total_pages, 0);
	assert_int_equal(job->status, WORKFLOW_QUEUED);
}

static void another_try_can_help_or_not(void **state)
{
	(void)state;
	struct workflow *again = NULL;
	assert_false(workflow_is_retryable(job));
	assert_int_equal(workflow_set_total(job, 3, &err), 0);
	for (int page = 1; page <= 3; page++)
		assert_int_equal(
			workflow_mark_page(job, page, page == 1 ? PAGE_SPOKEN : PAGE_FAILED, "tts",
				"why", NULL, &err),
			0);
	assert_false(workflow_mark_final(job, 1, true));
	assert_true(workflow_mark_final(job, 2, true));
	assert_false(workflow_mark_final(job, 2, true));
	workflow_finish(job, WORKFLOW_COMPLETED_WITH_ERRORS, NULL);
	assert_true(workflow_is_retryable(job));
	char *text = workflow_format(job);
	assert_int_equal(workflow_parse(text, strlen(text), &again, &err), 0);
	assert_true(again->failed->final);
	assert_false(again->failed->next->final);
	free(text);
	assert_true(workflow_mark_final(again, 3, true));
	assert_false(workflow_is_retryable(again));
	workflow_finish(again, WORKFLOW_FAILED, "damaged");
	assert_true(workflow_is_retryable(again));
	again->final = true;
	assert_false(workflow_is_retryable(again));
	text = workflow_format(again);
	workflow_free(&again);
	assert_int_equal(workflow_parse(text, strlen(text), &again, &err), 0);
	assert_true(again->final);
	free(text);
	workflow_free(&again);
}

static void pages_complete_it(void **state)
{
	(void)state;
	meta_set(&job->options, job->arena, "pages", "1-3,5");
	assert_int_equal(workflow_set_total(job, 5, &err), 0);
	assert_true(mark(1, PAGE_SPOKEN, NULL, NULL));
	assert_true(mark(5, PAGE_BLANK, NULL, NULL));
	assert_true(mark(3, PAGE_FAILED, "tts", "boom"));
	assert_false(workflow_is_complete(job));
	assert_true(mark(2, PAGE_SPOKEN, NULL, NULL));
	assert_true(workflow_is_complete(job));
	assert_set(&job->received, "1-3,5");
	assert_set(&job->blank, "5");
	assert_set(&job->skipped, "4");
	assert_spoken("1-2");
	assert_int_equal(job->failed->page, 3);
	assert_string_equal(job->failed->stage, "tts");
	assert_string_equal(job->failed->reason, "boom");
	assert_null(job->failed->next);
}

static void a_page_again_changes_nothing(void **state)
{
	(void)state;
	workflow_set_total(job, 5, &err);
	assert_true(mark(1, PAGE_SPOKEN, NULL, NULL));
	assert_false(mark(1, PAGE_SPOKEN, NULL, NULL));
	assert_true(mark(2, PAGE_BLANK, NULL, NULL));
	assert_false(mark(2, PAGE_BLANK, NULL, NULL));
	assert_true(mark(3, PAGE_FAILED, "tts", "boom"));
	assert_false(mark(3, PAGE_FAILED, "tts", "boom"));
	assert_true(mark(3, PAGE_FAILED, "tts", "bang"));
	assert_true(mark(4, PAGE_FAILED, NULL, NULL));
	assert_false(mark(4, PAGE_FAILED, "", ""));
	assert_int_equal(workflow_mark_page(job, 3, PAGE_SPOKEN, NULL, NULL, NULL, &err), 0);
}

static void the_newest_outcome_counts(void **state)
{
	(void)state;
	workflow_set_total(job, 5, &err);
	static const enum page_outcome all[] = { PAGE_SPOKEN, PAGE_BLANK, PAGE_FAILED };
	for (size_t i = 0; i < 9; i++) {
		mark(2, all[i / 3], "a", "b");
		assert_int_equal(mark(2, all[i % 3], "a", "b"), i / 3 != i % 3);
		assert_int_equal(pageset_has(&job->blank, 2), all[i % 3] == PAGE_BLANK);
		assert_int_equal(job->failed != NULL, all[i % 3] == PAGE_FAILED);
		assert_set(&job->received, "2");
		assert_spoken(all[i % 3] == PAGE_SPOKEN ? "2" : "");
	}
}

static void failures_are_in_page_order(void **state)
{
	(void)state;
	static const int order[] = { 7, 2, 9, 5, 1 }, sorted[] = { 1, 2, 5, 7, 9 };
	workflow_set_total(job, 10, &err);
	for (size_t i = 0; i < 5; i++)
		mark(order[i], PAGE_FAILED, "s", "r");
	size_t n = 0;
	for (struct page_failure *f = job->failed; f; f = f->next)
		assert_int_equal(f->page, sorted[n++]);
	assert_int_equal(n, 5);
	assert_int_equal(workflow_failure(job, 9)->page, 9);
	assert_null(workflow_failure(job, 3));
	assert_null(workflow_failure(job, 10));
	mark(5, PAGE_SPOKEN, NULL, NULL);
	mark(1, PAGE_BLANK, NULL, NULL);
	mark(9, PAGE_SPOKEN, NULL, NULL);
	assert_int_equal(job->failed->page, 2);
	assert_int_equal(job->failed->next->page, 7);
	assert_null(job->failed->next->next);
}

static void pages_out_of_range(void **state)
{
	(void)state;
	workflow_set_total(job, 5, &err);
	assert_int_equal(workflow_mark_page(job, 6, PAGE_SPOKEN, NULL, NULL, NULL, &err), -1);
	assert_err(err, ERR_INVALID, "page 6: the document has 5 pages");
	assert_int_equal(workflow_mark_page(job, 0, PAGE_SPOKEN, NULL, NULL, NULL, &err), -1);
	assert_int_equal(workflow_mark_page(job, -1, PAGE_SPOKEN, NULL, NULL, NULL, &err), -1);
	assert_set(&job->received, "");
}

static void a_skipped_page_that_arrives_is_received(void **state)
{
	(void)state;
	meta_set(&job->options, job->arena, "pages", "1-2");
	workflow_set_total(job, 3, &err);
	mark(3, PAGE_SPOKEN, NULL, NULL);
	assert_set(&job->skipped, "");
	assert_false(workflow_is_complete(job));
	mark(1, PAGE_SPOKEN, NULL, NULL);
	mark(2, PAGE_SPOKEN, NULL, NULL);
	assert_true(workflow_is_complete(job));
}

static void pages_may_come_before_the_total(void **state)
{
	(void)state;
	mark(4, PAGE_SPOKEN, NULL, NULL);
	assert_false(workflow_is_complete(job));
	meta_set(&job->options, job->arena, "pages", "1-2");
	assert_int_equal(workflow_set_total(job, 4, &err), 0);
	assert_set(&job->skipped, "3");
	mark(1, PAGE_SPOKEN, NULL, NULL);
	mark(2, PAGE_SPOKEN, NULL, NULL);
	assert_true(workflow_is_complete(job));
}

static void finishing(void **state)
{
	(void)state;
	int64_t ms;
	workflow_finish(job, WORKFLOW_FAILED, "not a PDF");
	assert_true(workflow_is_finished(job));
	assert_string_equal(job->error, "not a PDF");
	assert_true(timestamp_parse(job->finished_at, &ms));
	workflow_finish(job, WORKFLOW_COMPLETED, NULL);
	assert_null(job->error);
}

static void slow_stages_are_a_list(void **state)
{
	(void)state;
	assert_false(workflow_is_slow(job, NULL));
	assert_true(workflow_set_slow(job, "png-to-text", true));
	assert_true(workflow_set_slow(job, "tts", true));
	assert_true(workflow_set_slow(job, "pcm-to-wav", true));
	assert_false(workflow_set_slow(job, "tts", true));
	assert_string_equal(job->slow, "png-to-text,tts,pcm-to-wav");
	assert_true(workflow_is_slow(job, "tts"));
	assert_false(workflow_is_slow(job, "text"));
	assert_true(workflow_set_slow(job, "tts", false));
	assert_false(workflow_set_slow(job, "tts", false));
	assert_string_equal(job->slow, "png-to-text,pcm-to-wav");
	assert_true(workflow_set_slow(job, "pcm-to-wav", false));
	assert_true(workflow_set_slow(job, "png-to-text", false));
	assert_false(workflow_is_slow(job, NULL));
	/* A job spoken again, perhaps by a faster voice, starts afresh. */
	assert_true(workflow_set_slow(job, "tts", true));
	workflow_finish(job, WORKFLOW_COMPLETED, NULL);
	assert_false(workflow_is_slow(job, NULL));
}

static void missing_pages_are_counted(void **state)
{
	(void)state;
	assert_int_equal(workflow_pages_missing(job, 9), 0);
	meta_set(&job->options, job->arena, "pages", "1-4");
	assert_int_equal(workflow_set_total(job, 5, &err), 0);
	mark(2, PAGE_SPOKEN, NULL, NULL);
	assert_int_equal(workflow_pages_missing(job, 1), 0);
	assert_int_equal(workflow_pages_missing(job, 4), 2);
	assert_int_equal(workflow_pages_missing(job, 9), 3);
}

static void keys(void **state)
{
	(void)state;
	assert_string_equal(workflow_source_key(job->arena, "acme", "wf"), "acme/wf/source.pdf");
	assert_string_equal(
		workflow_page_key(job->arena, "acme", "wf", 42, "png"), "acme/wf/page_00042.png");
	assert_string_equal(workflow_page_key(job->arena, "acme", "wf", 1000000, "wav"),
		"acme/wf/page_1000000.wav");
	assert_string_equal(workflow_final_key(job->arena, "acme", "wf"), "acme/wf/final.wav");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

static void whence_texts_were_taken(void **state)
{
	(void)state;
	assert_int_equal(workflow_set_total(job, 5, &err), 0);
	for (int page = 1; page <= 3; page++)
		mark(page, PAGE_SPOKEN, NULL, NULL);
	assert_true(workflow_mark_source(job, 1, PAGE_FROM_TEXT));
	assert_false(workflow_mark_source(job, 1, PAGE_FROM_TEXT));
	assert_true(workflow_mark_source(job, 2, PAGE_FROM_OCR));
	assert_false(workflow_mark_source(job, 3, PAGE_SOURCE_UNKNOWN));
	assert_set(&job->from_text, "1");
	assert_set(&job->from_ocr, "2");
	/* Done again with a different result. */
	assert_true(workflow_mark_source(job, 1, PAGE_FROM_OCR));
	assert_true(workflow_mark_source(job, 2, PAGE_SOURCE_UNKNOWN));
	assert_set(&job->from_text, "");
	assert_set(&job->from_ocr, "1");
}

static void a_page_is_forgotten(void **state)
{
	(void)state;
	assert_int_equal(workflow_set_total(job, 5, &err), 0);
	mark(1, PAGE_BLANK, NULL, NULL);
	mark(2, PAGE_FAILED, "tts", "why");
	mark(3, PAGE_SPOKEN, NULL, NULL);
	workflow_mark_source(job, 1, PAGE_FROM_TEXT);
	workflow_mark_source(job, 3, PAGE_FROM_OCR);
	for (int page = 1; page <= 3; page++)
		workflow_forget_page(job, page);
	assert_set(&job->received, "");
	assert_set(&job->blank, "");
	assert_set(&job->from_text, "");
	assert_set(&job->from_ocr, "");
	assert_null(job->failed);
}

static void the_id_stands_in_the_key(void **state)
{
	(void)state;
	size_t len = 0;
	const char *key = "acme/book-1/page_00042.png";
	assert_ptr_equal(workflow_id_in_key(key, &len), key + 5);
	assert_int_equal(len, 6);
	assert_null(workflow_id_in_key("book.pdf", &len));
	assert_null(workflow_id_in_key("acme/book.pdf", &len));
	assert_null(workflow_id_in_key("acme//book.pdf", &len));
	assert_non_null(workflow_id_in_key("/book-1/", &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_job),
		TEST(names_of_statuses),
		TEST(a_total_starts_it),
		TEST(impossible_totals),
		TEST(a_total_does_not_wake_a_cancelled_job),
		TEST(the_pages_option),
		TEST(another_try_can_help_or_not),
		TEST(pages_complete_it),
		TEST(a_page_again_changes_nothing),
		TEST(the_newest_outcome_counts),
		TEST(failures_are_in_page_order),
		TEST(pages_out_of_range),
		TEST(a_skipped_page_that_arrives_is_received),
		TEST(pages_may_come_before_the_total),
		TEST(whence_texts_were_taken),
		TEST(a_page_is_forgotten),
		TEST(finishing),
		TEST(keys),
		TEST(slow_stages_are_a_list),
		TEST(missing_pages_are_counted),
		TEST(the_id_stands_in_the_key),
	};
	return RUN(tests);
}
