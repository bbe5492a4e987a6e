/* test_workflow_store.c: states changed by compare-and-set, one at a time and by many at once. */
#include "tests/common/nats/nats_farm.h"

#include "common/farm/workflow_store.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STREAM "KV_WAV_AGGREGATOR_STATE"

static int create(const char *id)
{
	struct workflow *workflow = workflow_new(id, "default", "me", "book.pdf", "default/x.pdf");
	int result = workflow_store_create(conn, workflow, &err);
	workflow_free(&workflow);
	return result;
}

/* ---- one at a time ---- */

static void a_created_state_is_read_back(void **state)
{
	(void)state;
	struct workflow *workflow = NULL;
	assert_ok(create("w1"), err);
	assert_ok(workflow_store_get(conn, "w1", &workflow, &err), err);
	assert_string_equal(workflow->id, "w1");
	assert_string_equal(workflow->name, "book.pdf");
	assert_int_equal(workflow->status, WORKFLOW_QUEUED);
	assert_true(workflow->revision > 0);
	workflow_free(&workflow);

	assert_int_equal(create("w1"), -1);
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_non_null(strstr(err.text, "w1"));
}

static void what_is_not_there_is_not_found(void **state)
{
	(void)state;
	struct workflow *workflow = NULL;
	assert_int_equal(workflow_store_get(conn, "none", &workflow, &err), -1);
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	assert_string_equal(err.text, "WAV_AGGREGATOR_STATE/none: no such workflow");
	assert_null(workflow);
	assert_int_equal(workflow_store_get(conn, "a.b", &workflow, &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	assert_int_equal(workflow_store_get(conn, ">", &workflow, &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	assert_ok(workflow_store_delete(conn, "none", &err), err);
}

static void a_stale_state_is_a_conflict(void **state)
{
	(void)state;
	struct workflow *mine = NULL, *theirs = NULL;
	assert_ok(create("w2"), err);
	assert_ok(workflow_store_get(conn, "w2", &mine, &err), err);
	assert_ok(workflow_store_get(conn, "w2", &theirs, &err), err);
	assert_ok(workflow_set_total(theirs, 3, &err), err);
	assert_ok(workflow_store_put(conn, theirs, &err), err);
	assert_true(theirs->revision > mine->revision);
	assert_ok(workflow_set_total(mine, 4, &err), err);
	assert_int_equal(workflow_store_put(conn, mine, &err), -1);
	assert_int_equal(err.kind, ERR_CONFLICT);
	/* The last writer can write again. */
	assert_ok(workflow_mark_page(theirs, 1, PAGE_SPOKEN, NULL, NULL, NULL, &err), err);
	assert_ok(workflow_store_put(conn, theirs, &err), err);
	workflow_free(&mine);
	workflow_free(&theirs);
	assert_ok(workflow_store_get(conn, "w2", &mine, &err), err);
	assert_int_equal(mine->total_pages, 3);
	assert_true(pageset_has(&mine->received, 1));
	workflow_free(&mine);
}

static void a_deleted_state_can_be_created_again(void **state)
{
	(void)state;
	struct workflow *workflow = NULL;
	assert_ok(create("w3"), err);
	assert_ok(workflow_store_delete(conn, "w3", &err), err);
	assert_int_equal(workflow_store_get(conn, "w3", &workflow, &err), -1);
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	assert_ok(workflow_store_delete(conn, "w3", &err), err);
	assert_ok(create("w3"), err);
	assert_ok(workflow_store_get(conn, "w3", &workflow, &err), err);
	workflow_free(&workflow);

	/* Other clients delete with a marker DEL. */
	natsMsg *message = NULL;
	natsMsg_Create(&message, "$KV.WAV_AGGREGATOR_STATE.w3", NULL, NULL, 0);
	natsMsgHeader_Set(message, "KV-Operation", "DEL");
	assert_int_equal(js_PublishMsg(NULL, natsconn_js(conn), message, NULL, NULL), NATS_OK);
	natsMsg_Destroy(message);
	assert_int_equal(workflow_store_get(conn, "w3", &workflow, &err), -1);
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	assert_ok(create("w3"), err);
}

static void the_librarys_own_kv_sees_the_same(void **state)
{
	(void)state;
	kvStore *kv = NULL;
	kvEntry *entry = NULL;
	struct workflow *workflow = NULL;
	assert_ok(create("w4"), err);
	assert_ok(workflow_store_get(conn, "w4", &workflow, &err), err);
	assert_int_equal(js_KeyValue(&kv, natsconn_js(conn), "WAV_AGGREGATOR_STATE"), NATS_OK);
	assert_int_equal(kvStore_Get(&entry, kv, "w4"), NATS_OK);
	assert_int_equal(kvEntry_Revision(entry), workflow->revision);
	assert_non_null(strstr(kvEntry_ValueString(entry), "\"workflowId\":\"w4\""));
	kvEntry_Destroy(entry);
	assert_ok(workflow_store_delete(conn, "w4", &err), err);
	assert_int_equal(kvStore_Get(&entry, kv, "w4"), NATS_NOT_FOUND);
	kvStore_Destroy(kv);
	workflow_free(&workflow);
}

static void an_unreadable_value_is_told(void **state)
{
	(void)state;
	struct workflow *workflow = NULL;
	assert_ok(natsconn_publish(conn, "$KV.WAV_AGGREGATOR_STATE.w5", "garbage", 7, NULL, &err),
		err);
	assert_int_equal(workflow_store_get(conn, "w5", &workflow, &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	assert_non_null(strstr(err.text, "WAV_AGGREGATOR_STATE/w5"));
}

/* ---- changes ---- */

struct mark {
	int page;
	bool completed; /* by this change */
};

static int mark(struct workflow *workflow, void *context, struct err *error)
{
	struct mark *it = context;
	bool changed = false;
	if (workflow_mark_page(workflow, it->page, PAGE_SPOKEN, NULL, NULL, &changed, error) < 0)
		return -1;
	it->completed = changed && workflow_is_complete(workflow);
	return changed;
}

static int set_total(struct workflow *workflow, void *context, struct err *error)
{
	return workflow_set_total(workflow, *(int *)context, error) < 0 ? -1 : 1;
}

static void a_change_is_written_or_not(void **state)
{
	(void)state;
	struct workflow *workflow = NULL;
	bool written = false;
	int total = 2;
	struct mark first = { .page = 1 }, beyond = { .page = 7 };
	assert_ok(create("w6"), err);
	assert_ok(workflow_store_change(conn, "w6", set_total, &total, NULL, &written, &err), err);
	assert_true(written);
	assert_ok(workflow_store_change(conn, "w6", mark, &first, &workflow, &written, &err), err);
	assert_true(written);
	assert_true(pageset_has(&workflow->received, 1));
	uint64_t revision = workflow->revision;
	workflow_free(&workflow);
	assert_ok(workflow_store_change(conn, "w6", mark, &first, &workflow, &written, &err), err);
	assert_false(written);
	assert_int_equal(workflow->revision, revision);
	workflow_free(&workflow);
	assert_int_equal(
		workflow_store_change(conn, "w6", mark, &beyond, &workflow, &written, &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	assert_null(workflow);
	assert_int_equal(
		workflow_store_change(conn, "none", mark, &first, &workflow, &written, &err), -1);
	assert_int_equal(err.kind, ERR_NOT_FOUND);
}

enum { THREADS = 8, PAGES = 2000 };

struct team {
	const char *id;
	int pages;
	atomic_int threads, next, marks, completions, failures;
	char failure[480];
};

static void *mark_pages(void *arg)
{
	struct team *team = arg;
	struct err error;
	for (;;) {
		int page = atomic_fetch_add(&team->next, 1);
		if (page > team->pages)
			return NULL;
		struct mark it = { .page = page };
		bool written = false;
		if (workflow_store_change(conn, team->id, mark, &it, NULL, &written, &error) < 0) {
			if (atomic_fetch_add(&team->failures, 1) == 0)
				memcpy(team->failure, error.text, sizeof team->failure);
			return NULL;
		}
		atomic_fetch_add(&team->marks, written);
		atomic_fetch_add(&team->completions, written && it.completed);
	}
}

static void mark_all(struct team *team)
{
	pthread_t threads[THREADS];
	struct workflow *workflow = NULL;
	assert_ok(create(team->id), err);
	assert_ok(workflow_store_change(conn, team->id, set_total, &team->pages, NULL, NULL, &err),
		err);
	atomic_store(&team->next, 1);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, mark_pages, team);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	if (team->failures)
		fail_msg("%d: %s", team->failures, team->failure);
	assert_ok(workflow_store_get(conn, team->id, &workflow, &err), err);
	assert_true(workflow_is_complete(workflow));
	assert_int_equal(pageset_count(&workflow->received), team->pages);
	workflow_free(&workflow);
}

static void eight_mark_and_exactly_one_sees_completion(void **state)
{
	(void)state;
	struct team team = { .id = "w7", .pages = PAGES };
	mark_all(&team);
	assert_int_equal(team.marks, PAGES);
	assert_int_equal(team.completions, 1);
}

/* Kills the server again and again while threads are marking pages. */
static atomic_bool marking_over;

static void *mark_all_thread(void *arg)
{
	struct team *team = arg;
	mark_pages(team);
	if (atomic_fetch_sub(&team->threads, 1) == 1)
		atomic_store(&marking_over, true);
	return NULL;
}

static void restarts_lose_no_mark_and_double_none(void **state)
{
	(void)state;
	struct team team = { .id = "w8", .pages = 1500, .threads = THREADS };
	pthread_t threads[THREADS];
	assert_ok(create(team.id), err);
	assert_ok(workflow_store_change(conn, team.id, set_total, &team.pages, NULL, NULL, &err),
		err);
	atomic_store(&team.next, 1);
	atomic_store(&marking_over, false);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, mark_all_thread, &team);
	for (int i = 0; i < 3 && !atomic_load(&marking_over); i++) {
		int before = atomic_load(&team.next);
		while (atomic_load(&team.next) < before + 150 && !atomic_load(&marking_over))
			usleep(1000);
		nats_server_kill(&server, SIGKILL);
		nats_server_restart(&server);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	if (team.failures)
		fail_msg("%d: %s", team.failures, team.failure);
	struct workflow *workflow = NULL;
	assert_ok(workflow_store_get(conn, team.id, &workflow, &err), err);
	assert_int_equal(pageset_count(&workflow->received), team.pages);
	workflow_free(&workflow);
	/* A kill can lose the answer to a write in such a way that nobody can tell what happened
	 * (the write was overwritten before its result was queried), but it must never count
	 * twice. */
	assert_in_range(team.completions, 0, 1);
	assert_in_range(team.marks, team.pages - 3 * THREADS, team.pages);
}

/* ---- many pages ---- */

/* `context` is the format of their reasons. */
static int fail_every_other(struct workflow *workflow, void *context, struct err *ret_err)
{
	if (workflow_set_total(workflow, 20000, ret_err) < 0)
		return -1;
	for (int page = 1; page <= workflow->total_pages; page++) {
		char reason[1000];
		snprintf(reason, sizeof reason, context, page);
		enum page_outcome outcome = page % 2 ? PAGE_FAILED : PAGE_BLANK;
		if (workflow_mark_page(workflow, page, outcome, "tts", reason, NULL, ret_err) < 0)
			return -1;
	}
	return 1;
}

static void check_failed(const char *id, char *reason)
{
	struct workflow *workflow = NULL;
	int page = 1;
	assert_ok(create(id), err);
	assert_ok(workflow_store_change(conn, id, fail_every_other, reason, NULL, NULL, &err), err);
	assert_ok(workflow_store_get(conn, id, &workflow, &err), err);
	assert_true(workflow_is_complete(workflow));
	for (const struct page_failure *f = workflow->failed; f; f = f->next, page += 2) {
		assert_int_equal(f->page, page);
		assert_string_equal(f->stage, "tts");
	}
	assert_int_equal(page, 20001);
	workflow_free(&workflow);
}

static void a_book_may_fail_at_every_page(void **state)
{
	(void)state;
	char same[] =
		"killed by SIGSEGV: its voice cannot be spoken on this machine (in 3 attempts)";
	char different[] = "%0300d: page that cannot be spoken";
	check_failed("all-the-same", same);
	check_failed("all-different", different);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_created_state_is_read_back),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(a_stale_state_is_a_conflict),
		cmocka_unit_test(a_deleted_state_can_be_created_again),
		cmocka_unit_test(the_librarys_own_kv_sees_the_same),
		cmocka_unit_test(an_unreadable_value_is_told),
		cmocka_unit_test(a_change_is_written_or_not),
		cmocka_unit_test(a_book_may_fail_at_every_page),
		cmocka_unit_test(eight_mark_and_exactly_one_sees_completion),
		cmocka_unit_test(restarts_lose_no_mark_and_double_none),
	};
	return cmocka_run_group_tests(tests, farm_start, farm_stop);
}
