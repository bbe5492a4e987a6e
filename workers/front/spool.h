/* spool: nameless files for objects on their way: memory while small, disk when large. */
#ifndef LECTERN_WORKERS_FRONT_SPOOL_H
#define LECTERN_WORKERS_FRONT_SPOOL_H

#include "common/base/err.h"

#include <stdint.h>

enum { SPOOL_MEMORY_LIMIT = 16 * 1024 * 1024 };

/* An empty read-write file, gone with its last descriptor. size_hint in bytes; 0 is unknown and
 * means disk. `dir` is made when missing. The caller closes *ret_fd. */
int spool_open(const char *dir, uint64_t size_hint, int *ret_fd, struct err *err);

#endif
