/* channel: the records exchanged between lecternd and its children.
 *
 * Each child has one SOCK_SEQPACKET socket pair, whose child end is descriptor CHANNEL_FD and is
 * announced by the environment variable CHANNEL_ENV. Records have a fixed size and a version; a
 * record of any other size, version or kind is a protocol error by the sender. Both ends are
 * non-blocking. End of file tells a child that lecternd has died, and lecternd that the child has
 * closed its end.
 */
#ifndef LECTERN_COMMON_IPC_CHANNEL_H
#define LECTERN_COMMON_IPC_CHANNEL_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHANNEL_ENV "LECTERN_CHANNEL" /* its value is the descriptor's number */
enum { CHANNEL_FD = 3 };

enum channel_kind {
	/* From child to lecternd. */
	CHANNEL_READY = 1, /* initialised, waiting for work */
	CHANNEL_JOB_START, /* job, deadline_ms (from now) */
	CHANNEL_PROGRESS,  /* the job made progress, or an idle child's heartbeat */
	CHANNEL_JOB_END,   /* outcome, duration_ms, rss_kib */
	CHANNEL_BYE,       /* exiting of its own accord */
	/* From lecternd to child. */
	CHANNEL_DRAIN = 64,   /* finish the current job, take no other, exit 0; deadline_ms */
	CHANNEL_LOG_LEVEL,    /* value: enum log_level */
	CHANNEL_SLOT,         /* to lectern-web: one slot of the farm's snapshot */
	CHANNEL_SNAPSHOT_END, /* to lectern-web: the records since the last SNAPSHOT_END are the
			       * whole farm */
	CHANNEL_POOL,         /* to lectern-web: counters of a whole stage, in `counts` */
};

enum channel_outcome {
	CHANNEL_OUTCOME_DONE,
	CHANNEL_OUTCOME_RETRY,  /* will be tried again */
	CHANNEL_OUTCOME_REJECT, /* the input is at fault: the page or job failed */
};

/* Counters of a stage, since lecternd started. */
enum channel_count {
	CHANNEL_COUNT_WANTED, /* gauge: workers that the settings ask for */
	CHANNEL_COUNT_READY,  /* gauge: workers that are idle or busy */
	CHANNEL_COUNT_DONE,   /* jobs by outcome, as enum channel_outcome */
	CHANNEL_COUNT_RETRY,
	CHANNEL_COUNT_REJECT,
	CHANNEL_COUNT_JOB_MS,   /* total duration of all jobs */
	CHANNEL_COUNT_RECYCLED, /* planned replacements: age, memory, new settings */
	CHANNEL_COUNT_UNREADY,  /* replacements of workers that died or were killed before READY */
	CHANNEL_COUNT_HUNG,     /* ... of workers killed for silence or for exceeding their
				 * deadline */
	CHANNEL_COUNT_SIGNAL,   /* ... of workers that died of a signal lecternd did not send */
	CHANNEL_COUNT_EXIT,     /* ... of workers that exited on their own */
	CHANNEL_COUNT_IN_JOB,   /* of the last three, those in the middle of a job */
	CHANNEL_COUNT_BUCKETS,  /* histogram of job durations, not cumulative: up to
				 * channel_bucket_ms[i] */
	CHANNEL_BUCKETS = 14,   /* the last one has no upper bound */
	CHANNEL_COUNTS = CHANNEL_COUNT_BUCKETS + CHANNEL_BUCKETS,
};
extern const int64_t channel_bucket_ms[CHANNEL_BUCKETS - 1];

struct channel_record {
	uint32_t magic;   /* CHANNEL_MAGIC */
	uint16_t version; /* CHANNEL_VERSION */
	uint16_t kind;    /* enum channel_kind */
	int32_t value;    /* LOG_LEVEL: the level; JOB_END: enum channel_outcome; SLOT: the slot's
			   * index; READY: what the sandbox lacks, enum sandbox_missing */
	int32_t pid;      /* SLOT; JOB_START: the engine's pid, 0 when unknown */
	union {
		int64_t deadline_ms; /* JOB_START: milliseconds from now that the job may take;
				      * DRAIN: milliseconds until the child is killed, 0 when
				      * lecternd itself is stopping */
		int64_t sandbox;     /* SLOT: like READY's value; -1 while unknown */
	};
	int64_t duration_ms; /* JOB_END: of the job; SLOT: time in its current state */
	int64_t rss_kib;     /* JOB_END, SLOT: resident memory of the worker including its engine */
	uint32_t restarts;   /* SLOT */
	uint32_t jobs_done;  /* SLOT */
	char stage[32];      /* SLOT, POOL: "tts" */
	union {
		struct {
			char state[16];  /* SLOT: "idle", "busy", ... */
			char job[96];    /* JOB_START, SLOT: "<workflow> page 12" */
			char detail[96]; /* JOB_END: the reason; SLOT: how the last worker died */
		};
		uint64_t counts[CHANNEL_COUNTS]; /* POOL: indexed by enum channel_count */
	};
};

#define CHANNEL_MAGIC 0x4c43484eu /* "LCHN" */
enum { CHANNEL_VERSION = 1 };

/* A zeroed record of that kind, with magic and version set. */
struct channel_record channel_record(enum channel_kind kind);

/* Sends without blocking. ERR_UNAVAILABLE if the peer's queue is full (the record is dropped),
 * ERR_NOT_FOUND if the peer is gone. */
int channel_send(int fd, const struct channel_record *record, struct err *err);

enum channel_status { CHANNEL_GOT, CHANNEL_EMPTY, CHANNEL_CLOSED, CHANNEL_GARBAGE };

/* Receives one record without blocking; strings in it are NUL-terminated afterwards.
 * CHANNEL_GARBAGE means that a packet with a wrong size, magic, version or kind arrived. */
enum channel_status channel_receive(int fd, struct channel_record *ret_record);

/* The heartbeat interval of a child, in milliseconds, given the seconds of silence after which
 * lecternd takes it for hung: a quarter of that time, at most five seconds. */
int64_t channel_sign_ms(int64_t silence_seconds);

/* For a child: the descriptor named by the environment, made close-on-exec and non-blocking, or -1
 * if the process was started by hand. Removes the variable from the environment. */
int channel_from_env(void);

/* Validates `len` bytes and copies them to *ret_record. Used by channel_receive() and the
 * fuzzer. */
bool channel_decode(const void *data, size_t len, struct channel_record *ret_record);

#endif
