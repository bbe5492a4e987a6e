/* stage: a stage's decisions in its front, the half that speaks NATS.
 *
 * The shared front fetches a message, reads the workflow's state, drives the engine and
 * acknowledges; a stage defines here what it consumes, how the engine's page numbers map to
 * object names, and what finished or failed work means for the workflow.
 *
 * Hooks that return int return 0, or -1 with err set. The strings they return are in the job's
 * arena.
 */
#ifndef LECTERN_WORKERS_FRONT_STAGE_H
#define LECTERN_WORKERS_FRONT_STAGE_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/farm/event.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"
#include "common/nats/pull.h"
#include "common/objstore/store.h"
#include "workers/engine/stage.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

struct front;

/* One message being handled. */
struct front_job {
	struct front *front;
	struct arena *arena; /* lives as long as the job */
	struct delivery *delivery;
	const struct event *event;
	struct workflow *workflow; /* as read when the job began, or as last changed by it */
	int page;     /* the page that the engine last reported to be working on; 0: unknown */
	int attempts; /* of the engine, so far; 0 before the first */
	int kills_from_outside; /* engine deaths that do not count as attempts */
	bool rejected;          /* failed because of what it is: retrying cannot help */
	bool suspect;           /* delivered so often that crashes are counted, see crash_count.h */
	int crashes;            /* how many were recorded before this delivery; see also `waits`: */
	bool waits;             /* for its turn: a death meanwhile is not recorded */
	int64_t next_note_ms;   /* when to try again after failing to record that; monotonic */
	bool slow;              /* a page took long in this delivery, see slow_lane.h */
	int64_t began_ms;       /* of the attempt, monotonic */
	struct prefetch *prefetch;        /* prefetched pages, or NULL */
	uint64_t noted;                   /* private to the stage from admission on; 0 before */
	int ahead;                        /* jobs before it, if it is to come later (ADMIT_LATER) */
	const struct object_info *proved; /* its result, if it was verified while being stored */
};

enum admission {
	ADMIT_WORK,  /* pass it to the engine */
	ADMIT_DONE,  /* nothing (more) to do: acknowledge */
	ADMIT_LATER, /* others first: it is redelivered in a while, which is not an attempt */
};

/* An engine's result for a page, about to be put. */
struct front_result {
	struct object_spec *spec;
	int fd;        /* a hook may replace it; the front closes the old one */
	uint64_t size; /* bytes in fd */
	bool keep;     /* keep what is stored already and do not put this */
};

/* Which jobs' messages a stage works on. Others are acknowledged, see front_ending.late. */
enum front_scope {
	FRONT_RUNNING_JOBS,
	/* Completed jobs too: the stage's work begins where they end. Damaged input is removed
	 * and thereby treated as lost. */
	FRONT_FINISHED_JOBS,
	/* Its results are useful however the job ended, unless it was cancelled. */
	FRONT_ENDED_JOBS,
	/* Its messages belong to no job: `adopt` makes a workflow for them that has no state. */
	FRONT_NO_JOB,
};

/* Objects that belong to a job besides its pages (JOB_BESIDE) and may be in another bucket:
 * *ret_bucket is an offset like those in struct front_stage. Any member may be NULL. */
struct front_beside {
	/* A missing input of this kind is not an error. */
	const char *(*input_key)(struct front_job *job, int number, size_t *ret_bucket);
	const char *(*output_key)(struct front_job *job, int number, size_t *ret_bucket);
	/* May refuse an output before it is put. */
	int (*check)(struct front_job *job, struct err *err);
	/* Existing objects are not overwritten, see object_spec.only_new. */
	bool only_new;
};

/* Notifications for a stage whose messages are whole documents, processed page by page. */
struct front_document {
	/* The document's number of pages is known. */
	int (*total)(struct front_job *job, int pages, struct err *err);
	/* The document's language is known; the name cannot be a path. */
	int (*language)(struct front_job *job, const char *language, struct err *err);
};

