/* confine_program: restricts a third-party speech program.
 *
 * Which system calls it makes is unknown, so its seccomp filter lists what is forbidden:
 * sockets, signals to other processes, leaving its process group, and everything that no process
 * of a farm may do (common/ipc/sandbox.h); those calls fail with EPERM. Landlock leaves it these
 * files: what it may execute (itself, its dynamic linker, a script's interpreter,
 * program_paths), what else it may read (its directory, its model, the system's libraries), what
 * it may write (program_write_paths and /dev/null), and the descriptors it was started with. So
 * it cannot run an audio player, even by its full path.
 */
#ifndef LECTERN_WORKERS_TTS_CONFINE_PROGRAM_H
#define LECTERN_WORKERS_TTS_CONFINE_PROGRAM_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/ipc/sandbox.h"

#include <stdint.h>

struct program_confinement {
	const char *program, *model; /* model "": none */
	const struct string_list *run_paths, *write_paths;
	int64_t max_memory_mb; /* address space; 0: no limit */
};

/* Adds the files, for a process that sandboxes itself and starts the program later. */
void confine_program_files(
	const struct program_confinement *confinement, struct sandbox_rules *rules);

/* Sandboxes this process before it executes the program. Protections that the kernel lacks are
 * left out. */
int confine_program(const struct program_confinement *confinement, struct err *err);

#endif
