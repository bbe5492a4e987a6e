/* confine_program: what a foreign program that speaks for us may still do.
 *
 * The calls it makes are not known, so its seccomp filter names what it may not do: no
 * socket, no signal to another process, no leaving of its process group, nothing that no process of
 * a farm may do (common/ipc/sandbox.h); those calls fail with EPERM. Of files Landlock leaves it:
 * what may be run (itself, its dynamic linker, the interpreter of a script, program_paths), what
 * may be read besides (its directory, its model, the system's libraries), what may be written
 * (program_write_paths and /dev/null), and the descriptors that it was started with. So it runs no
 * player, even by its full path.
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

/* Adds the files: for whoever locks itself in and starts it later. */
void confine_program_files(
	const struct program_confinement *confinement, struct sandbox_rules *rules);

/* Locks this process in before it becomes the program; what the kernel cannot do is left out. */
int confine_program(const struct program_confinement *confinement, struct err *err);

#endif
