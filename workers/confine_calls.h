/* confine_calls: the seccomp filter for a confinement (internal to confine*.c). */
#ifndef LECTERN_CONFINE_CALLS_H
#define LECTERN_CONFINE_CALLS_H

#include "workers/confine.h"

/* Loads it. The kernel must know seccomp. */
int confine_calls(const struct confinement *needs, struct err *err);

#endif
