/* test_http_header: ranges, entity tags and what a client would rather have. */
#include "tests/common/unit.h"

#include "web/http/header.h"

static void expect_range(
	const char *value, uint64_t size, enum range_result expected, uint64_t first, uint64_t last)
{
	uint64_t got_first = 7777, got_last = 7777;
	enum range_result result = http_range(value, size, &got_first, &got_last);
	if (result != expected)
		fail_msg("%s of %llu: %d, not %d", value ? value : "NULL", (unsigned long long)size,
			result, expected);
	if (expected == RANGE_ONE) {
		assert_int_equal(got_first, first);
		assert_int_equal(got_last, last);
	} else {
		assert_int_equal(got_first, 7777); /* untouched */
		assert_int_equal(got_last, 7777);
	}
}

static void one_range(void **state)
{
	(void)state;
	expect_range("bytes=0-0", 10, RANGE_ONE, 0, 0);
	expect_range("bytes=0-", 10, RANGE_ONE, 0, 9);
	expect_range("bytes=3-5", 10, RANGE_ONE, 3, 5);
	expect_range("bytes=9-9", 10, RANGE_ONE, 9, 9);
	expect_range("bytes=5-100", 10, RANGE_ONE, 5, 9);
	expect_range("bytes=-3", 10, RANGE_ONE, 7, 9);
	expect_range("bytes=-300", 10, RANGE_ONE, 0, 9);
	expect_range("Bytes= 3-5 ", 10, RANGE_ONE, 3, 5);
	expect_range(
		"bytes=5000000000-5000000001", 6000000000u, RANGE_ONE, 5000000000u, 5000000001u);
	expect_range("bytes=0-99999999999999999999999", 10, RANGE_ONE, 0, 9);
	expect_range("bytes=-99999999999999999999999", 10, RANGE_ONE, 0, 9);
}

static void beyond_the_end(void **state)
{
	(void)state;
	expect_range("bytes=10-", 10, RANGE_UNSATISFIABLE, 0, 0);
	expect_range("bytes=99999999999999999999999-", 10, RANGE_UNSATISFIABLE, 0, 0);
	expect_range("bytes=-0", 10, RANGE_UNSATISFIABLE, 0, 0);
	expect_range("bytes=0-", 0, RANGE_UNSATISFIABLE, 0, 0);
	expect_range("bytes=-5", 0, RANGE_UNSATISFIABLE, 0, 0);
	expect_range("bytes=10-11,20-", 10, RANGE_UNSATISFIABLE, 0, 0);
}

static void the_whole(void **state)
{
	(void)state;
	expect_range(NULL, 10, RANGE_NONE, 0, 0);
	expect_range("", 10, RANGE_NONE, 0, 0);
	expect_range("bytes=", 10, RANGE_NONE, 0, 0);
	expect_range("bytes=-", 10, RANGE_NONE, 0, 0);
	expect_range("bytes=x", 10, RANGE_NONE, 0, 0);
	expect_range("bytes=1", 10, RANGE_NONE, 0, 0);
	expect_range("bytes=5-3", 10, RANGE_NONE, 0, 0);
	expect_range("bytes=1-2;", 10, RANGE_NONE, 0, 0);
	expect_range("bytes=1-2,", 10, RANGE_NONE, 0, 0);
	expect_range("pages=1-2", 10, RANGE_NONE, 0, 0);
	expect_range("bytes=--1", 10, RANGE_NONE, 0, 0);
	expect_range("bytes=0-1,4-5", 10, RANGE_NONE, 0, 0); /* several: allowed to ignore */
	expect_range("bytes=0-1,20-", 10, RANGE_NONE, 0, 0);
}

static void etags(void **state)
{
	(void)state;
	assert_true(http_etag_matches("\"a\"", "\"a\""));
	assert_true(http_etag_matches("\"x\", W/\"a\"", "\"a\""));
	assert_true(http_etag_matches("*", "\"a\""));
	assert_true(http_etag_matches("\"x,y\",\"a\"", "\"a\""));
	assert_false(http_etag_matches(NULL, "\"a\""));
	assert_false(http_etag_matches("", "\"a\""));
	assert_false(http_etag_matches("\"ab\"", "\"a\""));
	assert_false(http_etag_matches("a", "\"a\""));
	assert_false(http_etag_matches("\"open", "\"a\""));
	assert_false(http_etag_matches("\"x\"\"a\"", "\"a\""));
}

static void html_or_json(void **state)
{
	(void)state;
	assert_true(http_accepts_html(
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
	assert_true(http_accepts_html("application/json;q=0.5, text/html"));
	assert_false(http_accepts_html("*/*"));
	assert_false(http_accepts_html(NULL));
	assert_false(http_accepts_html(""));
	assert_false(http_accepts_html("application/json"));
	assert_false(http_accepts_html("application/json, text/html;q=0.9"));
	assert_false(http_accepts_html("text/html;q=0"));
	assert_false(http_accepts_html("text/htmlx"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_range),
		cmocka_unit_test(beyond_the_end),
		cmocka_unit_test(the_whole),
		cmocka_unit_test(etags),
		cmocka_unit_test(html_or_json),
	};
	return RUN(tests);
}
