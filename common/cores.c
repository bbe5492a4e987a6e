/* cores: CPU affinity and control group quota. */
#include "common/cores.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads up to two numbers of a one-line file; "max" counts as 0. Returns how many were there. */
static int read_numbers(const char *path, long long ret_numbers[2])
{
	FILE *file = fopen(path, "re");
	if (!file)
		return 0;
	char line[64];
	int count = 0;
	if (fgets(line, sizeof line, file)) {
		char *save = NULL;
		for (char *word = strtok_r(line, " \t\n", &save); word && count < 2;
			word = strtok_r(NULL, " \t\n", &save))
			ret_numbers[count++] = strtoll(word, NULL, 10);
	}
	fclose(file);
	return count;
}

static int whole_cpus(long long quota, long long period)
{
	if (quota <= 0 || period <= 0)
		return 0;
	long long cpus = quota / period + (quota % period != 0);
	return cpus > INT_MAX ? INT_MAX : (int)cpus;
}

static int quota_v2(const char *directory)
{
	char path[PATH_MAX];
	long long numbers[2] = { 0, 100000 };
	snprintf(path, sizeof path, "%s/cpu.max", directory);
	read_numbers(path, numbers);
	return whole_cpus(numbers[0], numbers[1]);
}

static int quota_v1(const char *directory)
{
	char path[PATH_MAX];
	long long quota[2] = { 0, 0 }, period[2] = { 0, 0 };
	snprintf(path, sizeof path, "%s/cpu.cfs_quota_us", directory);
	read_numbers(path, quota);
	snprintf(path, sizeof path, "%s/cpu.cfs_period_us", directory);
	read_numbers(path, period);
	return whole_cpus(quota[0], period[0]);
}

static int least(int a, int b)
{
	if (a == 0 || b == 0)
		return a ? a : b;
	return a < b ? a : b;
}

/* The least quota of the group and its parents; `group` is cut to nothing on the way. A group that
 * is not there (seen from inside a container's namespace) has none. */
static int quota_of_group(const char *root, char *group, int (*quota)(const char *directory))
{
	int found = 0;
	for (;;) {
		char directory[PATH_MAX - 32];
		snprintf(directory, sizeof directory, "%s%s", root, group);
		found = least(found, quota(directory));
		char *slash = strrchr(group, '/');
		if (!slash)
			return found;
		*slash = '\0';
	}
}

/* Whether "cpu" is one of the comma-separated controllers. */
static int has_cpu(const char *controllers)
{
	for (const char *p = controllers; p; p = strchr(p, ',')) {
		p += *p == ',';
		if (strncmp(p, "cpu", 3) == 0 && (p[3] == ',' || p[3] == '\0'))
			return 1;
	}
	return 0;
}

/* One line of the membership: "0::/user.slice" or "4:cpu,cpuacct:/docker/1234". */
static int quota_of_line(char *line, const char *root)
{
	line[strcspn(line, "\n")] = '\0';
	char *controllers = strchr(line, ':');
	char *group = controllers ? strchr(controllers + 1, ':') : NULL;
	if (!group)
		return 0;
	controllers++;
	*group++ = '\0';
	if (!*controllers)
		return quota_of_group(root, group, quota_v2);
	if (!has_cpu(controllers))
		return 0;
	char mount[PATH_MAX - 64];
	snprintf(mount, sizeof mount, "%s/cpu", root);
	return quota_of_group(mount, group, quota_v1);
}

int cores_quota(const char *membership, const char *root)
{
	FILE *file = fopen(membership, "re");
	if (!file)
		return 0;
	char line[PATH_MAX];
	int found = 0;
	while (fgets(line, sizeof line, file))
		found = least(found, quota_of_line(line, root));
	fclose(file);
	return found;
}

static int cores_of_affinity(void)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return CPU_COUNT(&set);
	/* More CPUs than a cpu_set_t has room for. */
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	return online > 0 ? (int)online : 1;
}

int cores_usable(void)
{
	int cores = least(cores_of_affinity(), cores_quota("/proc/self/cgroup", "/sys/fs/cgroup"));
	return cores > 0 ? cores : 1;
}
