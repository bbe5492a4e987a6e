/* test_machine.c: tests of common/base/machine against handmade control group trees. */
#include "unit.h"

#include "common/base/machine.h"

#include <errno.h>
#include <ftw.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[64];

static int setup(void **state)
{
	(void)state;
	snprintf(root, sizeof root, "/tmp/test_machine.XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	(void)state;
	return nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* Writes a file below the root, creating its directories. */
static void put(const char *path, const char *text)
{
	char full[256];
	snprintf(full, sizeof full, "%s/%s", root, path);
	for (char *p = full + strlen(root) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		assert_true(mkdir(full, 0700) == 0 || errno == EEXIST);
		*p = '/';
	}
	FILE *file = fopen(full, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static const char *membership(void)
{
	static char path[128];
	snprintf(path, sizeof path, "%s/membership", root);
	return path;
}

static int quota(void)
{
	return machine_cores_quota(membership(), root);
}

static void nothing_there_is_no_quota(void **state)
{
	(void)state;
	assert_int_equal(quota(), 0);
	put("membership", "0::/\n");
	assert_int_equal(quota(), 0);
	put("membership", "nonsense\n\n:\n");
	assert_int_equal(quota(), 0);
}

static void version_2(void **state)
{
	(void)state;
	put("membership", "0::/lectern.slice/web\n");
	put("lectern.slice/web/cpu.max", "max 100000\n");
	assert_int_equal(quota(), 0);
	put("lectern.slice/web/cpu.max", "200000 100000\n");
	assert_int_equal(quota(), 2);
	put("lectern.slice/web/cpu.max", "150000 100000\n");
	assert_int_equal(quota(), 2);
	put("lectern.slice/web/cpu.max", "10000 100000\n");
	assert_int_equal(quota(), 1);
}

static void a_parent_may_allow_less(void **state)
{
	(void)state;
	put("membership", "0::/a/b/c\n");
	put("a/b/c/cpu.max", "400000 100000\n");
	put("a/cpu.max", "300000 100000\n");
	assert_int_equal(quota(), 3);
	put("cpu.max", "100000 100000\n");
	assert_int_equal(quota(), 1);
}

static void version_1(void **state)
{
	(void)state;
	put("membership", "5:cpuset:/x\n4:cpu,cpuacct:/box\n3:memory:/x\n");
	put("cpu/box/cpu.cfs_quota_us", "-1\n");
	put("cpu/box/cpu.cfs_period_us", "100000\n");
	assert_int_equal(quota(), 0);
	put("cpu/box/cpu.cfs_quota_us", "250000\n");
	assert_int_equal(quota(), 3);
	/* Inside a container the group's own path does not exist, but the root of the mount
	 * does. */
	put("membership", "4:cpuacct,cpu:/docker/0123\n");
	assert_int_equal(quota(), 0);
	put("cpu/cpu.cfs_quota_us", "400000\n");
	put("cpu/cpu.cfs_period_us", "100000\n");
	assert_int_equal(quota(), 4);
}

static int64_t granted(void)
{
	return machine_memory_granted(membership(), root);
}

static void memory_is_the_least_that_is_granted(void **state)
{
	(void)state;
	assert_int_equal(granted(), 0);
	put("membership", "0::/a/b\n");
	put("a/b/memory.max", "max\n");
	assert_int_equal(granted(), 0);
	put("a/b/memory.max", "2147483648\n");
	assert_int_equal(granted(), 2147483648);
	put("a/memory.max", "1073741824\n");
	assert_int_equal(granted(), 1073741824);
	put("membership", "5:cpu:/box\n3:memory:/box\n");
	put("memory/box/memory.limit_in_bytes", "536870912\n");
	assert_int_equal(granted(), 536870912);
	/* The value that version 1 shows for "no limit" exceeds any machine's memory. */
	put("memory/box/memory.limit_in_bytes", "9223372036854771712\n");
	assert_true(granted() > machine_memory());
	assert_true(machine_memory() > 0);
}

static void affinity_counts(void **state)
{
	(void)state;
	cpu_set_t before, one;
	assert_true(machine_cores() >= 1);
	assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
	assert_true(machine_cores() <= CPU_COUNT(&before));
	CPU_ZERO(&one);
	for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (CPU_ISSET(cpu, &before)) {
			CPU_SET(cpu, &one);
			break;
		}
	}
	assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
	assert_int_equal(machine_cores(), 1);
	assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_there_is_no_quota),
		TEST(version_2),
		TEST(a_parent_may_allow_less),
		TEST(version_1),
		TEST(memory_is_the_least_that_is_granted),
		TEST(affinity_counts),
	};
	return RUN(tests);
}
