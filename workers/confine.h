/* confine: what is left to an engine once it is initialised: its link, memory, and read access to
 * the data of its own libraries.
 *
 * no_new_privs, no capabilities, resource limits, Landlock (read-only, and only below the named
 * directories; landlock(7)) and a seccomp filter (seccomp(2)) that knows the calls the stage needs
 * and kills the process at any other: no socket, no exec, no ptrace, no file opened for writing.
 * The front sees the death (SIGSYS) and fails the page with it.
 */
#ifndef LECTERN_CONFINE_H
#define LECTERN_CONFINE_H

#include "common/err.h"

#include <stdbool.h>
#include <stdint.h>

enum { CONFINE_MAX_PATHS = 8 };

/* What a stage needs beyond the least. */
struct confinement {
	const char *read_paths[CONFINE_MAX_PATHS]; /* directories or files; NULL ends; a missing
						      one is passed over */
	bool may_fork;                             /* children in the same confinement */
	int64_t max_memory_mb;                     /* address space; 0: no limit */
};

/* What could not be had on this kernel, as bits. */
enum confine_missing { CONFINE_NO_LANDLOCK = 1, CONFINE_NO_SECCOMP = 2 };

/* Locks this process in, for good. ERR_INTERNAL when a step fails that the kernel does know.
 * *ret_missing tells what the kernel does not. Single-threaded callers only. */
int confine_process(const struct confinement *confinement, unsigned *ret_missing, struct err *err);

#endif
