/* state_dir: lecternd's directory, and the lock that keeps a second lecternd out of it.
 *
 * The lock is the kernel's (flock): it goes with the process that holds it, so that a file left
 * behind does not block a start.
 */
#ifndef LECTERN_SUPERVISOR_OS_STATE_DIR_H
#define LECTERN_SUPERVISOR_OS_STATE_DIR_H

#include "common/base/err.h"

/* Makes a directory (mode 0700) and those above it. One that exists is left as it is. */
int state_dir_make(const char *path, struct err *err);

/* Locks the file of that name in the directory and writes our pid into it. *ret_fd keeps the lock
 * for as long as it (or a copy in a child) is open. ERR_CONFLICT: another process holds it. */
int state_dir_lock(const char *directory, const char *name, int *ret_fd, struct err *err);

/* Removes the file and gives the lock back; *fd becomes -1. Harmless twice. */
void state_dir_unlock(const char *directory, const char *name, int *fd);

#endif
