/* front: the process that speaks NATS for a stage. Internal to workers/front.
 *
 * It has one thread of its own, which waits only in front_wait(); that also serves the
 * supervisor's channel, the signals, the message's ack deadline and the heartbeats. Unless
 * stated otherwise, functions are for that thread only.
 */
#ifndef LECTERN_WORKERS_FRONT_FRONT_H
#define LECTERN_WORKERS_FRONT_FRONT_H

#include "common/base/err.h"
#include "common/ipc/channel.h"
#include "workers/front/engine_process.h"
#include "workers/front/slow_lane.h"
#include "workers/front/stage.h"

#include <stdbool.h>
#include <stdint.h>

struct front {
	const struct stage *stage;
	const struct front_stage *ops;
	const struct settings *settings;
	const struct service_settings *service;
	const char *config_path; /* NULL: defaults */
	char *spool_dir;         /* owned */
	struct natsconn *conn;
	struct pull *pull;
	struct reconciler *reconciler; /* NULL unless the stage runs one */
	struct engine_process engine;
	struct slow_lane slow_lane;
	unsigned unconfined; /* what the engine's sandbox lacks: enum sandbox_missing */
	int channel;         /* to lecternd; -1 when started by hand */
	int signals;         /* signalfd for SIGTERM and SIGINT */
	bool draining;       /* finish the current job, take no other */
	bool leaving;        /* hand the current job back and exit */
	bool parent_died;
	int64_t repair_ms;     /* when to check for missing streams; 0: no reason to */
	struct front_job *job; /* the current one, or NULL */
	int64_t next_renewal_ms, next_sign_ms, next_look_ms; /* monotonic */
	int64_t next_start_ms; /* of a job that is waiting for its turn */
	char pull_trouble[sizeof(((struct err *)0)->text)]; /* last logged; each is logged once */
};

/* Whether a message of this stage is a whole document, processed page by page. */
static inline bool front_takes_documents(const struct front *front)
{
	return front->ops->document != NULL;
}

/* Runs until asked to exit. Returns the exit status. */
int front_main(const struct stage *stage, const struct settings *settings, const char *config_path);

/* Waits up to timeout_ms for fd (may be -1) to become readable, serving everything else. True
 * when fd is readable or hung up. Returns early when the front is asked to exit. */
bool front_wait(struct front *front, int fd, int timeout_ms);

/* Sandboxes the front. Call it before starting the first engine and the NATS library's first
 * thread. */
int front_confine(const struct front *front, struct err *err);

/* Starts an engine and waits for its READY. On failure err includes the engine's own reason. */
int front_start_engine(struct front *front, struct err *err);

/* The outcome of one attempt at a job. */
struct attempt {
	enum verdict verdict;
	bool engine_died;     /* or was killed; the cause is in reason */
	bool from_outside;    /* killed neither by its front nor by a fault of its own */
	bool timed_out;       /* exceeded job_timeout_seconds */
	bool no_space;        /* the engine says that its output device is full */
	int input_page;       /* the last one it requested; 0: none */
	uint64_t input_bytes; /* size of that page's input */
	int blamed_page;      /* the engine says that this page's input is to blame; 0: none */
	bool left;            /* the front was asked to exit: not counted as an attempt */
	bool gave_way;      /* slow while others wait: not an attempt either; the engine is gone */
	bool cancelled;     /* the job was cancelled during the work; the engine is gone */
	bool transient;     /* RETRY for a cause outside the page (broker, disk) */
	bool input_missing; /* the input object is not in its bucket */
	int next_page;
	int stored_page;  /* the last one put; -1: none */
	int emitted;      /* number of pages announced, failed ones included */
	int last_emitted; /* the last of them; 0: none */
	bool on_whole;    /* the engine says it works on the whole document */
	int requests;     /* number of the engine's requests */
	bool refused;     /* one of its records was refused, which has been logged */
	char reason[300];
};

/* Has the engine do the job once. Never fails: *ret_attempt holds the outcome. */
void front_run_engine(struct front *front, struct front_job *job, struct attempt *ret_attempt);

/* Checks from time to time, by *next_look_ms, which the caller keeps, whether the job was
 * cancelled, so that work on a long page stops soon. */
bool front_is_cancelled(struct front_job *job, int64_t *next_look_ms);

/* Serves one record of the engine: answers it and takes note of it. True: the attempt is over. */
struct link_message;
bool front_serve_record(
	struct front_job *job, const struct link_message *message, struct attempt *attempt);

/* Like front_get for an engine that requests its inputs in the order of ops->next_input:
 * prefetches the next ones. Call prefetch_free when the engine is done. */
int prefetch_get(struct front_job *job, const char *bucket, int page, const char *key, int *ret_fd,
	struct object_info *ret_info, struct err *err);
void prefetch_free(struct front_job *job);

/* Fetches an object into a spool file, which the caller closes. Thread-safe. */
int front_fetch(struct natsconn *conn, const char *spool_dir, const char *bucket, const char *key,
	struct arena *arena, int *ret_fd, struct object_info *ret_info, struct err *err);

/* The same from the front's thread, which goes on serving everything else during large
 * transfers. */
int front_get(struct front_job *job, const char *bucket, const char *key, int *ret_fd,
	struct object_info *ret_info, struct err *err);

/* A range of an object for an engine. */
struct range {
	struct natsconn *conn;
	const char *bucket, *key;
	uint64_t offset, len; /* wanted; at most 64 MiB are returned at a time */
	int fd;               /* result: a spool file, which the caller closes */
	uint64_t size;        /* result: size of the whole object */
};

int front_get_range(struct front_job *job, struct range *range, struct err *err);

/* Stores `size` bytes of fd as an object, verifying them by reading back if the stage asks for
 * that: job->proved. A missing bucket is ERR_UNAVAILABLE, since that is not the page's fault. */
int front_put(struct front_job *job, const struct object_spec *spec, int fd, uint64_t size,
	struct object_info *ret_info, struct err *err);

/* Work in a thread of its own, see background_run. Every task begun must be ended:
 * background_end() waits for it, returns what it returned and frees it. */
struct background;
int background_begin(int (*work)(void *context, struct err *err), void *context,
	struct background **ret_task, struct err *err);
int background_end(struct front *front, struct background **task, struct err *err);

/* Whether an errand of background_run_within() was abandoned and is still running: its thread
 * uses the connection and the settings until the process ends. */
bool background_is_left(void);

/* A stream, consumer or bucket may be missing: has it checked, and recreated, soon. */
void front_suspect_topology(struct front *front);

/* Announces the page's result to the next stage, if that needs to know. */
int front_emit(struct front_job *job, int page, bool *ret_stop, struct err *err);

/* Whether the job's result is already stored, in a stage where that proves that its work was
 * done. */
bool front_has_result(struct front_job *job);

/* Handles one message from start to end: state, engine, retries, ack. Frees the delivery. */
void front_handle(struct front *front, struct delivery *delivery);

/* Tells the supervisor that the job begins, or that its time limit starts anew. */
void front_notify_start(struct front_job *job);

/* Sends the supervisor a record. Does nothing when started by hand. */
void front_notify(struct front *front, const struct channel_record *record);

#endif
