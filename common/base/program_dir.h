/* program_dir: where this program's file is, so that what is built beside it is found. */
#ifndef LECTERN_COMMON_BASE_PROGRAM_DIR_H
#define LECTERN_COMMON_BASE_PROGRAM_DIR_H

#include "common/base/arena.h"

/* In the arena; NULL when the system does not know. */
const char *program_dir(struct arena *arena);

#endif
