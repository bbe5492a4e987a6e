/* test_listener.c: a listener's position and bookmarks: what clients may send, which position wins,
 * and that the bucket keeps them and forgets them with the job. */
#include "tests/common/nats/nats_farm.h"

#include "common/base/buf.h"
#include "common/base/timestamp.h"
#include "common/farm/listener_store.h"
#include "common/nats/kv.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- what clients send ---- */

static struct listener_position position_of(const char *json)
{
	struct listener_position position = { .at_ms = -1 };
	assert_ok(listener_parse_position(json, strlen(json), &position, &err), err);
	return position;
}

static void a_place_is_a_page_and_a_word(void **state)
{
	(void)state;
	struct listener_position position =
		position_of("{\"page\":12,\"word\":57,\"offset\":0.25,"
			    "\"at\":\"2026-01-02T03:04:05Z\",\"unknown\":[1]}");
	assert_int_equal(position.place.page, 12);
	assert_int_equal(position.place.word, 57);
	assert_true(position.place.offset == 0.25);
	assert_int_equal(position.at_ms, INT64_C(1767323045000));
	position = position_of("{\"page\":1}");
	assert_int_equal(position.place.word, 0);
	assert_true(clock_unix_ms() - position.at_ms < 60000);
}

static void nothing_is_heard_in_the_future(void **state)
{
	(void)state;
	struct listener_position position =
		position_of("{\"page\":1,\"at\":\"9999-12-31T00:00:00Z\"}");
	assert_true(position.at_ms <= clock_unix_ms());
}

static void what_makes_no_sense_is_refused_by_name(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "", "not JSON" },
		{ "[]", "not a JSON object" },
		{ "{\"page\":1", "not JSON" },
		{ "{}", "page: missing" },
		{ "{\"page\":0}", "page: must be from 1" },
		{ "{\"page\":-1}", "page: must be from 1" },
		{ "{\"page\":1.5}", "page: must be a whole number" },
		{ "{\"page\":\"1\"}", "page: must be a number" },
		{ "{\"page\":1e300}", "page: must be a whole number" },
		{ "{\"page\":1,\"word\":-1}", "word: must be from 0" },
		{ "{\"page\":1,\"offset\":-0.1}", "offset: must be from 0" },
		{ "{\"page\":1,\"offset\":1e9}", "offset: must be from 0" },
		{ "{\"page\":1,\"at\":\"yesterday\"}", "at: must be a time" },
		{ "{\"page\":1,\"at\":\"1960-01-01T00:00:00Z\"}", "at: must be a time" },
		{ "{\"page\":1,\"at\":5}", "at: must be a string" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct listener_position position = { .at_ms = -1 };
		const char *json = cases[i][0];
		assert_int_equal(listener_parse_position(json, strlen(json), &position, &err), -1);
		assert_int_equal(err.kind, ERR_INVALID);
		if (!strstr(err.text, cases[i][1]))
			fail_msg("%s: \"%s\" says nothing of \"%s\"", json, err.text, cases[i][1]);
		assert_int_equal(position.at_ms, -1);
	}
}

static int bookmarks_of(const char *json, struct listener_bookmarks *ret_bookmarks)
{
	return listener_parse_bookmarks(json, strlen(json), arena, ret_bookmarks, &err);
}

static void bookmarks_are_sorted_and_get_what_they_lack(void **state)
{
	(void)state;
	struct listener_bookmarks marks;
	assert_ok(bookmarks_of(
			  "{\"bookmarks\":[{\"page\":3,\"word\":9,\"id\":\"z\"},"
			  "{\"page\":3,\"word\":2,\"note\":\"tab\\tline\\nfeed\"},{\"page\":1}]}",
			  &marks),
		err);
	assert_int_equal(marks.count, 3);
	assert_int_equal(marks.revision, -1);
	assert_int_equal(marks.items[0].place.page, 1);
	assert_int_equal(marks.items[1].place.word, 2);
	assert_string_equal(marks.items[1].note, "tab\tline\nfeed");
	assert_string_equal(marks.items[2].id, "z");
	assert_int_equal(strlen(marks.items[0].id), 36);
	assert_string_not_equal(marks.items[0].id, marks.items[1].id);
	assert_true(clock_unix_ms() - marks.items[0].created_ms < 60000);
}

/* {"bookmarks":[...]} with `count` bookmarks that have notes of `note` bytes. */
static const char *many(size_t count, size_t note)
{
	struct buf json = BUF_EMPTY;
	buf_append_string(&json, "{\"bookmarks\":[");
	for (size_t i = 0; i < count; i++) {
		buf_append_string(
			&json, i > 0 ? ",{\"page\":1,\"note\":\"" : "{\"page\":1,\"note\":\"");
		for (size_t k = 0; k < note; k++)
			buf_append_char(&json, 'x');
		buf_append_string(&json, "\"}");
	}
	buf_append_string(&json, "]}");
	const char *text = arena_string(arena, buf_string(&json));
	buf_free(&json);
	return text;
}

