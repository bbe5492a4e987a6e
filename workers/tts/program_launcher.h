/* program_launcher: the process that runs the program, and the messages between it and the
 * engine. Internal to program*.c. */
#ifndef LECTERN_WORKERS_TTS_PROGRAM_LAUNCHER_H
#define LECTERN_WORKERS_TTS_PROGRAM_LAUNCHER_H

#include "workers/tts/program.h"

#include <sys/types.h>

enum {
	/* A request: the argument strings, then the input, each terminated by NUL. */
	LAUNCH_MAX_REQUEST = 160 * 1024,
	LAUNCH_SAID_SIZE = 300,
};

enum launch_end {
	LAUNCH_EXITED,    /* value: the status */
	LAUNCH_KILLED,    /* value: the signal */
	LAUNCH_TIMED_OUT, /* and was killed */
	LAUNCH_FAILED,    /* not run; value: errno */
	LAUNCH_MISSING,   /* not run; `said` names what is missing */
};

/* The reply, with the output's descriptor if the program was run. */
struct launch_reply {
	int32_t end, value;
	char said[LAUNCH_SAID_SIZE]; /* last line of its standard error; maybe not UTF-8 */
};

/* Whether the program can be executed and the model be read. ERR_NOT_FOUND names the one that
 * cannot. */
int program_check_files(const struct program_spec *spec, struct err *err);

/* Runs the launcher until the other end of the socket is closed. */
_Noreturn void program_launcher(const struct program_spec *spec, int socket, pid_t engine);

#endif
