/* engine_process: starts and ends an engine, on behalf of its front. */
#ifndef LECTERN_WORKERS_FRONT_ENGINE_PROCESS_H
#define LECTERN_WORKERS_FRONT_ENGINE_PROCESS_H

#include "common/base/err.h"
#include "common/base/process.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct engine_process {
	pid_t pid;             /* 0: not running; also its process group */
	int socket;            /* the front's end of the link, non-blocking; -1: none */
	bool killed;           /* by its front */
	int64_t ready_rss_kib; /* memory in use when ready; set by the caller */
	bool lowered;          /* its priority was lowered, see engine_process_lower */
};

/* clang-format off */
#define ENGINE_NONE ((struct engine_process) { .socket = -1 })
/* clang-format on */

/* Starts this program as `--engine`, in a process group of its own, with the link at ENGINE_FD
 * and a minimal environment. Call it from the main thread only: the engine asks to be killed
 * when the thread that created it ends. config_path and environment (struct stage's) may be
 * NULL. */
int engine_process_start(const char *config_path, const char *const *environment,
	struct engine_process *ret_engine, struct err *err);

struct engine_death {
	char text[PROCESS_DEATH_SIZE]; /* "killed by SIGSEGV", "exit status 1" */
	bool from_outside; /* by a signal that neither its front nor a fault of its own raised */
	int64_t peak_kib;  /* peak resident memory */
};

/* Waits up to wait_ms for it to die, then kills it, and reaps it. *engine becomes ENGINE_NONE. */
void engine_process_reap(
	struct engine_process *engine, int wait_ms, struct engine_death *ret_death);

/* Sends the whole group SIGABRT, for a core dump or a sanitizer's report, and SIGKILL abort_ms
 * later. An engine that was stopped (SIGSTOP) counts as killed from outside. */
void engine_process_abort(
	struct engine_process *engine, int abort_ms, struct engine_death *ret_death);

/* Sends SIGKILL at once. Accepts ENGINE_NONE. */
void engine_process_kill(struct engine_process *engine);

/* Limits its processor time to that many more seconds from now on; each process that it starts
 * gets the same limit. */
void engine_process_limit_cpu(const struct engine_process *engine, int64_t seconds);

/* Lowers its priority below that of other engines. This cannot be undone except by a new engine. */
void engine_process_lower(struct engine_process *engine);

/* False when it is gone, exiting, or stopped (SIGSTOP) when it should be waiting for work. */
bool engine_process_waits(const struct engine_process *engine);

#endif