static void bookmarks_have_bounds(void **state)
{
	(void)state;
	const char *const cases[][2] = {
		{ "{}", "bookmarks: missing" },
		{ "{\"bookmarks\":{}}", "bookmarks: must be an array" },
		{ "{\"bookmarks\":[1]}", "bookmarks[0]: must be an object" },
		{ "{\"bookmarks\":[{\"page\":1},{}]}", "bookmarks[1].page: missing" },
		{ "{\"bookmarks\":[{\"page\":1,\"id\":\"a.b\"}]}", "bookmarks[0].id: must be" },
		{ "{\"bookmarks\":[{\"page\":1,\"id\":\"\"}]}", "bookmarks[0].id: must be" },
		{ "{\"bookmarks\":[{\"page\":1,\"note\":\"a\\u0007\"}]}", "control characters" },
		{ "{\"bookmarks\":[{\"page\":1,\"id\":\"a\"},{\"page\":2,\"id\":\"a\"}]}",
			"more than one has the id a" },
		{ "{\"bookmarks\":[],\"revision\":-1}", "revision: must be from 0" },
		{ many(LISTENER_MAX_BOOKMARKS + 1, 1), "a book can have at most 200" },
		{ many(1, LISTENER_MAX_NOTE + 1), "bookmarks[0].note: must be no longer than" },
	};
	struct listener_bookmarks marks = { .count = 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(bookmarks_of(cases[i][0], &marks), -1);
		assert_int_equal(err.kind, ERR_INVALID);
		if (!strstr(err.text, cases[i][1]))
			fail_msg("\"%s\" says nothing of \"%s\"", err.text, cases[i][1]);
	}
	assert_ok(bookmarks_of(many(LISTENER_MAX_BOOKMARKS, LISTENER_MAX_NOTE), &marks), err);
	assert_int_equal(marks.count, LISTENER_MAX_BOOKMARKS);
}

static void the_later_position_stands(void **state)
{
	(void)state;
	int64_t now = clock_unix_ms();
	const struct listener_position none = { .at_ms = 0 };
	const struct listener_position old = { { 1, 0, 0 }, now - 5000 };
	const struct listener_position young = { { 2, 0, 0 }, now };
	const struct listener_position wrong = { { 3, 0, 0 }, now + 3600000 };
	assert_true(listener_is_later(&old, &none));
	assert_true(listener_is_later(&young, &old));
	assert_true(listener_is_later(&young, &young));
	assert_false(listener_is_later(&old, &young));
	/* A position from a wrong clock must not block later ones. */
	assert_true(listener_is_later(&young, &wrong));
}

/* ---- the bucket ---- */

static struct listener_key key_of(const char *user, const char *job)
{
	return (struct listener_key) { "default", user, job };
}

static struct listener_position put(const char *user, const char *job, int page, int64_t at_ms)
{
	const struct listener_key key = key_of(user, job);
	const struct listener_position position = { { page, 7, 0.5 }, at_ms };
	struct listener_position stands;
	assert_ok(listener_store_set_position(conn, &key, &position, &stands, &err), err);
	return stands;
}

static struct listener_state get(const char *user, const char *job)
{
	const struct listener_key key = key_of(user, job);
	struct listener_state kept;
	assert_ok(listener_store_get(conn, &key, arena, &kept, &err), err);
	return kept;
}

static void a_position_is_read_back(void **state)
{
	(void)state;
	assert_int_equal(get("me", "j1").position.place.page, 0);
	put("me", "j1", 4, 1000);
	struct listener_position kept = get("me", "j1").position;
	assert_int_equal(kept.place.page, 4);
	assert_int_equal(kept.place.word, 7);
	assert_true(kept.place.offset == 0.5);
	assert_int_equal(kept.at_ms, 1000);
	assert_int_equal(put("me", "j1", 9, 999).place.page, 4);
	assert_int_equal(put("me", "j1", 9, 1000).place.page, 9);
	assert_int_equal(get("me", "j1").position.place.page, 9);
}

/* User names may contain anything; keys may not. */
static void every_listener_has_a_place_of_its_own(void **state)
{
	(void)state;
	static const char *const users[] = { "a.b", "a=2Eb", "a b", "a*b", "a>b", "ä", "a" };
	for (int i = 0; i < 7; i++)
		put(users[i], "j2", i + 1, 1000);
	for (int i = 0; i < 7; i++)
		assert_int_equal(get(users[i], "j2").position.place.page, i + 1);
}

static struct listener_bookmarks store(
	const char *job, const char *json, int64_t revision, bool expect_changed)
{
	const struct listener_key key = key_of("me", job);
	struct listener_bookmarks marks, stand;
	bool changed = !expect_changed;
	assert_ok(bookmarks_of(json, &marks), err);
	marks.revision = revision;
	assert_ok(listener_store_set_bookmarks(conn, &key, &marks, arena, &stand, &changed, &err),
		err);
	assert_int_equal(changed, expect_changed);
	return stand;
}

