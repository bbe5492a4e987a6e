/* Tests of workers/spool: nameless, in memory or on disk, and clear about what it cannot do. */
#include "unit.h"

#include "workers/front/spool.h"

#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

static void check_empty_and_nameless(int fd)
{
	struct stat st;
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(st.st_nlink, 0);
	assert_true(S_ISREG(st.st_mode));
}

static void small_is_in_memory_large_on_disk(void **state)
{
	(void)state;
	char dir[] = "/tmp/spool-test-XXXXXX";
	assert_non_null(mkdtemp(dir));
	struct stat place, st;
	assert_int_equal(stat(dir, &place), 0);
	const uint64_t sizes[] = { 1, SPOOL_MEMORY_LIMIT, SPOOL_MEMORY_LIMIT + 1, 0 };
	for (size_t i = 0; i < 4; i++) {
		int fd;
		struct err err;
		assert_int_equal(spool_open(dir, sizes[i], &fd, &err), 0);
		check_empty_and_nameless(fd);
		fstat(fd, &st);
		assert_true((st.st_dev == place.st_dev) == (i >= 2));
		close(fd);
	}
	assert_int_equal(rmdir(dir), 0); /* empty */
}

static void tells_where_it_cannot(void **state)
{
	(void)state;
	int fd = -7;
	struct err err;
	assert_int_equal(spool_open("/proc/no/such/place", 0, &fd, &err), -1);
	assert_contains(err.text, "/proc/no/such/place");
	assert_int_equal(fd, -7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_is_in_memory_large_on_disk),
		cmocka_unit_test(tells_where_it_cannot),
	};
	return RUN(tests);
}
