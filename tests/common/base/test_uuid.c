/* test_uuid.c: the form of identifiers, their order in time, and that no two are alike. */
#include "unit.h"

#include "common/base/timestamp.h"
#include "common/base/uuid.h"

#include <ctype.h>

static void has_the_form_of_version_7(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++) {
		char id[UUID_SIZE];
		uuid_new(id);
		assert_int_equal(strlen(id), 36);
		for (int j = 0; j < 36; j++) {
			if (j == 8 || j == 13 || j == 18 || j == 23)
				assert_int_equal(id[j], '-');
			else
				assert_true(isdigit((unsigned char)id[j]) ||
					    (id[j] >= 'a' && id[j] <= 'f'));
		}
		assert_int_equal(id[14], '7');
		assert_non_null(strchr("89ab", id[19]));
	}
}

static void starts_with_the_time(void **state)
{
	(void)state;
	char id[UUID_SIZE], digits[13];
	int64_t before = clock_unix_ms();
	uuid_new(id);
	int64_t after = clock_unix_ms();
	memcpy(digits, id, 8);
	memcpy(digits + 8, id + 9, 4);
	digits[12] = '\0';
	int64_t ms = (int64_t)strtoull(digits, NULL, 16);
	/* Unless the clock was set back in between. */
	if (after >= before)
		assert_in_range(ms, before, after);
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void are_all_different(void **state)
{
	(void)state;
	enum { COUNT = 5000 };
	char(*ids)[UUID_SIZE] = calloc(COUNT, UUID_SIZE);
	assert_non_null(ids);
	for (int i = 0; i < COUNT; i++)
		uuid_new(ids[i]);
	qsort(ids, COUNT, UUID_SIZE, compare);
	for (int i = 1; i < COUNT; i++)
		assert_string_not_equal(ids[i - 1], ids[i]);
	free(ids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_form_of_version_7),
		cmocka_unit_test(starts_with_the_time),
		cmocka_unit_test(are_all_different),
	};
	return RUN(tests);
}
