/* spawn: creates a child process: fork, setup, exec.
 *
 * The child leads its own process group, dies with lecternd (PDEATHSIG), has /dev/null as standard
 * input, a pipe to lecternd as standard output and error, the descriptors passed to it and no
 * others, no blocked or ignored signals, and the given resource limits.
 */
#ifndef LECTERN_SUPERVISOR_OS_SPAWN_H
#define LECTERN_SUPERVISOR_OS_SPAWN_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Set in the environment of every child, and inherited by everything it starts. */
#define SPAWN_MARK "LECTERN_FARM"

/* In bytes, and a number of descriptors; -1 keeps lecternd's own limit. A limit above lecternd's
 * hard limit is lowered to that. */
struct spawn_limits {
	int64_t core, file_size, data, open_files;
};

struct spawn_spec {
	const char *program; /* a path, or a name to look up in PATH */
	char *const *argv;
	bool channel; /* create a channel to lecternd, at CHANNEL_FD */
	int inherit;  /* descriptor to pass on, at CHANNEL_FD or, after a channel, at LISTENER_FD;
		       * -1 if none */
	struct spawn_limits limits;
};

/* lecternd's ends; all are non-blocking and close-on-exec, and belong to the caller. */
struct spawned {
	pid_t pid;
	int channel; /* -1 if none was requested */
	int output;  /* reads its standard output and error */
	int exec;    /* end of file after a successful exec, else a struct spawn_failure */
};

struct spawn_failure {
	int error; /* errno */
};

/* Returns as soon as the child is forked; -1 if it could not be. */
int spawn_process(const struct spawn_spec *spec, struct spawned *ret_spawned, struct err *err);

#endif
