/* launch: starts and cleans up the process in a slot. */
#ifndef LECTERN_SUPERVISOR_POOL_LAUNCH_H
#define LECTERN_SUPERVISOR_POOL_LAUNCH_H

#include "common/base/arena.h"
#include "common/base/err.h"

struct slot;

/* The program of the slot as passed to exec; in the arena or the settings. */
const char *launch_program(const struct slot *slot, struct arena *arena);

/* Starts the slot's process and adds its descriptors to the loop. */
int launch(struct slot *slot, struct err *err);

/* After the process is gone: reads what it left in its pipes and closes them. */
void launch_undo(struct slot *slot);

#endif
