/* engine_process: birth and death of an engine, seen from its front. */
#ifndef LECTERN_WORKERS_FRONT_ENGINE_PROCESS_H
#define LECTERN_WORKERS_FRONT_ENGINE_PROCESS_H

#include "common/base/err.h"
#include "common/base/process.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct engine_process {
	pid_t pid;             /* 0: none; also its process group */
	int socket;            /* the front's end of the link, non-blocking; -1: none */
	bool killed;           /* by its front */
	int64_t ready_rss_kib; /* what it held when it was ready; kept by who starts it */
	bool lowered;          /* in priority, see engine_process_lower */
};

/* clang-format off */
#define ENGINE_NONE ((struct engine_process) { .socket = -1 })
/* clang-format on */

/* Starts this same program as `--engine`, in a process group of its own, with the link at
 * ENGINE_FD and a short environment. Call it from the main thread only: the engine asks to be
 * killed with the thread that made it. config_path and environment (struct stage's) may be NULL. */
int engine_process_start(const char *config_path, const char *const *environment,
	struct engine_process *ret_engine, struct err *err);

struct engine_death {
	char text[PROCESS_DEATH_SIZE]; /* "killed by SIGSEGV", "exit status 1" */
	bool from_outside; /* a signal that neither its front nor a fault of its own sent */
	int64_t peak_kib;  /* the most memory that it held */
};

/* Waits up to wait_ms for its death, then kills it, and reaps it. *engine becomes ENGINE_NONE. */
void engine_process_reap(
	struct engine_process *engine, int wait_ms, struct engine_death *ret_death);

/* SIGABRT for a core or a sanitizer's report, abort_ms later SIGKILL, to the whole group. An engine
 * that was stopped (SIGSTOP) counts as killed from outside. */
void engine_process_abort(
	struct engine_process *engine, int abort_ms, struct engine_death *ret_death);

/* SIGKILL at once. Takes ENGINE_NONE. */
void engine_process_kill(struct engine_process *engine);

/* It may use so many more seconds of processor time from now on; each process that it starts as
 * many. */
void engine_process_limit_cpu(const struct engine_process *engine, int64_t seconds);

/* From now on others go first. There is no way back: it takes a new engine. */
void engine_process_lower(struct engine_process *engine);

/* False when it is gone or leaving, or stopped (SIGSTOP) where it should wait for work. */
bool engine_process_waits(const struct engine_process *engine);

#endif
