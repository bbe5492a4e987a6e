/* test_job_table: jobs in memory: order, paging, late news, progress, waiting. */
#include "tests/common/unit.h"

#include "common/base/arena.h"
#include "common/base/timestamp.h"
#include "web/jobs/json.h"
#include "web/state/job_table.h"

#include <pthread.h>
#include <stdint.h>

static struct job_table *table;
static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	table = job_table_new();
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	job_table_free(&table);
	arena_free(&arena);
	return 0;
}

/* A running job of 10 pages, some received, created `age` milliseconds after a fixed day. */
static void put(const char *id, int64_t age, enum workflow_status status, const char *received,
	uint64_t revision)
{
	struct workflow *workflow = workflow_new(id, "default", "someone", "a.pdf", "key");
	struct err err;
	char created[TIMESTAMP_SIZE];
	timestamp_format(1700000000000 + age, created);
	workflow->created_at = created;
	if (status != WORKFLOW_QUEUED)
		assert_int_equal(workflow_set_total(workflow, 10, &err), 0);
	workflow->status = status;
	assert_int_equal(pageset_parse(&workflow->received, received, &err), 0);
	char *json = workflow_format(workflow);
	job_table_put(table, id, json, strlen(json), revision);
	free(json);
	workflow_free(&workflow);
}

static struct job_view view_of(const char *id)
{
	struct job_view view;
	assert_true(job_table_get(table, id, &view));
	return view;
}

static enum workflow_status status_of(const char *id)
{
	struct job_view view = view_of(id);
	enum workflow_status status = view.workflow->status;
	job_view_free(&view);
	return status;
}

static void old_news_is_ignored(void **state)
{
	(void)state;
	put("a", 0, WORKFLOW_RUNNING, "1-3", 5);
	put("a", 0, WORKFLOW_QUEUED, "", 4);
	assert_int_equal(status_of("a"), WORKFLOW_RUNNING);
	put("a", 0, WORKFLOW_COMPLETED, "1-10", 6);
	assert_int_equal(status_of("a"), WORKFLOW_COMPLETED);
	put("a", 0, WORKFLOW_QUEUED, "", 0); /* "just created" never undoes */
	assert_int_equal(status_of("a"), WORKFLOW_COMPLETED);
	job_table_remove(table, "a", 5);
	assert_true(job_table_has(table, "a"));
	job_table_remove(table, "a", 7);
	assert_false(job_table_has(table, "a"));
	put("a", 0, WORKFLOW_RUNNING, "", 6); /* read before, told after */
	assert_false(job_table_has(table, "a"));
	put("a", 0, WORKFLOW_QUEUED, "", 8);
	assert_true(job_table_has(table, "a"));
}

static void what_we_removed_stays_removed(void **state)
{
	(void)state;
	put("a", 0, WORKFLOW_RUNNING, "", 5);
	job_table_remove(table, "a", UINT64_MAX);
	put("a", 0, WORKFLOW_RUNNING, "", 6);
	assert_false(job_table_has(table, "a"));
	put("a", 0, WORKFLOW_QUEUED, "", 0); /* made anew under the same id */
	assert_true(job_table_has(table, "a"));
	put("a", 0, WORKFLOW_RUNNING, "", 9);
	assert_int_equal(status_of("a"), WORKFLOW_RUNNING);
}

static void garbage_is_ignored(void **state)
{
	(void)state;
	job_table_put(table, "a", "{}", 2, 1);
	job_table_put(table, "a", "not json", 8, 2);
	assert_false(job_table_has(table, "a"));
	put("a", 0, WORKFLOW_RUNNING, "1", 3);
	job_table_put(table, "a", "not json", 8, 4);
	assert_int_equal(status_of("a"), WORKFLOW_RUNNING);
	/* A state under another's key. */
	struct workflow *workflow = workflow_new("b", "default", "someone", "a.pdf", "key");
	char *json = workflow_format(workflow);
	job_table_put(table, "c", json, strlen(json), 5);
	assert_false(job_table_has(table, "c"));
	free(json);
	workflow_free(&workflow);
}

/* The ids of one page, joined. */
static const char *page(int statuses, size_t limit, const char *after, const char **ret_next)
{
	struct job_view views[16];
	struct job_query query = { statuses, after, limit };
	struct buf ids = BUF_EMPTY;
	size_t count = job_table_list(table, &query, arena, views, ret_next);
	for (size_t i = 0; i < count; i++) {
		buf_append_string(&ids, views[i].workflow->id);
		job_view_free(&views[i]);
	}
	const char *text = arena_string(arena, buf_string(&ids));
	buf_free(&ids);
	return text;
}