/* What it means for the workflow when the work ends or its input is unavailable. The message is
 * acknowledged when the hook succeeds. All but `failed` may be NULL. */
struct front_ending {
	/* Everything has been put and emitted. */
	int (*done)(struct front_job *job, int next_page, struct err *err);
	/* The work was given up for that reason. */
	int (*failed)(struct front_job *job, const char *reason, struct err *err);
	/* The input object, or its bucket, was deleted. May correct the workflow's state, so
	 * that the reconciler has the input made again. NULL: treated as failure (`failed`). */
	int (*input_lost)(struct front_job *job, struct err *err);
	/* A join cannot use the input of that page. May replace it, so that the page's arrival
	 * triggers the join again. NULL: treated as failure (`failed`). */
	int (*input_unusable)(struct front_job *job, int page, const char *reason, struct err *err);
	/* The message belongs to a finished workflow: clean up after it. */
	void (*late)(struct front_job *job);
	/* A stored result proves that an earlier delivery did the work: when the input is gone
	 * or a later step failed, `emit` and `done` are repeated. */
	bool repeats_result;
};

/* When a page counts as slow, see slow_lane.h. */
struct front_pace {
	int64_t slow_page_ms; /* it may be from here on; 0: none is */
	int64_t usual_input;  /* bytes of a usual page's input, when what it takes grows with them;
			       * 0: it does not */
	/* An engine is soon started: those at slow pages work at a lower priority, and are replaced
	 * for what comes next. */
	bool engine_is_light;
};

struct front_stage {
	enum event_type consumes;
	/* Offsets of the names within struct nats_settings. */
	size_t stream, consumer, input_bucket, output_bucket;
	enum front_scope scope;
	/* The last stage, whose single result is made from all pages of a job. The engine only
	 * puts it, `done` announces it, and it is verified while being stored, see
	 * front_job.proved. A damaged page is removed and thereby treated as lost, since what it
	 * was made from still exists. Its workers also run the reconciler. */
	bool joins;
	/* A failed page becomes a silent WAV, because that is what the next stage takes;
	 * otherwise PCM. */
	bool fails_as_wav;
	struct front_pace pace;
	const struct front_beside *beside;     /* NULL: the stage has none */
	const struct front_document *document; /* NULL: its messages are not documents */
	const struct front_ending *ending;

	/* Makes the workflow for an event that has no state yet. NULL: such an event is a dead
	 * letter. */
	int (*adopt)(struct front_job *job, struct err *err);
	/* Whether the event is valid for this workflow. If not, it is a dead letter and does not
	 * affect the workflow. NULL: always valid. */
	int (*check)(struct front_job *job, struct err *err);
	/* Whether the engine may start. Called while job->workflow is unfinished. */
	int (*admit)(struct front_job *job, enum admission *ret_admission, struct err *err);
	/* Adds to the JOB record what the engine needs beyond the common fields. May be NULL. */
	void (*describe)(struct front_job *job, cJSON *body);

	/* Object names for the engine's page numbers; NULL when the page is none of its
	 * business. */
	const char *(*input_key)(struct front_job *job, int page);
	const char *(*output_key)(struct front_job *job, int page);
	/* The page that the engine will request after this one, which is prefetched; 0: none.
	 * NULL: the stage has a single input. */
	int (*next_input)(struct front_job *job, int page);
	/* A large object of which the engine may request ranges (job_get_range); *ret_bucket is
	 * an offset like those above. NULL: the stage has none. */
	const char *(*range_input)(struct front_job *job, size_t *ret_bucket);

