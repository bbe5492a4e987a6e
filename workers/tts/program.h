/* program: runs a third-party program for an engine that is itself sandboxed.
 *
 * program_start() forks a launcher, which stays outside the engine's sandbox and does only one
 * thing: it runs this program with the arguments and input that the engine sends, and returns
 * its output as a memory file. The program gets a clean environment (PATH names an empty place,
 * so that it finds no other programs) and four descriptors (input, output, errors and, for
 * PROGRAM_WRITES_FILE, the output file), and has a sandbox of its own
 * (workers/tts/confine_program.h). Whatever it started is killed with it, the program with the
 * launcher, and the launcher with the engine.
 */
#ifndef LECTERN_WORKERS_TTS_PROGRAM_H
#define LECTERN_WORKERS_TTS_PROGRAM_H

#include "common/base/err.h"
#include "common/config/settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum program_output {
	PROGRAM_WRITES_STDOUT,
	PROGRAM_WRITES_FILE, /* to PROGRAM_FILE, which it may create, truncate and seek in */
};

#define PROGRAM_FILE "/proc/self/fd/3"

struct program_spec {
	const char *path, *model; /* model "": none */
	const struct string_list *environment, *run_paths, *write_paths;
	enum program_output output;
	int64_t max_memory_mb; /* 0: no limit */
	uint64_t max_output;   /* bytes */
	int timeout_ms;        /* for a single run */
	bool confined;
};

struct program;

/* Checks that the program can be executed and the model be read, and starts the launcher. Call
 * it before the engine is sandboxed. What the spec points to must outlive *ret_program, which
 * the caller stops. */
int program_start(const struct program_spec *spec, struct program **ret_program, struct err *err);
void program_stop(struct program **program);

/* Called several times a second while it runs. False: abandon it. */
typedef bool program_alive(void *context);

/* Runs the program once. Input "" is empty input. *ret_fd is the output, at its start, which the
 * caller closes; it may be empty. A non-zero exit status is a failure, except when a
 * PROGRAM_WRITES_FILE program has produced output: it only failed to find an audio player. The
 * text of ERR_INTERNAL says how it failed, with the last line of its own message;
 * ERR_UNAVAILABLE: it was abandoned. */
int program_run(struct program *program, char *const *arguments, size_t count, const char *input,
	program_alive *alive, void *context, int *ret_fd, struct err *err);

/* Whether the launcher has died, after which no run can succeed. */
bool program_is_lost(const struct program *program);

#endif
