/* orphans: what workers leave behind when they die.
 *
 * lecternd is the subreaper of its descendants: a process whose parent dies becomes lecternd's
 * child. A worker's process group dies with it; what has left that group (an engine that its front
 * did not outlive, a daemon that a library started) is found here and killed.
 */
#ifndef LECTERN_SUPERVISOR_ORPHANS_H
#define LECTERN_SUPERVISOR_ORPHANS_H

#include "supervisor/loop.h"

#include <stddef.h>
#include <sys/types.h>

struct farm;

struct orphans {
	struct loop_timer timer;
};

void orphans_open(struct orphans *orphans, struct farm *farm);
void orphans_close(struct orphans *orphans, struct farm *farm);

/* A worker died: look soon. */
void orphans_expect(struct orphans *orphans, struct farm *farm);

/* Kills every child of lecternd that fills no slot. Returns how many there are. As process 1 only
 * those that come from a worker: an operator's process in the container is none of our business. */
size_t orphans_kill(struct farm *farm);

/* At the end: kills what there is and waits, for a second at most, until it is gone. */
void orphans_finish(struct farm *farm);

#endif
