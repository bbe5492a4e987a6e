/* rss: how much memory a process holds. */
#ifndef LECTERN_SUPERVISOR_RSS_H
#define LECTERN_SUPERVISOR_RSS_H

#include <stdint.h>
#include <sys/types.h>

/* Resident memory in KiB; 0 when it cannot be told. */
int64_t rss_kib(pid_t pid);

#endif
