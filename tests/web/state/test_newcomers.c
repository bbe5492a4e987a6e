/* test_newcomers: who is new, who comes again, and who was forgotten. */
#include "tests/common/unit.h"

#include "web/state/newcomers.h"

#include <stdio.h>

static void one_is_new_once(void **state)
{
	(void)state;
	const struct newcomers_rule rule = { .quiet_ms = 500, .new_ms = 100 };
	struct newcomers *all = newcomers_new();
	assert_true(newcomers_greet(all, "ann", 1000, rule));
	assert_true(newcomers_greet(all, "ann", 1100, rule));
	assert_false(newcomers_greet(all, "ann", 1500, rule));
	assert_true(newcomers_greet(all, "ben", 1500, rule));
	assert_false(newcomers_greet(all, "ann", 2000, rule));
	assert_true(newcomers_greet(all, "ann", 2501, rule));
	assert_true(newcomers_greet(all, "ann", 2600, rule));
	assert_false(newcomers_greet(all, "ann", 2700, rule));
	newcomers_free(&all);
	assert_null(all);
	newcomers_free(&all);
}

static void many_are_not_all_remembered(void **state)
{
	(void)state;
	enum { MANY = 300 };
	struct newcomers *all = newcomers_new();
	char who[20];
	for (int i = 0; i < MANY; i++) {
		snprintf(who, sizeof who, "%d", i);
		assert_true(newcomers_greet(
			all, who, 1000 + i, (struct newcomers_rule) { .quiet_ms = 1000000 }));
	}
	assert_false(
		newcomers_greet(all, "299", 2000, (struct newcomers_rule) { .quiet_ms = 1000000 }));
	assert_true(
		newcomers_greet(all, "0", 2000, (struct newcomers_rule) { .quiet_ms = 1000000 }));
	newcomers_free(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_is_new_once),
		cmocka_unit_test(many_are_not_all_remembered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
