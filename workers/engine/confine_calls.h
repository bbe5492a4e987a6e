/* confine_calls: builds the seccomp filter for a confinement. Internal to confine*.c. */
#ifndef LECTERN_WORKERS_ENGINE_CONFINE_CALLS_H
#define LECTERN_WORKERS_ENGINE_CONFINE_CALLS_H

#include "workers/engine/confine.h"

/* Installs the filter. The kernel must support seccomp. */
int confine_calls(const struct confinement *needs, struct err *err);

#endif
