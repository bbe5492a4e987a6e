/* test_pageset.c: tests of common/base/pageset, by hand and against a plain array of flags. */
#include "unit.h"

#include "common/base/pageset.h"

static void assert_set(const struct pageset *set, const char *expected)
{
	struct buf text = BUF_EMPTY;
	pageset_format(set, &text);
	assert_string_equal(buf_string(&text), expected);
	buf_free(&text);
}

static void adds_and_merges(void **state)
{
	(void)state;
	struct pageset set = PAGESET_EMPTY;
	assert_set(&set, "");
	assert_int_equal(pageset_count(&set), 0);
	assert_true(pageset_add(&set, 5));
	assert_false(pageset_add(&set, 5));
	assert_true(pageset_add(&set, 7));
	assert_set(&set, "5,7");
	assert_true(pageset_add(&set, 6));
	assert_set(&set, "5-7");
	assert_int_equal(set.count, 1);
	assert_true(pageset_add_range(&set, 1, 3));
	assert_set(&set, "1-3,5-7");
	assert_true(pageset_add_range(&set, 2, 9));
	assert_set(&set, "1-9");
	assert_false(pageset_add_range(&set, 4, 9));
	assert_true(pageset_add_range(&set, 20, 30));
	assert_true(pageset_add_range(&set, 11, 12));
	assert_true(pageset_add_range(&set, 10, 40));
	assert_set(&set, "1-40");
	assert_int_equal(pageset_count(&set), 40);
	pageset_free(&set);
	assert_int_equal(set.count, 0);
}

static void removes(void **state)
{
	(void)state;
	struct pageset set = PAGESET_EMPTY;
	pageset_add_range(&set, 1, 10);
	pageset_remove(&set, 1);
	pageset_remove(&set, 10);
	pageset_remove(&set, 5);
	assert_set(&set, "2-4,6-9");
	pageset_remove(&set, 5);
	pageset_remove(&set, 100);
	pageset_remove(&set, 0);
	assert_set(&set, "2-4,6-9");
	pageset_remove(&set, 3);
	pageset_remove(&set, 2);
	pageset_remove(&set, 4);
	assert_set(&set, "6-9");
	pageset_free(&set);
}

static void finds_the_next(void **state)
{
	(void)state;
	struct pageset set = PAGESET_EMPTY;
	pageset_add_range(&set, 3, 5);
	pageset_add(&set, 9);
	assert_int_equal(pageset_next(&set, 1), 3);
	assert_int_equal(pageset_next(&set, 4), 4);
	assert_int_equal(pageset_next(&set, 6), 9);
	assert_int_equal(pageset_next(&set, 10), 0);
	assert_true(pageset_has(&set, 5));
	assert_false(pageset_has(&set, 6));
	assert_false(pageset_has(&set, 0));
	assert_false(pageset_has(&set, -1));
	pageset_free(&set);
}

static void joins_sets(void **state)
{
	(void)state;
	struct pageset a = PAGESET_EMPTY, b = PAGESET_EMPTY;
	pageset_add_range(&a, 1, 3);
	pageset_add_range(&b, 4, 6);
	pageset_add(&b, 10);
	pageset_add_all(&a, &b);
	assert_set(&a, "1-6,10");
	assert_set(&b, "4-6,10");
	pageset_free(&a);
	pageset_free(&b);
}

static void parses(void **state)
{
	(void)state;
	static const struct {
		const char *text, *set;
	} cases[] = {
		{ "", "" },
		{ "  ", "" },
		{ "7", "7" },
		{ "1-20,35", "1-20,35" },
		{ " 1 - 20 , 35 ", "1-20,35" },
		{ "35,1-20", "1-20,35" },
		{ "1,2,3,2,1", "1-3" },
		{ "5-5", "5" },
		{ "000012", "12" },
		{ "1000000", "1000000" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pageset set = PAGESET_EMPTY;
		struct err err = { 0 };
		pageset_add(&set, 99);
		if (pageset_parse(&set, cases[i].text, &err) < 0)
			fail_msg("\"%s\": %s", cases[i].text, err.text);
		assert_set(&set, cases[i].set);
		pageset_free(&set);
	}
}

static void refuses(void **state)
{
	(void)state;
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "7-", "the range \"7-\" needs a last page, like 7-17" },
		{ "7-,9", "the range \"7-\" needs a last page, like 7-17" },
		{ "-7", "page numbers and ranges like 1-20,35 are expected, not \"-7\"" },
		{ "a", "page numbers and ranges like 1-20,35 are expected, not \"a\"" },
		{ "1,", "page numbers and ranges like 1-20,35 are expected, not \"1,\"" },
		{ ",1", "page numbers and ranges like 1-20,35 are expected, not \",1\"" },
		{ "1,,2", "page numbers and ranges like 1-20,35 are expected, not \"1,,2\"" },
		{ "1;2", "page numbers and ranges like 1-20,35 are expected, not \"1;2\"" },
		{ "1 2", "page numbers and ranges like 1-20,35 are expected, not \"1 2\"" },
		{ "1-2-3", "page numbers and ranges like 1-20,35 are expected, not \"1-2-3\"" },
		{ "0", "pages count from 1" },
		{ "0-5", "pages count from 1" },
		{ "9-3", "range 9-3 runs backwards" },
		{ "1000001", "page numbers go up to 1000000" },
		{ "99999999999999999999", "page numbers go up to 1000000" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pageset set = PAGESET_EMPTY;
		struct err err = { 0 };
		pageset_add(&set, 99);
		assert_int_equal(pageset_parse(&set, cases[i].text, &err), -1);
		assert_err(err, ERR_INVALID, cases[i].why);
		assert_set(&set, "99");
		pageset_free(&set);
	}
}

/* Checks that the ranges are sorted, neither touch nor overlap, and hold the same pages as the
 * flags. */
static void assert_same(const struct pageset *set, const bool *flags, int pages)
{
	int count = 0, last = -1;
	for (size_t i = 0; i < set->count; i++) {
		assert_true(set->ranges[i].first > last + 1);
		assert_true(set->ranges[i].last >= set->ranges[i].first);
		last = set->ranges[i].last;
	}
	for (int page = 1; page <= pages; page++) {
		assert_int_equal(pageset_has(set, page), flags[page]);
		count += flags[page];
	}
	assert_int_equal(pageset_count(set), count);
}

static void random_changes_agree_with_flags(void **state)
{
	(void)state;
	enum { PAGES = 60, ROUNDS = 4000 };
	bool flags[PAGES + 1] = { false };
	struct pageset set = PAGESET_EMPTY;
	uint32_t random = 12345;
	for (int i = 0; i < ROUNDS; i++) {
		random = random * 1664525 + 1013904223;
		int first = 1 + (int)(random >> 8) % PAGES;
		int last = first + (int)(random >> 20) % 5;
		if (last > PAGES)
			last = PAGES;
		if (random >> 31) {
			bool fresh = false;
			for (int page = first; page <= last; page++) {
				fresh |= !flags[page];
				flags[page] = true;
			}
			assert_int_equal(pageset_add_range(&set, first, last), fresh);
		} else {
			flags[first] = false;
			pageset_remove(&set, first);
		}
		assert_same(&set, flags, PAGES);
	}
	pageset_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adds_and_merges),
		cmocka_unit_test(removes),
		cmocka_unit_test(finds_the_next),
		cmocka_unit_test(joins_sets),
		cmocka_unit_test(parses),
		cmocka_unit_test(refuses),
		cmocka_unit_test(random_changes_agree_with_flags),
	};
	return RUN(tests);
}
