/* freeze: holds a process still for a short time, and lets it go on whatever becomes of us.
 *
 * A small process of our own stops it, and makes it go on when we say so, when we are gone, or when
 * the limit has passed.
 */
#ifndef LECTERN_CTL_FREEZE_H
#define LECTERN_CTL_FREEZE_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct freeze {
	pid_t guard;
	int process; /* pidfd */
	int hold;    /* while it is open, the process stands */
	int64_t since_ms;
};

/* Returns when no thread of the process runs any more. `process` is its descriptor (pidfd_open),
 * which is taken, on failure too. */
int freeze_begin(struct freeze *freeze, pid_t pid, int process, int limit_ms, struct err *err);

/* Lets it go on. *ret_held_ms: how long it stood. ERR_UNAVAILABLE: not until now, because the
 * limit has passed. */
int freeze_end(struct freeze *freeze, int64_t *ret_held_ms, struct err *err);

#endif
