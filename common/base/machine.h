/* machine: how much of the machine this process may actually use.
 *
 * Control group limits (versions 1 and 2) are those of the groups listed in the file `membership`
 * (in the format of /proc/self/cgroup) and of their parents, below the directory `root` (laid out
 * like /sys/fs/cgroup).
 */
#ifndef LECTERN_COMMON_BASE_MACHINE_H
#define LECTERN_COMMON_BASE_MACHINE_H

#include <stdint.h>

/* Number of CPUs in the affinity mask, capped by the control groups' quota (rounded up); at least
 * 1. */
int machine_cores(void);

/* The quota alone, in CPUs rounded up, or 0 if there is none. */
int machine_cores_quota(const char *membership, const char *root);

/* Bytes of memory, capped by the control groups' limit; 0 if unknown. */
int64_t machine_memory(void);

/* The control groups' memory limit alone, in bytes, or 0 if there is none. */
int64_t machine_memory_granted(const char *membership, const char *root);

#endif
