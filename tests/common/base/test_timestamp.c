/* test_timestamp.c: RFC 3339 in both directions. */
#include "unit.h"

#include "common/base/timestamp.h"

#define SECOND INT64_C(1000)

static void formats(void **state)
{
	(void)state;
	static const struct {
		int64_t ms;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ 1, "1970-01-01T00:00:00.001Z" },
		{ 951782400 * SECOND, "2000-02-29T00:00:00.000Z" },
		{ 1767323045 * SECOND + 678, "2026-01-02T03:04:05.678Z" },
		{ 253402300799 * SECOND + 999, "9999-12-31T23:59:59.999Z" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[TIMESTAMP_SIZE];
		int64_t back = -1;
		timestamp_format(cases[i].ms, text);
		assert_string_equal(text, cases[i].text);
		assert_true(timestamp_parse(text, &back));
		assert_int_equal(back, cases[i].ms);
	}
}

static void parses_what_others_write(void **state)
{
	(void)state;
	static const char *const same[] = {
		"2026-01-02T03:04:05Z",
		"2026-01-02t03:04:05z",
		"2026-01-02 03:04:05Z",
		"2026-01-02T03:04:05.0Z",
		"2026-01-02T03:04:05+00:00",
		"2026-01-02T03:04:05-00:00",
		"2026-01-02T05:34:05+02:30",
		"2026-01-01T22:04:05-05:00",
		"2026-01-02T03:04:05.000999999Z",
	};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		int64_t ms = -1;
		if (!timestamp_parse(same[i], &ms))
			fail_msg("refused: %s", same[i]);
		assert_int_equal(ms, 1767323045 * SECOND);
	}
	int64_t ms = -1;
	assert_true(timestamp_parse("2026-01-02T03:04:05.5Z", &ms));
	assert_int_equal(ms, 1767323045 * SECOND + 500);
	assert_true(timestamp_parse("2016-12-31T23:59:60Z", &ms));
	assert_int_equal(ms, 1483228800 * SECOND);
}

static void refuses_the_rest(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"",
		"now",
		"2026-01-02",
		"2026-01-02T03:04Z",
		"2026-01-02T03:04:05",
		"2026-01-02T03:04:05.Z",
		"2026-01-02T03:04:05Z ",
		" 2026-01-02T03:04:05Z",
		"2026-1-2T03:04:05Z",
		"2026-13-02T03:04:05Z",
		"2026-00-02T03:04:05Z",
		"2026-02-29T03:04:05Z",
		"2100-02-29T03:04:05Z",
		"2026-04-31T03:04:05Z",
		"2026-01-00T03:04:05Z",
		"2026-01-02T24:04:05Z",
		"2026-01-02T03:60:05Z",
		"2026-01-02T03:04:61Z",
		"2026-01-02T03:04:05+0200",
		"2026-01-02T03:04:05+24:00",
		"2026-01-02T03:04:05+02:60",
		"2026-01-02T03:04:05+ 2:00",
		"2026-01-02T03:04:05+02:00x",
		"2026-01-02T 3:04:05Z",
		"+026-01-02T03:04:05Z",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		int64_t ms = 77;
		if (timestamp_parse(wrong[i], &ms))
			fail_msg("taken: %s", wrong[i]);
		assert_int_equal(ms, 77);
	}
}

static void clocks(void **state)
{
	(void)state;
	char text[TIMESTAMP_SIZE];
	int64_t before = clock_unix_ms(), now = 0;
	timestamp_now(text);
	assert_true(timestamp_parse(text, &now));
	/* Within a day: the wall clock may be set during the test. */
	assert_true(now - before < 86400 * SECOND && before - now < 86400 * SECOND);
	assert_true(before > 1700000000 * SECOND);
	int64_t first = clock_monotonic_ms();
	assert_true(clock_monotonic_ms() >= first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats),
		cmocka_unit_test(parses_what_others_write),
		cmocka_unit_test(refuses_the_rest),
		cmocka_unit_test(clocks),
	};
	return RUN(tests);
}
