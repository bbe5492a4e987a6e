/* store_room: how much a directory may hold. */
#ifndef LECTERN_STORE_ROOM_H
#define LECTERN_STORE_ROOM_H

#include "common/err.h"

#include <stdint.h>

/* What is in the directory, and 95 of 100 of what its file system has left besides; in bytes. */
int store_room(const char *path, int64_t *ret_bytes, struct err *err);

#endif
