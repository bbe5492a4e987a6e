/* machine.c: CPU affinity, memory, and the control groups' limits on both. */
#include "common/base/machine.h"

#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- control groups ---- */

/* The limit set in a group's directory, or 0 if it sets none. */
typedef int64_t limit_fn(const char *directory);

struct controller {
	const char *name; /* in version 1, also the name of its mount */
	limit_fn *limit_v1, *limit_v2;
};

/* Reads up to two numbers from a one-line file; "max" counts as 0. Numbers that are missing leave
 * ret_numbers unchanged. */
static void read_numbers(const char *directory, const char *name, int64_t ret_numbers[2])
{
	char path[PATH_MAX], line[64];
	snprintf(path, sizeof path, "%s/%s", directory, name);
	FILE *file = fopen(path, "re");
	if (!file)
		return;
	int count = 0;
	if (fgets(line, sizeof line, file)) {
		char *save = NULL;
		for (char *word = strtok_r(line, " \t\n", &save); word && count < 2;
			word = strtok_r(NULL, " \t\n", &save))
			ret_numbers[count++] = strtoll(word, NULL, 10);
	}
	fclose(file);
}

/* The lower of two limits; 0 means no limit. */
static int64_t least(int64_t a, int64_t b)
{
	if (a <= 0 || b <= 0)
		return a > 0 ? a : b > 0 ? b : 0;
	return a < b ? a : b;
}

/* The lowest limit of the group and its parents. Modifies `group`. A group that does not exist
 * below `root` (because we are in a container's namespace) has no limit. */
static int64_t limit_of_group(const char *root, char *group, limit_fn *limit)
{
	int64_t found = 0;
	for (;;) {
		char directory[PATH_MAX - 32];
		snprintf(directory, sizeof directory, "%s%s", root, group);
		found = least(found, limit(directory));
		char *slash = strrchr(group, '/');
		if (!slash)
			return found;
		*slash = '\0';
	}
}

/* Whether `name` is in the comma-separated list. */
static bool is_among(const char *name, const char *controllers)
{
	size_t len = strlen(name);
	for (const char *p = controllers; p; p = strchr(p, ',')) {
		p += *p == ',';
		if (strncmp(p, name, len) == 0 && (p[len] == ',' || p[len] == '\0'))
			return true;
	}
	return false;
}

/* Reads one line of the membership file: "0::/user.slice" or "4:cpu,cpuacct:/docker/1234". */
static int64_t limit_of_line(char *line, const char *root, const struct controller *controller)
{
	line[strcspn(line, "\n")] = '\0';
	char *controllers = strchr(line, ':');
	char *group = controllers ? strchr(controllers + 1, ':') : NULL;
	if (!group)
		return 0;
	controllers++;
	*group++ = '\0';
	if (!*controllers)
		return limit_of_group(root, group, controller->limit_v2);
	if (!is_among(controller->name, controllers))
		return 0;
	char mount[PATH_MAX - 64];
	snprintf(mount, sizeof mount, "%s/%s", root, controller->name);
	return limit_of_group(mount, group, controller->limit_v1);
}

static int64_t limit_of_groups(
	const char *membership, const char *root, const struct controller *controller)
{
	FILE *file = fopen(membership, "re");
	if (!file)
		return 0;
	char line[PATH_MAX];
	int64_t found = 0;
	while (fgets(line, sizeof line, file))
		found = least(found, limit_of_line(line, root, controller));
	fclose(file);
	return found;
}

/* ---- processors ---- */

static int64_t whole_cpus(int64_t quota, int64_t period)
{
	if (quota <= 0 || period <= 0)
		return 0;
	int64_t cpus = quota / period + (quota % period != 0);
	return cpus > INT_MAX ? INT_MAX : cpus;
}

static int64_t cpus_v2(const char *directory)
{
	int64_t numbers[2] = { 0, 100000 };
	read_numbers(directory, "cpu.max", numbers);
	return whole_cpus(numbers[0], numbers[1]);
}

static int64_t cpus_v1(const char *directory)
{
	int64_t quota[2] = { 0, 0 }, period[2] = { 0, 0 };
	read_numbers(directory, "cpu.cfs_quota_us", quota);
	read_numbers(directory, "cpu.cfs_period_us", period);
	return whole_cpus(quota[0], period[0]);
}

int machine_cores_quota(const char *membership, const char *root)
{
	static const struct controller cpu = { "cpu", cpus_v1, cpus_v2 };
	return (int)limit_of_groups(membership, root, &cpu);
}

static int cores_of_affinity(void)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return CPU_COUNT(&set);
	/* There are more CPUs than a cpu_set_t can hold. */
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	return online > 0 ? (int)online : 1;
}

int machine_cores(void)
{
	int cores = (int)least(
		cores_of_affinity(), machine_cores_quota("/proc/self/cgroup", "/sys/fs/cgroup"));
	return cores > 0 ? cores : 1;
}

/* ---- memory ---- */

static int64_t bytes_of(const char *directory, const char *name)
{
	int64_t numbers[2] = { 0, 0 };
	read_numbers(directory, name, numbers);
	return numbers[0];
}

static int64_t bytes_v2(const char *directory)
{
	return bytes_of(directory, "memory.max");
}

static int64_t bytes_v1(const char *directory)
{
	return bytes_of(directory, "memory.limit_in_bytes");
}

int64_t machine_memory_granted(const char *membership, const char *root)
{
	static const struct controller memory = { "memory", bytes_v1, bytes_v2 };
	return limit_of_groups(membership, root, &memory);
}

int64_t machine_memory(void)
{
	int64_t pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
	return least(pages > 0 && page > 0 ? pages * page : 0,
		machine_memory_granted("/proc/self/cgroup", "/sys/fs/cgroup"));
}
