/* slot_policy: what to do with one worker's place in a pool, and when.
 *
 * A state machine as a table [state][event] -> action. Pure: it knows no processes and reads no
 * clock; it is told what happened and when, and returns orders (struct slot_orders) that the caller
 * carries out. A death is reported by SLOT_EXITED only, whatever ended the worker.
 */
#ifndef LECTERN_SUPERVISOR_POOL_SLOT_POLICY_H
#define LECTERN_SUPERVISOR_POOL_SLOT_POLICY_H

#include "supervisor/pool/throttle.h"

#include <stdbool.h>
#include <stdint.h>

enum slot_state {
	SLOT_EMPTY,    /* no worker, and none wanted */
	SLOT_STARTING, /* the process is not ready yet */
	SLOT_IDLE,
	SLOT_BUSY,
	SLOT_DRAINING, /* asked to leave, or leaving by itself; may finish its job */
	SLOT_KILLING,  /* must go: climbing the ladder of signals */
	SLOT_BACKOFF,  /* no process; one will be started later */
	SLOT_STATE_COUNT,
};

enum slot_event {
	SLOT_WANT,         /* the pool wants a worker here */
	SLOT_UNWANT,       /* no longer wanted: the worker may finish its job */
	SLOT_REPLACE,      /* the worker may finish its job, then a new one takes its place */
	SLOT_HURRY,        /* no more waiting: climb one step of the ladder */
	SLOT_SPAWN_FAILED, /* the ordered process could not be created */
	SLOT_READY,
	SLOT_JOB_START, /* input: deadline_ms */
	SLOT_PROGRESS,
	SLOT_JOB_END, /* input: rss_kib */
	SLOT_BYE,
	SLOT_CLOSED,  /* it closed its channel */
	SLOT_GARBAGE, /* it sent something that is not a record, or a record out of turn */
	SLOT_EXITED,  /* the process is gone */
	SLOT_TICK,    /* time has passed */
	SLOT_EVENT_COUNT,
};

/* Why a worker is being killed. */
enum slot_blame {
	SLOT_BLAME_NONE,
	SLOT_BLAME_NOT_READY, /* not ready in time */
	SLOT_BLAME_SILENT,    /* no progress or heartbeat */
	SLOT_BLAME_DEADLINE,  /* its job took too long */
	SLOT_BLAME_CLOSED,
	SLOT_BLAME_GARBAGE,
	SLOT_BLAME_STAYED,  /* did not leave when asked */
	SLOT_BLAME_HURRIED, /* not its fault: lecternd could not wait */
	SLOT_BLAME_COUNT,
};

/* In milliseconds; 0 means no limit where it says so. */
struct slot_limits {
	int64_t start_silence;  /* longest silence while starting; 0: no limit */
	int64_t start_total;    /* from start to READY; 0: no limit */
	int64_t idle_silence;   /* longest silence while idle; 0: no limit */
	int64_t busy_silence;   /* longest silence in a job; 0: no limit */
	int64_t deadline_times; /* a job may take this many times its reported deadline */
	int64_t deadline_slack; /* plus this much */
	int64_t leave_grace;    /* to leave, once asked and without a job */
	int64_t close_grace;    /* between the end of the channel and SIGTERM */
	int64_t abort_grace;    /* between SIGABRT and SIGKILL */
	int64_t term_grace;     /* between SIGTERM and SIGKILL */
	int64_t max_jobs;       /* recycle after about this many; 0: never */
	int64_t max_rss_kib;    /* recycle when larger between jobs; 0: never */
};

enum {
	/* Unplanned restarts draw on a budget: a few at once, then one whenever it has refilled
	 * enough.
	 */
	SLOT_RESTART_COST_MS = 2000,
	SLOT_RESTART_BUDGET_MS = 10000,
	SLOT_REKILL_MS = 5000, /* between SIGKILLs to a process that does not die */
};

enum slot_ladder { SLOT_LADDER_WAIT, SLOT_LADDER_ABORT, SLOT_LADDER_TERM, SLOT_LADDER_KILL };

struct slot_policy {
	enum slot_state state;
	bool wanted;
	int64_t since; /* when the state was entered */

	/* The process, while there is one. */
	bool was_ready, in_job;
	bool asked; /* to leave: its death is not a failure */
	bool probe; /* the stage is failing and this worker is the one trying */
	int64_t started_at, sign_at, job_limit, leave_limit;
	int64_t jobs, jobs_limit;
	enum slot_blame blame;
	enum slot_ladder ladder;
	int64_t ladder_limit;

	/* Between processes. */
	int64_t retry_at;
	int64_t budget, budget_at;
};

struct slot_input {
	int64_t now;
	int64_t deadline_ms; /* SLOT_JOB_START; 0 or less if none */
	int64_t rss_kib;     /* SLOT_JOB_END */
};

struct slot_orders {
	bool spawn;     /* create a process; on failure, report SLOT_SPAWN_FAILED at once */
	bool drain;     /* ask the process to finish and leave */
	int signal;     /* to send to its process group; 0 if none */
	bool recovered; /* the stage works again: tick its slots in backoff */
};

void slot_policy_init(struct slot_policy *slot, int64_t now);

/* Processes one event. The throttle is the stage's; the limits may change between calls. */
struct slot_orders slot_policy_step(struct slot_policy *slot, struct throttle *throttle,
	const struct slot_limits *limits, enum slot_event event, const struct slot_input *input);

/* When SLOT_TICK is due, or INT64_MAX if nothing is due. */
int64_t slot_policy_due(const struct slot_policy *slot, const struct slot_limits *limits);

/* Time passed during which no process could run: extends the worker's limits by that much, and
 * restarts the wait for progress now. */
void slot_policy_forgive(struct slot_policy *slot, int64_t ms, int64_t now);

/* Whether there is a process. */
bool slot_policy_is_alive(const struct slot_policy *slot);

const char *slot_state_name(enum slot_state state);
const char *slot_blame_text(enum slot_blame blame);

#endif
