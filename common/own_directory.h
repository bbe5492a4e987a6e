/* own_directory: where this program's file is, so that what is built beside it is found. */
#ifndef LECTERN_OWN_DIRECTORY_H
#define LECTERN_OWN_DIRECTORY_H

#include "common/arena.h"

/* In the arena; NULL when the system does not tell. */
const char *own_directory(struct arena *arena);

#endif
