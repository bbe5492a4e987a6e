/* confine: what is left to an engine once it is initialised: its link, memory, and read access to
 * the data of its own libraries.
 *
 * A stage says in a `struct confinement` what it needs, and gets no more: no_new_privs, no
 * capabilities, resource limits, Landlock (only the named files and directories; landlock(7)) and a
 * seccomp filter (seccomp(2)) that knows the calls for those needs and kills the process at any
 * other: no socket, no exec, no ptrace, no file opened for writing. The front sees the death
 * (SIGSYS) and fails the page with it. docs/security.md has the table of who needs what.
 */
#ifndef LECTERN_WORKERS_ENGINE_CONFINE_H
#define LECTERN_WORKERS_ENGINE_CONFINE_H

#include "common/base/err.h"
#include "common/ipc/sandbox.h"

#include <stdbool.h>
#include <stdint.h>

enum { CONFINE_MAX_PATHS = 8 };

/* What a stage needs beyond the least. All zero: its link and its memory. */
struct confinement {
	/* Directories or files to read; a missing one is passed over. Without any,
	 * opening fails with EACCES before the kernel looks at the name. */
	const char *read_paths[CONFINE_MAX_PATHS];
	/* Children in the same confinement. See confine_child(). */
	bool may_fork;
	/* For programs that speak to a server, never for an engine: sockets of the Internet
	 * families, threads, and the files that name resolution and TLS need. */
	bool may_connect;
	int64_t max_memory_mb; /* address space; 0: no limit */
	int64_t max_file_mb;   /* of any file that it writes; 0: no limit */
	int64_t max_processes; /* of this user, threads included, beyond which it starts no other
				* (root is exempt); 0: no limit. Without may_fork it is none */
};

/* Locks this process in, for good. ERR_INTERNAL when a step fails that the kernel does know.
 * *ret_missing (enum sandbox_missing) says what the kernel lacks. Single-threaded callers
 * only. */
int confine_process(const struct confinement *needs, unsigned *ret_missing, struct err *err);

/* In a child of a process that may_fork, before it handles untrusted data: it starts no other.
 * Does nothing where nothing is confined. */
void confine_child(void);

#endif
