/* launch: fills a slot with a process. */
#ifndef LECTERN_SUPERVISOR_POOL_LAUNCH_H
#define LECTERN_SUPERVISOR_POOL_LAUNCH_H

#include "common/base/arena.h"
#include "common/base/err.h"

struct slot;

/* The program that belongs into the slot, as it is executed. */
const char *launch_program(const struct slot *slot, struct arena *arena);

/* Starts the process that belongs into the slot and connects its descriptors to the loop. */
int launch(struct slot *slot, struct err *err);

/* The process is gone: closes what belonged to it, reading on what it left. */
void launch_undo(struct slot *slot);

#endif
