/* program_launcher: the process that runs the program, and what it and the engine send each other
 * (internal to program*.c). */
#ifndef LECTERN_WORKERS_TTS_PROGRAM_LAUNCHER_H
#define LECTERN_WORKERS_TTS_PROGRAM_LAUNCHER_H

#include "workers/tts/program.h"

#include <sys/types.h>

enum {
	/* A record: the argument strings, then the input, each with its zero byte. */
	LAUNCH_MAX_REQUEST = 160 * 1024,
	LAUNCH_SAID_SIZE = 300,
};

enum launch_end {
	LAUNCH_EXITED,    /* value: the status */
	LAUNCH_KILLED,    /* value: the signal */
	LAUNCH_TIMED_OUT, /* and was killed */
	LAUNCH_FAILED,    /* it was not run; value: errno */
	LAUNCH_MISSING,   /* nor was it now; `said` says what is not there */
};

/* The answer, with the output's descriptor when the program was run. */
struct launch_reply {
	int32_t end, value;
	char said[LAUNCH_SAID_SIZE]; /* the last line on its standard error, UTF-8 not promised */
};

/* Can the program be run and the model be read? ERR_NOT_FOUND names the one that cannot. */
int program_check_files(const struct program_spec *spec, struct err *err);

/* The launcher's life, until the other end of the socket is closed. */
_Noreturn void program_launcher(const struct program_spec *spec, int socket, pid_t engine);

#endif
