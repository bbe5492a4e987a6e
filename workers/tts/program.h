/* program: runs a foreign program for an engine that is itself sandboxed.
 *
 * program_start() forks a launcher, which stays outside the engine's lock and does one thing: it
 * runs this one program, with the arguments and the input that the engine sends, and hands its
 * output back as a memory file. The program sees a clean environment (PATH is an empty place, so
 * that what it would like to run is not found), four descriptors (input, output, errors, and for
 * PROGRAM_WRITES_FILE the output file), and is locked in on its own
 * (workers/tts/confine_program.h). Whatever it started ends with it; it ends with the launcher, the
 * launcher with the engine. */
#ifndef LECTERN_WORKERS_TTS_PROGRAM_H
#define LECTERN_WORKERS_TTS_PROGRAM_H

#include "common/base/err.h"
#include "common/config/settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum program_output {
	PROGRAM_WRITES_STDOUT,
	PROGRAM_WRITES_FILE, /* PROGRAM_FILE, which it may create, truncate and seek in */
};

#define PROGRAM_FILE "/proc/self/fd/3"

struct program_spec {
	const char *path, *model; /* model "": none */
	const struct string_list *environment, *run_paths, *write_paths;
	enum program_output output;
	int64_t max_memory_mb; /* 0: no limit */
	uint64_t max_output;   /* bytes */
	int timeout_ms;        /* of one run */
	bool confined;
};

struct program;

/* Checks that the program can be run and the model be read, and starts the launcher. Before the
 * engine is locked in. What the spec points to must live as long. */
int program_start(const struct program_spec *spec, struct program **ret_program, struct err *err);
void program_stop(struct program **program);

/* Several times a second while it runs. False: leave it. */
typedef bool program_alive(void *context);

/* One run. Input "" is no input. *ret_fd is the output, from its start, which the caller closes; it
 * may be empty. An exit status other than 0 is a failure, but for PROGRAM_WRITES_FILE where there
 * is output: the player that it looked for was not there. ERR_INTERNAL says how it failed, with the
 * last line of what it said of it; ERR_UNAVAILABLE: it was left. */
int program_run(struct program *program, char *const *arguments, size_t count, const char *input,
	program_alive *alive, void *context, int *ret_fd, struct err *err);

/* Its launcher died: no run will succeed any more. */
bool program_is_lost(const struct program *program);

#endif
