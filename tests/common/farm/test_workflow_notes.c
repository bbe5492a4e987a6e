/* test_workflow_notes.c: what pages lack that could be read nevertheless. */
#include "unit.h"

#include "common/base/buf.h"
#include "common/farm/workflow.h"

static struct workflow *a_job(void)
{
	return workflow_new("0198", "default", "anonymous", "a.pdf", "default/0198/source.pdf");
}

static void assert_note(
	const struct page_note *note, const char *kind, const char *pages, const char *reason)
{
	struct buf text = BUF_EMPTY;
	assert_non_null(note);
	pageset_format(&note->pages, &text);
	assert_string_equal(note->kind, kind);
	assert_string_equal(buf_string(&text), pages);
	assert_string_equal(note->reason, reason);
	buf_free(&text);
}

static void pages_with_one_reason_are_one_note(void **state)
{
	(void)state;
	struct workflow *w = a_job();
	assert_true(workflow_note(w, "commentary", 3, "away"));
	assert_true(workflow_note(w, "commentary", 4, "away"));
	assert_false(workflow_note(w, "commentary", 4, "away"));
	assert_true(workflow_note(w, "summary", 4, "away"));
	assert_true(workflow_note(w, "commentary", 9, "late"));
	assert_note(w->notes, "commentary", "3-4", "away");
	assert_note(w->notes->next, "summary", "4", "away");
	assert_note(w->notes->next->next, "commentary", "9", "late");
	assert_null(w->notes->next->next->next);
	assert_true(workflow_has_note(w, "summary", 4));
	assert_false(workflow_has_note(w, "summary", 3));
	workflow_free(&w);
}

static void a_page_has_one_reason(void **state)
{
	(void)state;
	struct workflow *w = a_job();
	workflow_note(w, "commentary", 3, "away");
	assert_true(workflow_note(w, "commentary", 3, "late"));
	assert_note(w->notes, "commentary", "3", "late");
	assert_null(w->notes->next);
	assert_true(workflow_note(w, "commentary", 3, NULL));
	assert_false(workflow_note(w, "commentary", 3, NULL));
	assert_null(w->notes);
	workflow_free(&w);
}

static void many_reasons_are_bounded(void **state)
{
	(void)state;
	struct workflow *w = a_job();
	for (int page = 1; page <= 100; page++) {
		char reason[20];
		snprintf(reason, sizeof reason, "reason %d", page);
		assert_true(workflow_note(w, "commentary", page, reason));
	}
	int count = 0;
	const struct page_note *last = NULL;
	for (const struct page_note *note = w->notes; note; note = note->next, count++)
		last = note;
	assert_int_equal(count, WORKFLOW_MAX_NOTES + 1);
	assert_note(last, "commentary", "9-100", "other reasons, see the pages");
	workflow_free(&w);
}

static void they_are_written_and_read(void **state)
{
	(void)state;
	struct workflow *w = a_job(), *again = NULL;
	struct err err = { 0 };
	workflow_note(w, "commentary", 3, "away");
	workflow_note(w, "commentary", 4, "away");
	char *json = workflow_format(w);
	assert_contains(json,
		"\"notes\":[{\"kind\":\"commentary\",\"pages\":\"3-4\",\"reason\":\"away\"}]");
	assert_int_equal(workflow_parse(json, strlen(json), &again, &err), 0);
	assert_note(again->notes, "commentary", "3-4", "away");
	free(json);
	workflow_free(&w);
	workflow_free(&again);
}

static void what_is_no_note_is_refused(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "{}", "workflow: notes: must be an array" },
		{ "[1]", "workflow: notes: must be an array of objects" },
		{ "[{\"reason\":\"r\",\"pages\":\"1\"}]", "workflow: notes.kind: missing" },
		{ "[{\"kind\":\"k\",\"pages\":\"1\"}]", "workflow: notes.reason: missing" },
		{ "[{\"kind\":\"k\",\"reason\":\"r\"}]", "workflow: notes.pages: none" },
		{ "[{\"kind\":\"k\",\"reason\":\"r\",\"pages\":\"7\"}]",
			"workflow: pages: page 7 is beyond totalPages 5" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char json[300];
		struct workflow *w = NULL;
		struct err err = { 0 };
		snprintf(json, sizeof json,
			"{\"workflowId\":\"i\",\"tenantId\":\"t\",\"status\":\"running\","
			"\"totalPages\":5,\"notes\":%s}",
			cases[i][0]);
		assert_int_equal(workflow_parse(json, strlen(json), &w, &err), -1);
		assert_err(err, ERR_INVALID, cases[i][1]);
	}
}

static void none_is_of_a_page_that_there_is_not(void **state)
{
	(void)state;
	struct workflow *w = a_job();
	struct err err;
	workflow_note(w, "commentary", 12, "away");
	workflow_note(w, "commentary", 13, "away");
	workflow_note(w, "summary", 13, "away");
	assert_int_equal(workflow_set_total(w, 12, &err), 0);
	assert_note(w->notes, "commentary", "12", "away");
	assert_null(w->notes->next);
	workflow_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_with_one_reason_are_one_note),
		cmocka_unit_test(a_page_has_one_reason),
		cmocka_unit_test(many_reasons_are_bounded),
		cmocka_unit_test(they_are_written_and_read),
		cmocka_unit_test(what_is_no_note_is_refused),
		cmocka_unit_test(none_is_of_a_page_that_there_is_not),
	};
	return RUN(tests);
}