static void newest_first_in_pages(void **state)
{
	(void)state;
	const char *next;
	assert_string_equal(page(0, 3, NULL, &next), "");
	assert_null(next);
	put("a", 1, WORKFLOW_RUNNING, "", 1);
	put("e", 5, WORKFLOW_RUNNING, "", 2);
	put("c", 3, WORKFLOW_COMPLETED, "", 3);
	put("b", 2, WORKFLOW_RUNNING, "", 4);
	put("d", 3, WORKFLOW_RUNNING, "", 5); /* the same millisecond as c */
	assert_string_equal(page(0, 16, NULL, &next), "edcba");
	assert_null(next);
	assert_string_equal(page(0, 2, NULL, &next), "ed");
	put("f", 6, WORKFLOW_QUEUED, "", 6); /* arrives in between */
	job_table_remove(table, "d", 7);     /* and the cursor's own job goes */
	assert_string_equal(page(0, 2, next, &next), "cb");
	assert_string_equal(page(0, 2, next, &next), "a");
	assert_null(next);
	assert_string_equal(page(1 << WORKFLOW_RUNNING, 2, NULL, &next), "eb");
	assert_string_equal(page(1 << WORKFLOW_RUNNING, 2, next, &next), "a");
	assert_string_equal(
		page(1 << WORKFLOW_COMPLETED | 1 << WORKFLOW_QUEUED, 9, NULL, &next), "fc");
	size_t counts[JOB_STATUS_COUNT];
	job_table_counts(table, counts);
	assert_int_equal(counts[WORKFLOW_RUNNING], 3);
	assert_int_equal(counts[WORKFLOW_QUEUED], 1);
	assert_int_equal(counts[WORKFLOW_COMPLETED], 1);
}

static void expect_progress(const char *id, int rendered, int read, int spoken, int wav)
{
	struct job_view view = view_of(id);
	assert_int_equal(view.progress.stage[JOB_STAGE_RENDERED], rendered);
	assert_int_equal(view.progress.stage[JOB_STAGE_READ], read);
	assert_int_equal(view.progress.stage[JOB_STAGE_SPOKEN], spoken);
	assert_int_equal(view.progress.stage[JOB_STAGE_WAV], wav);
	job_view_free(&view);
}

static void pages_pass_the_stages(void **state)
{
	(void)state;
	put("a", 0, WORKFLOW_RUNNING, "", 1);
	expect_progress("a", 0, 0, 0, 0);
	for (int n = 1; n <= 6; n++)
		job_table_mark(table, "a", JOB_STAGE_RENDERED, n);
	job_table_mark(table, "a", JOB_STAGE_RENDERED, 6); /* told twice */
	job_table_mark(table, "a", JOB_STAGE_READ, 1);
	job_table_mark(table, "a", JOB_STAGE_READ, 2);
	job_table_mark(table, "a", JOB_STAGE_WAV, 8); /* whose other events were missed */
	job_table_mark(table, "a", JOB_STAGE_WAV, 0);
	job_table_mark(table, "a", JOB_STAGE_WAV, 2000000);
	job_table_mark(table, "nobody", JOB_STAGE_WAV, 1);
	expect_progress("a", 7, 3, 1, 1);
	put("a", 0, WORKFLOW_RUNNING, "1-2,8", 2);
	expect_progress("a", 7, 3, 3, 3);
	put("a", 0, WORKFLOW_COMPLETED, "1-10", 3);
	expect_progress("a", 10, 10, 10, 10);
	struct job_view view = view_of("a");
	assert_int_equal(view.progress.joined, 10);
	job_view_free(&view);
	job_table_mark(table, "a", JOB_STAGE_READ, 3); /* late */
	expect_progress("a", 10, 10, 10, 10);
}

static void a_retry_takes_pages_back(void **state)
{
	(void)state;
	put("a", 0, WORKFLOW_RUNNING, "1-10", 1);
	for (int n = 1; n <= 10; n++)
		job_table_mark(table, "a", JOB_STAGE_WAV, n);
	put("a", 0, WORKFLOW_RUNNING, "1-8", 2);
	expect_progress("a", 8, 8, 8, 8);
	job_table_mark(table, "a", JOB_STAGE_RENDERED, 9);
	expect_progress("a", 9, 8, 8, 8);
}

static void changes_come_in_order(void **state)
{
	(void)state;
	struct job_change changes[8];
	uint64_t start = job_table_now(table);
	put("a", 0, WORKFLOW_RUNNING, "", 1);
	put("b", 0, WORKFLOW_RUNNING, "", 2);
	job_table_mark(table, "a", JOB_STAGE_READ, 1);
	job_table_remove(table, "b", 3);
	put("c", 0, WORKFLOW_QUEUED, "", 4);
	assert_int_equal(job_table_changes(table, start, changes, 8), 3);
	assert_string_equal(changes[0].id, "a");
	assert_non_null(changes[0].view.workflow);
	assert_string_equal(changes[1].id, "b");
	assert_null(changes[1].view.workflow);
	assert_string_equal(changes[2].id, "c");
	assert_true(changes[0].view.change < changes[1].view.change);
	uint64_t middle = changes[1].view.change;
	for (int i = 0; i < 3; i++)
		job_view_free(&changes[i].view);
	assert_int_equal(job_table_changes(table, middle, changes, 8), 1);
	assert_string_equal(changes[0].id, "c");
	job_view_free(&changes[0].view);
	assert_int_equal(job_table_changes(table, job_table_now(table), changes, 8), 0);
	assert_int_equal(job_table_changes(table, start, changes, 2), 2);
	job_view_free(&changes[0].view);
	job_view_free(&changes[1].view);
}

