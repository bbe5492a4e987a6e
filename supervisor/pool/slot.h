/* slot: one worker's place in a pool: its policy (slot_policy.h) and the process that fills it. */
#ifndef LECTERN_SUPERVISOR_POOL_SLOT_H
#define LECTERN_SUPERVISOR_POOL_SLOT_H

#include "common/ipc/channel.h"
#include "supervisor/os/loop.h"
#include "supervisor/pool/child_channel.h"
#include "supervisor/pool/relay.h"
#include "supervisor/pool/slot_policy.h"
#include "supervisor/pool/stage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct slot {
	struct stage *stage;
	size_t index;
	char name[40]; /* "tts/3" */
	struct slot_policy policy;
	struct loop_timer timer;

	/* The process; pid 0 when there is none. */
	pid_t pid;
	unsigned generation;             /* of the configuration that it was started with */
	struct slot_limits start_limits; /* by that configuration */
	struct child_channel channel;
	struct loop_source output, exec;
	struct relay relay;
	int64_t closed_due; /* when its channel's end counts; LOOP_NEVER */
	pid_t engine_pid;   /* 0: unknown */
	char job[sizeof((struct channel_record *)0)->job];
	char exec_failure[160];

	/* What is reported of it. */
	int64_t rss_kib; /* as it last reported; 0: unknown */
	uint32_t restarts, jobs_done;
	char last_death[96];
	int64_t sandbox; /* what it lacks, as reported with READY; -1: unknown */
};

struct slot *slot_new(struct stage *stage, size_t index);
/* There must be no process any more. */
void slot_free(struct slot **slot);

/* Feeds the policy and carries out its orders. */
void slot_event(struct slot *slot, enum slot_event event);

/* Its process has died with that wait status and is reaped. */
void slot_exited(struct slot *slot, int status);

/* Sends without waiting. False: not sent (no channel, queue full, or gone). */
bool slot_send(struct slot *slot, const struct channel_record *record);

void slot_forgive(struct slot *slot, int64_t ms);

/* Its state's name, "failing" while it waits because the stage's workers die at the start. */
const char *slot_shown_state(const struct slot *slot);

#endif
