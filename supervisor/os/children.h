/* children: notices children that have died, and kills what workers leave behind.
 *
 * lecternd is the subreaper of its descendants: a process whose parent dies becomes lecternd's
 * child. A worker's process group is killed along with it; processes that have left that group (an
 * engine that outlived its front, a daemon started by a library) are found here and killed.
 */
#ifndef LECTERN_SUPERVISOR_OS_CHILDREN_H
#define LECTERN_SUPERVISOR_OS_CHILDREN_H

#include "supervisor/os/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct children {
	struct loop *loop;
	struct loop_timer timer;
	bool (*is_known)(void *context, pid_t pid);           /* whether a process fills a slot */
	void (*exited)(void *context, pid_t pid, int status); /* a known process was reaped */
	void *context;
};

/* Becomes the subreaper. The caller sets the loop and both callbacks beforehand. */
void children_open(struct children *children);
void children_close(struct children *children);

/* Reaps every dead child, known or not (we may be process 1, and adopt orphans of our workers).
 * Kills whatever is left in a known child's process group. */
void children_reap(struct children *children);

/* Kills every child of lecternd that is not known and returns how many there were. As process 1 it
 * kills only those that descend from a worker: an operator's process in the container is left
 * alone. */
size_t children_kill_orphans(struct children *children);

/* At the end: kills the remaining orphans and waits, for at most a second, until they are gone. */
void children_finish(struct children *children);

#endif
