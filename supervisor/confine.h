/* confine: what lecternd gives up for itself and all that it starts, the broker included. */
#ifndef LECTERN_SUPERVISOR_CONFINE_H
#define LECTERN_SUPERVISOR_CONFINE_H

#include "common/base/err.h"
#include "common/config/settings.h"

/* Looks what this kernel can do and says in the log what it cannot; fails for that reason with
 * sandbox = "required". Then no_new_privs, all capabilities but those for files and low ports, and
 * the calls that nothing in a farm makes. */
int confine_supervisor(const struct settings *settings, struct err *err);

#endif
