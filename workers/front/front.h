/* front: the process that speaks NATS for a stage (internal to front*.c).
 *
 * One thread of ours. It waits in one place, front_wait(), which also serves the supervisor's
 * channel, the signals, the message's ack deadline and the signs of life.
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
	struct reconciler *reconciler; /* NULL when the stage does not */
	struct engine_process engine;
	struct slow_lane slow_lane;
	unsigned unconfined; /* what the engine's sandbox lacks: enum sandbox_missing */
	int channel;         /* to lecternd; -1 when started by hand */
	int signals;         /* signalfd for SIGTERM and SIGINT */
	bool draining;       /* finish the job at hand, take no other */
	bool leaving;        /* give the job at hand back and exit */
	bool parent_died;
	int64_t repair_ms;     /* when to look whether a stream is gone; 0: no reason to */
	struct front_job *job; /* at hand, or NULL */
	int64_t next_renewal_ms, next_sign_ms, next_look_ms; /* monotonic */
	int64_t next_start_ms;                               /* of a job that waits for its turn */
	char pull_trouble[sizeof(((struct err *)0)->text)];  /* last logged; each is logged once */
};

/* A message of this stage is a whole document, which it goes through page by page. */
static inline bool front_takes_documents(const struct front *front)
{
	return front->ops->document != NULL;
}

/* Runs until asked to exit. Returns the exit status. */
int front_main(const struct stage *stage, const struct settings *settings, const char *config_path);

/* Waits up to timeout_ms for fd (may be -1) to be readable, serving everything else. True when fd
 * is readable (or hung up). Returns early when the front is asked to exit. */
bool front_wait(struct front *front, int fd, int timeout_ms);

/* Locks the front in, before its first engine and the first thread of the NATS library. */
int front_confine(const struct front *front, struct err *err);

/* Starts an engine and waits for its READY. The reason of a failure names the engine's own. */
int front_start_engine(struct front *front, struct err *err);

/* How an attempt at a job ended. */
struct attempt {
	enum verdict verdict;
	bool engine_died;     /* or was killed: it is gone, its cause in reason */
	bool from_outside;    /* it was killed by neither its front nor a fault of its own */
	bool timed_out;       /* job_timeout_seconds */
	bool no_space;        /* says the engine: what it writes to is full */
	int input_page;       /* that it asked for last; 0: none */
	uint64_t input_bytes; /* of that page */
	int blamed_page;      /* whose input is the cause, says the engine; 0: none */
	bool left;            /* the front was asked to exit: not counted as an attempt */
	bool gave_way;        /* slow, and others wait: no attempt either; the engine is gone */
	bool cancelled;       /* the job was, under work; the engine is gone */
	bool transient;       /* RETRY for a cause outside the page (broker, disk) */
	bool input_missing;   /* the input object is not in its bucket */
	int next_page;
	int stored_page;  /* that was put last; -1: none */
	int emitted;      /* pages announced, failures included */
	int last_emitted; /* of them; 0: none */
	bool on_whole;    /* at work for the document, not for a page, by its own word */
	int requests;     /* of the engine */
	bool refused;     /* a record of it was, and this has been logged */
	char reason[300];
};

/* Lets the engine do the job once; never fails, tells. */
void front_run_engine(struct front *front, struct front_job *job, struct attempt *ret_attempt);

/* Looks at the state now and then, with *next_look_ms kept by the caller: work for a cancelled job
 * stops within a page, however long. */
bool front_is_cancelled(struct front_job *job, int64_t *next_look_ms);

/* Serves one record of the engine (answers it, notes it). True: the attempt is over. */
struct link_message;
bool front_serve_record(
	struct front_job *job, const struct link_message *message, struct attempt *attempt);

/* The same as front_get for what an engine asks for in the order of ops->next_input: what follows
 * is fetched meanwhile, until prefetch_free, which is to be called when the engine is through.
 */
int prefetch_get(struct front_job *job, const char *bucket, int page, const char *key, int *ret_fd,
	struct object_info *ret_info, struct err *err);
void prefetch_free(struct front_job *job);

/* An object into a spool file, which the caller closes. From any thread. */
int front_fetch(struct natsconn *conn, const char *spool_dir, const char *bucket, const char *key,
	struct arena *arena, int *ret_fd, struct object_info *ret_info, struct err *err);

/* The same by the front's thread: large ones do not keep it from serving everything else. */
int front_get(struct front_job *job, const char *bucket, const char *key, int *ret_fd,
	struct object_info *ret_info, struct err *err);

/* A stretch of an object, on its way to an engine. */
struct range {
	struct natsconn *conn;
	const char *bucket, *key;
	uint64_t offset, len; /* wanted; no more than 64 MiB are given at a time */
	int fd;               /* result: a spool file, the caller's to close */
	uint64_t size;        /* result: of the whole object */
};

int front_get_range(struct front_job *job, struct range *range, struct err *err);

/* `size` bytes of fd become an object, read back on the way when the stage says so: job->proved. A
 * bucket that is missing is ERR_UNAVAILABLE: no fault of the
 * page. */
int front_put(struct front_job *job, const struct object_spec *spec, int fd, uint64_t size,
	struct object_info *ret_info, struct err *err);

/* Work in a thread of its own, see background_run. Who began it must end it: that waits for it and
 * returns what it returned. */
struct background;
int background_begin(int (*work)(void *context, struct err *err), void *context,
	struct background **ret_task, struct err *err);
int background_end(struct front *front, struct background **task, struct err *err);

/* An errand of background_run_within() was left to itself and is not over: its thread uses the
 * connection and the settings until the process ends. */
bool background_is_left(void);

/* Something that should be in the broker may be gone: it is made again, soon. */
void front_suspect_topology(struct front *front);

/* Tells the next stage of the page's result, if it is to know. */
int front_emit(struct front_job *job, int page, bool *ret_stop, struct err *err);

/* The job's result is there already, in a stage where that says that its work was done. */
bool front_has_result(struct front_job *job);

/* The whole life of one message: state, engine, retries, ack. Frees the delivery. */
void front_handle(struct front *front, struct delivery *delivery);

/* Notifies the supervisor that the job begins, or that its time starts again. */
void front_notify_start(struct front_job *job);

/* Supervisor's records. No-ops when started by hand. */
void front_notify(struct front *front, const struct channel_record *record);

#endif