static void clearing_removes_all(void **state)
{
	(void)state;
	const char *next;
	put("a", 0, WORKFLOW_RUNNING, "", 100);
	put("b", 0, WORKFLOW_RUNNING, "", 101);
	job_table_clear(table);
	assert_string_equal(page(0, 9, NULL, &next), "");
	put("a", 0, WORKFLOW_QUEUED, "", 1); /* the new bucket counts from 1 */
	assert_string_equal(page(0, 9, NULL, &next), "a");
}

static void many_removals_are_forgotten(void **state)
{
	(void)state;
	char id[16];
	for (int i = 0; i < 3000; i++) {
		snprintf(id, sizeof id, "job%d", i);
		put(id, i, WORKFLOW_QUEUED, "", (uint64_t)i + 1);
		job_table_remove(table, id, (uint64_t)i + 100000);
	}
	struct job_change *changes = calloc(4000, sizeof *changes);
	size_t count = job_table_changes(table, 0, changes, 4000);
	assert_true(count >= 1000 && count <= 1100);
	assert_string_equal(changes[count - 1].id, "job2999");
	free(changes);
}

static void *waiter(void *context)
{
	uint64_t since = *(uint64_t *)context;
	*(uint64_t *)context = job_table_wait(table, since, 20000);
	return NULL;
}

static void waiting_ends_with_a_change(void **state)
{
	(void)state;
	uint64_t now = job_table_now(table);
	uint64_t told = now;
	pthread_t thread;
	pthread_create(&thread, NULL, waiter, &told);
	put("a", 0, WORKFLOW_RUNNING, "", 1);
	pthread_join(thread, NULL);
	assert_true(told > now);
	assert_int_equal(job_table_wait(table, told, 5), told); /* nothing new: times out */
}

static void estimates_are_honest(void **state)
{
	(void)state;
	put("a", 0, WORKFLOW_QUEUED, "", 1);
	struct job_view view = view_of("a");
	assert_int_equal(view.progress.eta_ms, -1);
	job_view_free(&view);
	put("a", 0, WORKFLOW_RUNNING, "", 2); /* started just now, no page yet */
	view = view_of("a");
	assert_int_equal(view.progress.eta_ms, -1);
	job_view_free(&view);
	put("a", 0, WORKFLOW_COMPLETED, "1-10", 3);
	view = view_of("a");
	assert_int_equal(view.progress.eta_ms, -1);
	job_view_free(&view);
}

/* Started so long ago, with so many pages: the rest takes as long in proportion. */
static void estimates_follow_the_rate(void **state)
{
	(void)state;
	struct workflow *workflow = workflow_new("a", "default", "someone", "a.pdf", "key");
	struct err err;
	char started[TIMESTAMP_SIZE];
	assert_int_equal(workflow_set_total(workflow, 10, &err), 0);
	timestamp_format(clock_unix_ms() - 40000, started);
	workflow->started_at = started;
	pageset_add_range(&workflow->received, 1, 4);
	char *json = workflow_format(workflow);
	job_table_put(table, "a", json, strlen(json), 1);
	struct job_view view = view_of("a");
	assert_in_range(view.progress.eta_ms, 60000, 75000);
	job_view_free(&view);
	free(json);
	workflow_free(&workflow);
}

static void gaps(void **state)
{
	(void)state;
	struct workflow *workflow = workflow_new("a", "default", "someone", "a.pdf", "key");
	struct err err;
	struct pageset set;
	struct buf text = BUF_EMPTY;
	job_gaps(workflow, &set);
	assert_int_equal(pageset_count(&set), 0);
	pageset_free(&set);
	assert_int_equal(workflow_set_total(workflow, 12, &err), 0);
	pageset_parse(&workflow->received, "2-4,7", &err);
	pageset_parse(&workflow->skipped, "5,10-11", &err);
	job_gaps(workflow, &set);
	pageset_format(&set, &text);
	assert_string_equal(text.data, "1,6,8-9,12");
	pageset_free(&set);
	buf_free(&text);
	workflow_free(&workflow);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(old_news_is_ignored),
		TEST(what_we_removed_stays_removed),
		TEST(garbage_is_ignored),
		TEST(newest_first_in_pages),
		TEST(pages_pass_the_stages),
		TEST(a_retry_takes_pages_back),
		TEST(changes_come_in_order),
		TEST(clearing_removes_all),
		TEST(many_removals_are_forgotten),
		TEST(waiting_ends_with_a_change),
		TEST(estimates_are_honest),
		TEST(estimates_follow_the_rate),
		TEST(gaps),
	};
	return RUN(tests);
}
