/* machine: how much of the machine this process may really use.
 *
 * Limits of control groups (version 1 and 2) are those of the groups named in `membership` (as
 * /proc/self/cgroup) and of their parents, below `root` (as /sys/fs/cgroup).
 */
#ifndef LECTERN_COMMON_BASE_MACHINE_H
#define LECTERN_COMMON_BASE_MACHINE_H

#include <stdint.h>

/* CPUs of the affinity mask, at most those that the control groups' quota pays for (rounded up);
 * at least 1. */
int machine_cores(void);

/* The quota alone, in CPUs rounded up, or 0 when there is none. */
int machine_cores_quota(const char *membership, const char *root);

/* Bytes of memory, at most those that the control groups grant; 0 when it is not known. */
int64_t machine_memory(void);

/* What they grant alone, in bytes, or 0 when there is no limit. */
int64_t machine_memory_granted(const char *membership, const char *root);

#endif