	/* Adds to a result before it is put. May take long, if it waits in front_wait(). NULL:
	 * nothing. */
	int (*refine)(struct front_job *job, struct front_result *result, struct err *err);
	/* How long `refine` may take, in milliseconds; NULL: negligible. */
	int64_t (*refine_ms)(struct front_job *job);
	/* The result was put; may take note of its size, duration and so on. May be NULL. */
	void (*stored)(struct front_job *job, int page, const struct object_info *info);
	/* Announces the result to the next stage. NULL: whoever requested the result polls for
	 * it. */
	int (*emit)(struct front_job *job, int page, bool *ret_stop, struct err *err);
};

extern const struct front_stage pdf_to_png_front, png_to_text_front, tts_front, pcm_to_wav_front,
	wav_aggregator_front, audio_encoder_front, page_image_front, live_audio_front,
	voice_sample_front;

/* ---- services for a stage's hooks ---- */

struct natsconn *front_conn(struct front *front);
const struct settings *front_settings(struct front *front);

/* Waits up to ms while serving the message, the supervisor and signals. False: the front must
 * exit now; hand the job back. */
bool front_pause(struct front_job *job, int ms);

/* The same for a job that waits for its turn: waiting is not work, so its time limit starts
 * anew. */
bool front_hold(struct front_job *job, int ms);

/* Whether the attempt has had its turn and others are waiting for this stage's workers. */
bool front_should_yield(struct front_job *job);

/* Whether the front was asked to exit after its job. A job that waits for other workers before
 * it starts should then be handed back, since they may be exiting too. */
bool front_is_draining(const struct front *front);

/* Runs work that may exceed the message's ack deadline in a thread of its own; `work` must not
 * touch anything of the front but its connection. Returns what `work` returns. */
int background_run(struct front *front, int (*work)(void *context, struct err *err), void *context,
	struct err *err);

/* Work that may hang on something external, such as a network file system, and need not be
 * waited for. `release` frees the context in every case, when the work is over or could not be
 * started. */
struct background_errand {
	int (*run)(void *context, struct err *err);
	void (*release)(void *context);
	void *context;
};

/* Like background_run, for at most most_ms; then the errand is abandoned (ERR_UNAVAILABLE), and
 * no other is started until it is over. So it must not touch anything of the job. */
int background_run_within(struct front *front, const struct background_errand *errand,
	int64_t most_ms, struct err *err);

/* Publishes an event. The message id is derived from the causing event's id and `suffix`, so
 * that repeats after a redelivery are recognised as duplicates but those of a later retry are
 * not. */
int front_publish(struct front_job *job, const char *subject, const struct event *event,
	const char *suffix, struct err *err);

/* Publishes a message that is given up to the dead letter stream. */
int front_dead_letter(struct front_job *job, const char *reason, struct err *err);

/* Ends the job as failed for that reason and removes what its stages stored. */
int front_fail_workflow(struct front_job *job, const char *reason, struct err *err);

/* Replaces the page of this event by a short silence that says where and why it failed, and
 * sends it on to the aggregator; or fails the job, if the settings say so. Also publishes a dead
 * letter. */
int front_fail_page(struct front_job *job, int page, const char *reason, struct err *err);

/* Removals, unless the settings keep intermediates: the object that this event names, if it is
 * the job's own; PNG, PCM and WAV of one page; or of all pages. The WAVs of a job with failed
 * pages are kept for a retry. */
void front_remove_input(struct front_job *job);
void front_remove_page(struct front_job *job, int page);
void front_remove_pages(struct front_job *job);

/* The job was cancelled while this stage worked for it: removes what the stage may have stored. */
void front_remove_cancelled(struct front_job *job);

/* The default hooks of a stage that makes one object of one page. Admission refuses an object
 * that is not the job's own (ERR_INVALID). */
int front_page_admit(struct front_job *job, enum admission *ret_admission, struct err *err);
const char *front_page_input_key(struct front_job *job, int page);
/* The reconciler finds what is left of a page whose input is lost. With the second, the stage's
 * input is removed once the page is done. */
extern const struct front_ending front_page_ending, front_page_ending_without_input;

#endif
