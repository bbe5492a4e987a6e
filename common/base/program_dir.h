/* program_dir: the directory of the running executable, to find what was built beside it. */
#ifndef LECTERN_COMMON_BASE_PROGRAM_DIR_H
#define LECTERN_COMMON_BASE_PROGRAM_DIR_H

#include "common/base/arena.h"

/* Allocated in the arena; NULL if /proc cannot tell. */
const char *program_dir(struct arena *arena);

#endif
