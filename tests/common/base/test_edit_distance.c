/* test_edit_distance.c: tests of common/base/edit_distance. */
#include "unit.h"

#include "common/base/edit_distance.h"

static void counts_edits(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		size_t distance;
	} cases[] = {
		{ "", "", 0 },
		{ "", "abc", 3 },
		{ "abc", "", 3 },
		{ "url", "url", 0 },
		{ "urll", "url", 1 },
		{ "voise", "voice", 1 },
		{ "kitten", "sitting", 3 },
		{ "abcdef", "fedcba", 6 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(edit_distance_of_names(cases[i].a, cases[i].b), cases[i].distance);
}

static void long_names_are_far(void **state)
{
	(void)state;
	char name[EDIT_DISTANCE_MAX + 2];
	memset(name, 'n', sizeof name - 1);
	name[EDIT_DISTANCE_MAX + 1] = '\0';
	assert_true(edit_distance_of_names(name, name) > 1000);
	name[EDIT_DISTANCE_MAX] = '\0';
	assert_int_equal(edit_distance_of_names(name, name), 0);
	assert_true(edit_distance_of_slips("dpi") < edit_distance_of_slips("worker_pool_size"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_edits),
		cmocka_unit_test(long_names_are_far),
	};
	return RUN(tests);
}
