/* cores: how many processors this process may really use. */
#ifndef LECTERN_CORES_H
#define LECTERN_CORES_H

/* CPUs of the affinity mask, at most those that the control group's CPU quota pays for (rounded
 * up); at least 1. */
int cores_usable(void);

/* The quota alone, in CPUs rounded up, or 0 when there is none. Looks through the groups named in
 * `membership` (as /proc/self/cgroup: versions 1 and 2) and their parents below `root` (as
 * /sys/fs/cgroup). */
int cores_quota(const char *membership, const char *root);

#endif
