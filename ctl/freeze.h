/* freeze: stops a process for a short time, and resumes it whatever happens to us.
 *
 * A small helper process does it: it resumes the process when told to, when we die, or when the
 * time limit has passed.
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
	int hold;    /* the process is stopped while this is open */
	int64_t since_ms;
};

/* Returns once no thread of the process is running any more. Takes ownership of `process`, its
 * pidfd, even on failure. limit_ms is the longest time to stop it. */
int freeze_begin(struct freeze *freeze, pid_t pid, int process, int limit_ms, struct err *err);

/* Resumes the process. *ret_held_ms is how long it was stopped. ERR_UNAVAILABLE if it had already
 * been resumed because the limit had passed. */
int freeze_end(struct freeze *freeze, int64_t *ret_held_ms, struct err *err);

#endif
