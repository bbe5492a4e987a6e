/* spawn: makes a child process: fork, its surroundings, exec.
 *
 * The child leads a process group of its own, dies with lecternd (PDEATHSIG), has /dev/null as
 * standard input, a pipe to lecternd as standard output and error, the descriptors that it is
 * given, no other descriptor, no blocked or ignored signal, and the given resource limits.
 */
#ifndef LECTERN_SUPERVISOR_OS_SPAWN_H
#define LECTERN_SUPERVISOR_OS_SPAWN_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* In the environment of every child, and so of all that it starts. */
#define SPAWN_MARK "LECTERN_FARM"

/* Bytes, and a count of descriptors; -1 leaves what lecternd has. A limit above lecternd's own
 * hard one becomes that. */
struct spawn_limits {
	int64_t core, file_size, data, open_files;
};

struct spawn_spec {
	const char *program; /* a path, or a name looked for in PATH */
	char *const *argv;
	bool channel; /* give it a channel to lecternd, at CHANNEL_FD */
	int inherit;  /* what it gets at CHANNEL_FD, or behind its channel at LISTENER_FD; -1:
			 nothing */
	struct spawn_limits limits;
};

/* lecternd's ends; all non-blocking and close-on-exec. */
struct spawned {
	pid_t pid;
	int channel; /* -1 when none was asked for */
	int output;  /* the pipe of its standard output and error */
	int exec;    /* end of file: it was exec'd; else a struct spawn_failure comes */
};

struct spawn_failure {
	int error; /* errno */
};

/* Returns as soon as the child is forked. -1: there is no child. */
int spawn_process(const struct spawn_spec *spec, struct spawned *ret_spawned, struct err *err);

#endif
