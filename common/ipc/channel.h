/* channel: the records between lecternd and its children.
 *
 * One SOCK_SEQPACKET socket pair for each child, in the child at descriptor CHANNEL_FD,
 * announced by the environment variable CHANNEL_ENV. Records have one fixed size and a
 * version; a record of another size, version or kind is a protocol error of the sender.
 * Both ends are non-blocking. End of file means to a child that lecternd died, and lecternd
 * that a child let go of its end.
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
	/* child to lecternd */
	CHANNEL_READY = 1, /* initialised, waiting for work */
	CHANNEL_JOB_START, /* job, deadline_ms (from now) */
	CHANNEL_PROGRESS,  /* the job made progress, or an idle child is alive */
	CHANNEL_JOB_END,   /* outcome, duration_ms, rss_kib */
	CHANNEL_BYE,       /* leaving of its own will */
	/* lecternd to child */
	CHANNEL_DRAIN = 64,   /* finish what is at hand, take no other, exit 0; deadline_ms */
	CHANNEL_LOG_LEVEL,    /* value: enum log_level */
	CHANNEL_SLOT,         /* to lectern-web: one slot of the farm's snapshot */
	CHANNEL_SNAPSHOT_END, /* to lectern-web: the records since the last end are the farm */
	CHANNEL_POOL,         /* to lectern-web: numbers of a whole stage, in `counts` */
};

enum channel_outcome {
	CHANNEL_OUTCOME_DONE,
	CHANNEL_OUTCOME_RETRY,  /* will be tried again */
	CHANNEL_OUTCOME_REJECT, /* the input's fault: page or job failed */
};

/* What is counted of a stage, since lecternd started. */
enum channel_count {
	CHANNEL_COUNT_WANTED, /* workers that the settings ask for, now */
	CHANNEL_COUNT_READY,  /* workers that wait or work, now */
	CHANNEL_COUNT_DONE,   /* jobs by outcome, as enum channel_outcome */
	CHANNEL_COUNT_RETRY,
	CHANNEL_COUNT_REJECT,
	CHANNEL_COUNT_JOB_MS,   /* all jobs' durations together */
	CHANNEL_COUNT_RECYCLED, /* replaced as planned: age, memory, new settings */
	CHANNEL_COUNT_UNREADY,  /* replaced after it died, or was killed, before it was ready */
	CHANNEL_COUNT_HUNG,     /* ... killed since it was silent or over its time */
	CHANNEL_COUNT_SIGNAL,   /* ... died of a signal that was not ours */
	CHANNEL_COUNT_EXIT,     /* ... ended by itself */
	CHANNEL_COUNT_IN_JOB,   /* of the last three: in the middle of a job */
	CHANNEL_COUNT_BUCKETS,  /* jobs by duration: up to channel_bucket_ms[i], each job once */
	CHANNEL_BUCKETS = 14,   /* the last one without a limit */
	CHANNEL_COUNTS = CHANNEL_COUNT_BUCKETS + CHANNEL_BUCKETS,
};
extern const int64_t channel_bucket_ms[CHANNEL_BUCKETS - 1];

struct channel_record {
	uint32_t magic;   /* CHANNEL_MAGIC */
	uint16_t version; /* CHANNEL_VERSION */
	uint16_t kind;    /* enum channel_kind */
	int32_t value;    /* LOG_LEVEL; JOB_END: enum channel_outcome; SLOT: slot's index;
			   * READY: what its sandbox lacks, enum sandbox_missing */
	int32_t pid;      /* SLOT; JOB_START: the engine's pid, 0 when unknown */
	union {
		int64_t deadline_ms; /* JOB_START: milliseconds the job may take from now; DRAIN:
				      * what is left until it is killed, 0 when lecternd is
				      * stopping */
		int64_t sandbox;     /* SLOT: as READY's value; -1: not known (yet) */
	};
	int64_t duration_ms; /* JOB_END; SLOT: milliseconds in its state */
	int64_t rss_kib;     /* JOB_END, SLOT: resident memory of the worker, engine included */
	uint32_t restarts;   /* SLOT */
	uint32_t jobs_done;  /* SLOT */
	char stage[32];      /* SLOT, POOL: "tts" */
	union {
		struct {
			char state[16];  /* SLOT: "idle", "busy", ... */
			char job[96];    /* JOB_START, SLOT: "<workflow> page 12" */
			char detail[96]; /* JOB_END: the reason; SLOT: last death */
		};
		uint64_t counts[CHANNEL_COUNTS]; /* POOL: by enum channel_count */
	};
};

#define CHANNEL_MAGIC 0x4c43484eu /* "LCHN" */
enum { CHANNEL_VERSION = 1 };

/* A zeroed record of that kind, magic and version set. */
struct channel_record channel_record(enum channel_kind kind);

/* Sends without blocking. ERR_UNAVAILABLE when the peer's queue is full (the record is
 * dropped), ERR_NOT_FOUND when the peer is gone. */
int channel_send(int fd, const struct channel_record *record, struct err *err);

enum channel_status { CHANNEL_GOT, CHANNEL_EMPTY, CHANNEL_CLOSED, CHANNEL_GARBAGE };

/* Receives one record without blocking; strings in it are NUL-terminated afterwards.
 * CHANNEL_GARBAGE: something arrived that is no record (wrong size, magic, version, kind). */
enum channel_status channel_receive(int fd, struct channel_record *ret_record);

/* How often a child says that it lives, in milliseconds, when lecternd takes it for hung after so
 * many seconds of silence: four times in that time, and never less than every five seconds. */
int64_t channel_sign_ms(int64_t silence_seconds);

/* In a child: the descriptor named by the environment, made close-on-exec and non-blocking,
 * or -1 when started by hand. Removes the variable from the environment. */
int channel_from_env(void);

/* For the fuzzer and channel_receive: checks `len` bytes. */
bool channel_decode(const void *data, size_t len, struct channel_record *ret_record);

#endif
