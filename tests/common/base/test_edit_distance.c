/* Tests of common/near. */
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
		assert_int_equal(near_distance(cases[i].a, cases[i].b), cases[i].distance);
}

static void long_names_are_far(void **state)
{
	(void)state;
	char name[100];
	memset(name, 'n', sizeof name - 1);
	name[99] = '\0';
	assert_true(near_distance(name, name) > 1000);
	name[63] = '\0';
	assert_int_equal(near_distance(name, name), 0);
	assert_true(near_limit("dpi") < near_limit("worker_pool_size"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_edits),
		cmocka_unit_test(long_names_are_far),
	};
	return RUN(tests);
}
