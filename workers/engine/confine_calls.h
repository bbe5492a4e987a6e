/* confine_calls: the seccomp filter for a confinement (internal to confine*.c). */
#ifndef LECTERN_WORKERS_ENGINE_CONFINE_CALLS_H
#define LECTERN_WORKERS_ENGINE_CONFINE_CALLS_H

#include "workers/engine/confine.h"

/* Loads it. The kernel must know seccomp. */
int confine_calls(const struct confinement *needs, struct err *err);

#endif
