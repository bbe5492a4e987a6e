/* slot_policy: what is done with one worker's place in a pool, and when.
 *
 * A state machine as a table [state][event] -> action. Pure: it knows no process and reads no
 * clock; it is given what happened and when, and answers with orders (struct slot_orders) that the
 * caller carries out. A death is reported by SLOT_EXITED only, whatever ended the worker.
 */
#ifndef LECTERN_SUPERVISOR_POOL_SLOT_POLICY_H
#define LECTERN_SUPERVISOR_POOL_SLOT_POLICY_H

#include "supervisor/pool/throttle.h"

#include <stdbool.h>
#include <stdint.h>

enum slot_state {
	SLOT_EMPTY,    /* no worker, none wanted */
	SLOT_STARTING, /* a process that is not ready yet */
	SLOT_IDLE,
	SLOT_BUSY,
	SLOT_DRAINING, /* asked to leave, or leaving by itself; may finish its job */
	SLOT_KILLING,  /* must go: the ladder of signals */
	SLOT_BACKOFF,  /* no process, one is wanted later */
	SLOT_STATE_COUNT,
};

enum slot_event {
	SLOT_WANT,         /* the pool wants a worker here */
	SLOT_UNWANT,       /* no longer: it may finish its job */
	SLOT_REPLACE,      /* it may finish its job, then a fresh one takes its place */
	SLOT_HURRY,        /* enough waited: one step up the ladder */
	SLOT_SPAWN_FAILED, /* the ordered process could not be made */
	SLOT_READY,
	SLOT_JOB_START, /* input: deadline_ms */
	SLOT_PROGRESS,
	SLOT_JOB_END, /* input: rss_kib */
	SLOT_BYE,
	SLOT_CLOSED,  /* it let go of its channel */
	SLOT_GARBAGE, /* it sent what is no record, or one out of turn */
	SLOT_EXITED,  /* the process is gone */
	SLOT_TICK,    /* time has passed */
	SLOT_EVENT_COUNT,
};

/* Why a worker is being killed. */
enum slot_blame {
	SLOT_BLAME_NONE,
	SLOT_BLAME_NOT_READY, /* not ready in time */
	SLOT_BLAME_SILENT,    /* no progress */
	SLOT_BLAME_DEADLINE,  /* its job took too long */
	SLOT_BLAME_CLOSED,
	SLOT_BLAME_GARBAGE,
	SLOT_BLAME_STAYED,  /* asked to leave, it did not */
	SLOT_BLAME_HURRIED, /* no fault: lecternd could not wait */
	SLOT_BLAME_COUNT,
};

/* Milliseconds; 0 means without limit where it says so. */
struct slot_limits {
	int64_t start_silence;  /* while starting, without progress; 0: no limit */
	int64_t start_total;    /* from start to READY; 0: no limit */
	int64_t idle_silence;   /* 0: no limit */
	int64_t busy_silence;   /* 0: no limit */
	int64_t deadline_times; /* a job may take this many times the deadline that it reported */
	int64_t deadline_slack; /* and so much more */
	int64_t leave_grace;    /* asked to leave and without a job */
	int64_t close_grace;    /* between the channel's end and SIGTERM */
	int64_t abort_grace;    /* between SIGABRT and SIGKILL */
	int64_t term_grace;     /* between SIGTERM and SIGKILL */
	int64_t max_jobs;       /* replaced after about so many; 0: never */
	int64_t max_rss_kib;    /* replaced when larger between jobs; 0: never */
};

enum {
	/* Unasked restarts come from a budget: a few at once, then one each time it has refilled.
	 */
	SLOT_RESTART_COST_MS = 2000,
	SLOT_RESTART_BUDGET_MS = 10000,
	SLOT_REKILL_MS = 5000, /* between SIGKILLs to a process that will not go */
};

enum slot_ladder { SLOT_LADDER_WAIT, SLOT_LADDER_ABORT, SLOT_LADDER_TERM, SLOT_LADDER_KILL };

struct slot_policy {
	enum slot_state state;
	bool wanted;
	int64_t since; /* when the state was entered */

	/* The process, while there is one. */
	bool was_ready, in_job;
	bool asked; /* to leave: its death is no failure */
	bool probe; /* the stage is failing and this one is tried */
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
	int64_t deadline_ms; /* SLOT_JOB_START; 0 or less: none */
	int64_t rss_kib;     /* SLOT_JOB_END */
};

struct slot_orders {
	bool spawn;     /* make a process; if that fails, report SLOT_SPAWN_FAILED at once */
	bool drain;     /* ask the process to finish and leave */
	int signal;     /* for its process group; 0: none */
	bool recovered; /* the stage works again: tick its waiting slots */
};

void slot_policy_init(struct slot_policy *slot, int64_t now);

/* One event. The throttle belongs to the stage, the limits may change between calls. */
struct slot_orders slot_policy_step(struct slot_policy *slot, struct throttle *throttle,
	const struct slot_limits *limits, enum slot_event event, const struct slot_input *input);

/* When SLOT_TICK is due; INT64_MAX: not before something else happens. */
int64_t slot_policy_due(const struct slot_policy *slot, const struct slot_limits *limits);

/* The clock ran on while no process could work: the worker gets so much more time for what it does,
 * and progress is expected from now on. */
void slot_policy_forgive(struct slot_policy *slot, int64_t ms, int64_t now);

/* Whether there is a process. */
bool slot_policy_is_alive(const struct slot_policy *slot);

const char *slot_state_name(enum slot_state state);
const char *slot_blame_text(enum slot_blame blame);

#endif
