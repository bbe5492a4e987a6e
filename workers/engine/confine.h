/* confine: sandboxes an engine once it is initialised. It keeps its link, its memory and read
 * access to the data of its own libraries.
 *
 * A stage states in a `struct confinement` what it needs and gets no more: no_new_privs, no
 * capabilities, resource limits, Landlock (only the named files and directories; landlock(7))
 * and a seccomp filter (seccomp(2)) that allows the system calls for those needs and kills the
 * process on any other: no sockets, no exec, no ptrace, no file opened for writing. The front
 * sees the death (SIGSYS) and fails the page with it. docs/security.md lists who needs what.
 */
#ifndef LECTERN_WORKERS_ENGINE_CONFINE_H
#define LECTERN_WORKERS_ENGINE_CONFINE_H

#include "common/base/err.h"
#include "common/ipc/sandbox.h"

#include <stdbool.h>
#include <stdint.h>

enum { CONFINE_MAX_PATHS = 8 };

/* What a stage needs beyond the minimum. All zero: only its link and its memory. */
struct confinement {
	/* Directories or files to read; missing ones are skipped. When the list is empty, every
	 * open fails with EACCES before the kernel looks at the name. */
	const char *read_paths[CONFINE_MAX_PATHS];
	/* Child processes, in the same confinement. See confine_child(). */
	bool may_fork;
	/* For programs that talk to a server, never for an engine: Internet sockets, threads,
	 * and the files that name resolution and TLS need. */
	bool may_connect;
	int64_t max_memory_mb; /* address space; 0: no limit */
	int64_t max_file_mb;   /* size of any file it writes; 0: no limit */
	/* Of this user, threads included; at the limit no more can be started (root is exempt). 0:
	 * no limit. Without may_fork, none can be started. */
	int64_t max_processes;
};

/* Sandboxes this process irrevocably. ERR_INTERNAL when a step fails that the kernel supports.
 * *ret_missing (enum sandbox_missing) says what the kernel does not support. The process must be
 * single-threaded. */
int confine_process(const struct confinement *needs, unsigned *ret_missing, struct err *err);

/* Call it in the child of a process with may_fork, before the child handles untrusted data: it
 * can then start no further process. Does nothing when the process is not confined. */
void confine_child(void);

#endif
