/* state_dir: lecternd's state directory, and the lock that keeps a second lecternd out of it.
 *
 * The kernel releases the lock (flock) when its holder dies, so a leftover file does not prevent a
 * start.
 */
#ifndef LECTERN_SUPERVISOR_OS_STATE_DIR_H
#define LECTERN_SUPERVISOR_OS_STATE_DIR_H

#include "common/base/err.h"

/* Creates a directory (mode 0700) and its parents. An existing one is left as it is. */
int state_dir_make(const char *path, struct err *err);

/* Locks the file of that name in the directory and writes our pid into it. The lock is held while
 * *ret_fd, or a child's copy of it, is open. ERR_CONFLICT if another process holds it. */
int state_dir_lock(const char *directory, const char *name, int *ret_fd, struct err *err);

/* Removes the file and releases the lock; *fd becomes -1. May be called twice. */
void state_dir_unlock(const char *directory, const char *name, int *fd);

#endif
