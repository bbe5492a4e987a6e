/* test_meta.c: tests of common/base/meta. */
#include "unit.h"

#include "common/base/meta.h"
#include "common/farm/page_metadata.h"

static int setup(void **state)
{
	*state = arena_new();
	return 0;
}

static int teardown(void **state)
{
	struct arena *arena = *state;
	arena_free(&arena);
	return 0;
}

static void sets_and_replaces(void **state)
{
	struct meta meta = { 0 };
	assert_null(meta_get(&meta, "a"));
	meta_set(&meta, *state, "a", "1");
	meta_set(&meta, *state, "b", "2");
	meta_set(&meta, *state, "a", "3");
	assert_int_equal(meta.count, 2);
	assert_string_equal(meta_get(&meta, "a"), "3");
	assert_string_equal(meta_get(&meta, "b"), "2");
	meta_setf(&meta, *state, META_SECONDS, "%.3f", 12.3454);
	assert_string_equal(meta_get(&meta, "seconds"), "12.345");
}

static void copies_its_strings(void **state)
{
	struct meta meta = { 0 };
	char key[] = "key", value[] = "value";
	meta_set(&meta, *state, key, value);
	key[0] = value[0] = 'x';
	assert_string_equal(meta_get(&meta, "key"), "value");
}

static void keeps_many(void **state)
{
	struct meta meta = { 0 };
	char key[16];
	for (int i = 0; i < 100; i++) {
		snprintf(key, sizeof key, "key%d", i);
		meta_setf(&meta, *state, key, "%d", i);
	}
	assert_int_equal(meta.count, 100);
	for (int i = 0; i < 100; i++) {
		snprintf(key, sizeof key, "key%d", i);
		assert_int_equal(meta_get_int(&meta, key, 0, 99, -1), i);
	}
}

static void reads_numbers(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} cases[] = {
		{ "22050", 22050 },
		{ "8000", 8000 },
		{ "192000", 192000 },
		{ "7999", -1 },
		{ "192001", -1 },
		{ "", -1 },
		{ "22050Hz", -1 },
		{ "2e4", -1 },
		{ "99999999999999999999999", -1 },
	};
	struct meta meta = { 0 };
	assert_int_equal(meta_get_int(&meta, "n", 8000, 192000, -1), -1);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		meta_set(&meta, *state, "n", cases[i].text);
		assert_int_equal(meta_get_int(&meta, "n", 8000, 192000, -1), cases[i].value);
	}
}

static void compares_in_any_order(void **state)
{
	struct meta a = { 0 }, b = { 0 };
	assert_true(meta_equal(&a, &b));
	meta_set(&a, *state, "x", "1");
	meta_set(&a, *state, "y", "2");
	assert_false(meta_equal(&a, &b));
	meta_set(&b, *state, "y", "2");
	meta_set(&b, *state, "x", "1");
	assert_true(meta_equal(&a, &b));
	meta_set(&b, *state, "x", "0");
	assert_false(meta_equal(&a, &b));
	struct meta c = { 0 };
	meta_set(&c, *state, "x", "1");
	meta_set(&c, *state, "z", "2");
	assert_false(meta_equal(&a, &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_and_replaces),
		cmocka_unit_test(copies_its_strings),
		cmocka_unit_test(keeps_many),
		cmocka_unit_test(reads_numbers),
		cmocka_unit_test(compares_in_any_order),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