static void one_browser_does_not_undo_another_s_bookmarks(void **state)
{
	(void)state;
	static const char one[] = "{\"bookmarks\":[{\"page\":1,\"id\":\"a\",\"note\":\"one\"}]}";
	static const char two[] = "{\"bookmarks\":[{\"page\":2,\"id\":\"b\"}]}";
	put("me", "j3", 4, 1000);
	assert_int_equal(store("j3", one, 0, false).revision, 1);
	struct listener_bookmarks stand = store("j3", two, 0, true);
	assert_int_equal(stand.revision, 1);
	assert_string_equal(stand.items[0].note, "one");
	put("me", "j3", 5, 2000); /* does not change the bookmarks */
	assert_int_equal(store("j3", two, 1, false).revision, 2);
	assert_int_equal(store("j3", one, -1, false).revision, 3);
	struct listener_state kept = get("me", "j3");
	assert_int_equal(kept.bookmarks.count, 1);
	assert_string_equal(kept.bookmarks.items[0].id, "a");
	assert_int_equal(kept.position.place.page, 5);
}

static void the_largest_list_can_be_kept(void **state)
{
	(void)state;
	store("j4", many(LISTENER_MAX_BOOKMARKS, LISTENER_MAX_NOTE), 0, false);
	assert_int_equal(get("me", "j4").bookmarks.count, LISTENER_MAX_BOOKMARKS);
}

static void what_a_stranger_stored_counts_as_nothing(void **state)
{
	(void)state;
	static const char *const rubbish[] = { "", "{", "{\"position\":{\"page\":-4}}",
		"{\"position\":7}", "{\"bookmarks\":\"x\"}", "\xff\xfe" };
	const char *subject = kv_subject(arena, "LISTENER_STATE", "default.me.j5");
	for (size_t i = 0; i < sizeof rubbish / sizeof *rubbish; i++) {
		const char *text = rubbish[i];
		assert_ok(natsconn_publish(conn, subject, text, strlen(text), NULL, &err), err);
		assert_int_equal(get("me", "j5").position.place.page, 0);
		put("me", "j5", 3, 1000);
		assert_int_equal(get("me", "j5").position.place.page, 3);
	}
}

static void a_job_takes_its_listeners_with_it(void **state)
{
	(void)state;
	put("me", "j6", 1, 1000);
	put("you there", "j6", 2, 1000);
	put("me", "j7", 3, 1000);
	assert_ok(listener_store_remove_job(conn, "j6", &err), err);
	assert_int_equal(get("me", "j6").position.place.page, 0);
	assert_int_equal(get("you there", "j6").position.place.page, 0);
	assert_int_equal(get("me", "j7").position.place.page, 3);
	assert_ok(listener_store_remove_job(conn, "j6", &err), err);
	assert_int_equal(listener_store_remove_job(conn, ">", &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	assert_int_equal(get("me", "j7").position.place.page, 3);
	put("me", "j6", 8, 500);
	assert_int_equal(get("me", "j6").position.place.page, 8);
}

enum { WRITERS = 4, WRITES = 25 };

static void *write_often(void *context)
{
	int first = *(const int *)context;
	for (int i = 0; i < WRITES; i++)
		put("me", "j8", first + i * WRITERS, 1000 + first + i * WRITERS);
	return NULL;
}

static void of_many_at_once_the_latest_stands(void **state)
{
	(void)state;
	pthread_t threads[WRITERS];
	int firsts[WRITERS];
	for (int i = 0; i < WRITERS; i++) {
		firsts[i] = i + 1;
		assert_int_equal(pthread_create(&threads[i], NULL, write_often, &firsts[i]), 0);
	}
	for (int i = 0; i < WRITERS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(get("me", "j8").position.place.page, WRITERS * WRITES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_a_page_and_a_word),
		cmocka_unit_test(nothing_is_heard_in_the_future),
		cmocka_unit_test(what_makes_no_sense_is_refused_by_name),
		cmocka_unit_test(bookmarks_are_sorted_and_get_what_they_lack),
		cmocka_unit_test(bookmarks_have_bounds),
		cmocka_unit_test(the_later_position_stands),
		cmocka_unit_test(a_position_is_read_back),
		cmocka_unit_test(every_listener_has_a_place_of_its_own),
		cmocka_unit_test(one_browser_does_not_undo_another_s_bookmarks),
		cmocka_unit_test(the_largest_list_can_be_kept),
		cmocka_unit_test(what_a_stranger_stored_counts_as_nothing),
		cmocka_unit_test(a_job_takes_its_listeners_with_it),
		cmocka_unit_test(of_many_at_once_the_latest_stands),
	};
	return cmocka_run_group_tests(tests, farm_start, farm_stop);
}
