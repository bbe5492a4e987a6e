/* children: takes notice of children that have died, and kills what workers leave behind.
 *
 * lecternd is the subreaper of its descendants: a process whose parent dies becomes lecternd's
 * child. A worker's process group dies with it; what has left that group (an engine that its front
 * did not outlive, a daemon that a library started) is found here and killed.
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
	bool (*is_known)(void *context, pid_t pid);           /* one that fills a slot */
	void (*exited)(void *context, pid_t pid, int status); /* a known one, reaped */
	void *context;
};

/* Becomes the subreaper. The loop and the two functions are set by the caller before. */
void children_open(struct children *children);
void children_close(struct children *children);

/* Reaps every child that is dead, known and unknown (as process 1, and orphans of our workers).
 * What a worker started in its process group dies with it. */
void children_reap(struct children *children);

/* Kills every child of lecternd that is not known. Returns how many there are. As process 1 only
 * those that come from a worker: an operator's process in the container is left alone. */
size_t children_kill_orphans(struct children *children);

/* At the end: kills what there is and waits, for a second at most, until it is gone. */
void children_finish(struct children *children);

#endif
