/* spool: unnamed files for objects in transit, in memory while small, on disk when large. */
#ifndef LECTERN_WORKERS_FRONT_SPOOL_H
#define LECTERN_WORKERS_FRONT_SPOOL_H

#include "common/base/err.h"

#include <stdint.h>

enum { SPOOL_MEMORY_LIMIT = 16 * 1024 * 1024 };

/* An empty read-write file that vanishes with its last descriptor. size_hint is in bytes; 0
 * means unknown and selects disk. `dir` is created when missing. The caller closes *ret_fd.
 * Thread-safe. */
int spool_open(const char *dir, uint64_t size_hint, int *ret_fd, struct err *err);

#endif
