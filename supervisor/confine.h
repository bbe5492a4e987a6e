/* confine: restrictions that lecternd puts on itself and everything it starts, the broker
 * included. */
#ifndef LECTERN_SUPERVISOR_CONFINE_H
#define LECTERN_SUPERVISOR_CONFINE_H

#include "common/base/err.h"
#include "common/config/settings.h"

/* Checks what this kernel supports and logs what is missing; with sandbox = "required" that is an
 * error. Then sets no_new_privs and drops all capabilities but those for files, low ports and
 * managing children, and the system calls that nothing in a farm makes. */
int confine_supervisor(const struct settings *settings, struct err *err);

#endif
