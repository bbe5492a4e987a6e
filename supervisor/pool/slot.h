/* slot: one worker's place in a pool: its policy (slot_policy.h) and its process. */
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

	/* The process; pid is 0 if there is none. */
	pid_t pid;
	unsigned generation;             /* of the configuration that it was started with */
	struct slot_limits start_limits; /* according to that configuration */
	struct child_channel channel;
	struct loop_source output, exec;
	struct relay relay;
	int64_t closed_due; /* when the end of its channel counts, or LOOP_NEVER */
	pid_t engine_pid;   /* 0: unknown */
	char job[sizeof((struct channel_record *)0)->job];
	char exec_failure[160];

	/* Reported about it. */
	int64_t rss_kib; /* last reported value; 0 if unknown */
	uint32_t restarts, jobs_done;
	char last_death[96];
	int64_t sandbox; /* what it lacks, as reported with READY; -1 if unknown */
};

struct slot *slot_new(struct stage *stage, size_t index);
/* No process may be left. */
void slot_free(struct slot **slot);

/* Passes an event to the policy and carries out its orders. */
void slot_event(struct slot *slot, enum slot_event event);

/* Reports that its process has died with that wait status and has been reaped. */
void slot_exited(struct slot *slot, int status);

/* Sends without blocking. False if not sent (no channel, queue full, or the peer is gone). */
bool slot_send(struct slot *slot, const struct channel_record *record);

/* Extends running time limits by `ms`, during which no process could work. */
void slot_forgive(struct slot *slot, int64_t ms);

/* The name of its state; "failing" while it waits because the stage's workers fail to start. */
const char *slot_shown_state(const struct slot *slot);

#endif
