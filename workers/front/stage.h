/* stage: what a stage decides in its front, the half that speaks NATS.
 *
 * The shared front fetches a message, reads the workflow's state, drives the engine and acks; a
 * stage says here what it consumes, how the engine's page numbers become object names, and what a
 * finished or failed piece of work means for the workflow.
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

/* One message under work. */
struct front_job {
	struct front *front;
	struct arena *arena; /* lives as long as the job */
	struct delivery *delivery;
	const struct event *event;
	struct workflow *workflow; /* as read when the job began, or as last changed by it */
	int page;                  /* the page that the engine last said it works on; 0 unknown */
	int attempts;              /* of the engine, so far; 0 before the first */
	int kills_from_outside;    /* of the engine, which are no attempts */
	bool rejected;             /* it failed for what it is: another try cannot help */
	bool suspect;              /* came so often that crashes are counted, see crash_count.h */
	int crashes;               /* of those noted before this delivery; so is the next: */
	bool waits;                /* for its turn: a death meanwhile is not noted */
	int64_t next_note_ms;      /* of that, after one that failed; monotonic */
	bool slow;                 /* a page took long in this delivery, see slow_lane.h */
	int64_t began_ms;          /* of the attempt, monotonic */
	struct prefetch *prefetch; /* pages on their way, or NULL */
	uint64_t noted;            /* the stage's own, from admission on; 0 before */
	int ahead;                 /* jobs before it, if it is to come later (ADMIT_LATER) */
	const struct object_info *proved; /* its result, if it was read back while it was stored */
};

enum admission {
	ADMIT_WORK,  /* give it to the engine */
	ADMIT_DONE,  /* nothing (more) to do: ack */
	ADMIT_LATER, /* others first: it comes again by and by, which is no attempt */
};

/* What an engine made of a page, on its way to be put. */
struct front_result {
	struct object_spec *spec;
	int fd;        /* a hook that puts another in its place leaves closing it to the front */
	uint64_t size; /* of fd, in bytes */
	bool keep;     /* what is stored already stays, this is not put */
};

/* Whose messages a stage works on; those of other jobs are acked, see front_ending.late. */
enum front_scope {
	FRONT_RUNNING_JOBS,
	/* Jobs that are completed as well: the stage's work begins where they end. Damaged input is
	 * removed, and so lost. */
	FRONT_FINISHED_JOBS,
	/* What it makes is of use however the job ended, unless it was cancelled. */
	FRONT_ENDED_JOBS,
	/* Its messages belong to no job: `adopt` makes a workflow for them that has no state. */
	FRONT_NO_JOB,
};

/* What belongs to a job beside its pages (JOB_BESIDE), which may be kept in another bucket:
 * *ret_bucket is an offset like those of struct front_stage. Any of it may be NULL. */
struct front_beside {
	/* That such an input is missing is no loss. */
	const char *(*input_key)(struct front_job *job, int number, size_t *ret_bucket);
	const char *(*output_key)(struct front_job *job, int number, size_t *ret_bucket);
	/* May refuse an output before it is put. */
	int (*check)(struct front_job *job, struct err *err);
	/* None is put over another, see object_spec.only_new. */
	bool only_new;
};

/* What a stage notes whose messages are whole documents, which it goes through page by page. */
struct front_document {
	/* The document has so many pages. */
	int (*total)(struct front_job *job, int pages, struct err *err);
	/* It is in that language, a name that cannot be a path. */
	int (*language)(struct front_job *job, const char *language, struct err *err);
};

/* What it means for the workflow that the work, or what it was to be made of, comes to its end. The
 * message is acked when a hook succeeds. Any but `failed` may be NULL. */
struct front_ending {
	/* All is put and emitted. */
	int (*done)(struct front_job *job, int next_page, struct err *err);
	/* The work is given up for that reason. */
	int (*failed)(struct front_job *job, const char *reason, struct err *err);
	/* The input object is gone: it, or its bucket, was deleted. May undo what the workflow's
	 * state says of it, and the reconciler has it made again. NULL: that is the end of it
	 * (`failed`). */
	int (*input_lost)(struct front_job *job, struct err *err);
	/* A join cannot use the input of that page: may put another in its place, so that the
	 * page's arrival brings the join again. NULL: all is lost (`failed`). */
	int (*input_unusable)(struct front_job *job, int page, const char *reason, struct err *err);
	/* The message belongs to a finished workflow: tidy up after it. */
	void (*late)(struct front_job *job);
	/* A result that is there says that an earlier delivery did the work: where the input is
	 * gone, or a later step failed, `emit` and `done` follow. */
	bool repeats_result;
};

/* When a page is a slow one, see slow_lane.h. */
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
	/* Offsets of the names in struct nats_settings. */
	size_t stream, consumer, input_bucket, output_bucket;
	enum front_scope scope;
	/* The last stage, whose one result is made of all pages of a job. The engine only puts it,
	 * `done` announces it, and it is read back while it is stored, see front_job.proved. A
	 * damaged page is removed, and so lost, since what it was made of is still there. Its
	 * workers also look after jobs that stand still. */
	bool joins;
	/* A page that fails here becomes a silent WAV, since the next stage takes nothing else;
	 * otherwise PCM. */
	bool fails_as_wav;
	struct front_pace pace;
	const struct front_beside *beside;     /* NULL: the stage has none */
	const struct front_document *document; /* NULL: its messages are no documents */
	const struct front_ending *ending;

	/* The workflow of an event that has no state yet. NULL: such an event is a dead letter. */
	int (*adopt)(struct front_job *job, struct err *err);
	/* Is the event one that this workflow may have? Else it is a dead letter, and costs the
	 * workflow nothing. NULL: yes. */
	int (*check)(struct front_job *job, struct err *err);
	/* May the engine start? Runs with job->workflow unfinished. */
	int (*admit)(struct front_job *job, enum admission *ret_admission, struct err *err);
	/* Adds to the JOB record what the engine needs beyond the common fields. May be NULL. */
	void (*describe)(struct front_job *job, cJSON *body);

	/* Object names for the engine's page numbers; NULL when the page does not concern it. */
	const char *(*input_key)(struct front_job *job, int page);
	const char *(*output_key)(struct front_job *job, int page);
	/* The page that the engine will ask for after that one; 0: none. It is fetched meanwhile.
	 * NULL: the stage has one input. */
	int (*next_input)(struct front_job *job, int page);
	/* A large object of which the engine may ask ranges (job_get_range); *ret_bucket is an
	 * offset like those above. NULL: the stage has none. */
	const char *(*range_input)(struct front_job *job, size_t *ret_bucket);

	/* Adds to a result before it is put. May take its time, in front_wait(). NULL: nothing. */
	int (*refine)(struct front_job *job, struct front_result *result, struct err *err);
	/* How long `refine` may take, in milliseconds; NULL: no time worth mentioning. */
	int64_t (*refine_ms)(struct front_job *job);
	/* The result was put. May note what it needs (size, seconds); may be NULL. */
	void (*stored)(struct front_job *job, int page, const struct object_info *info);
	/* Tells the next stage of it. NULL: who asked for it looks for it. */
	int (*emit)(struct front_job *job, int page, bool *ret_stop, struct err *err);
};

extern const struct front_stage pdf_to_png_front, png_to_text_front, tts_front, pcm_to_wav_front,
	wav_aggregator_front, audio_encoder_front, page_image_front, live_audio_front,
	voice_sample_front;

/* ---- what a stage's front is given ---- */

struct natsconn *front_conn(struct front *front);
const struct settings *front_settings(struct front *front);

/* Waits up to ms while keeping the message, the supervisor and signals served. False: the front
 * must leave now; give the job back. */
bool front_pause(struct front_job *job, int ms);

/* The same for a job that waits for its turn: that is no work, the time for which starts again. */
bool front_hold(struct front_job *job, int ms);

/* The attempt has had its turn, and others wait for this stage's workers. */
bool front_should_yield(struct front_job *job);

/* The front was asked to leave after its job: who waits for others' work to begin with shall give
 * the job back, since the others may be leaving too. */
bool front_is_draining(const struct front *front);

/* Does work that may take longer than the message may be left alone, in a thread of its own; `work`
 * must touch nothing of the front but its connection. Returns what `work` returns. */
int background_run(struct front *front, int (*work)(void *context, struct err *err), void *context,
	struct err *err);

/* Work that may hang on something outside, such as a network file system, and need not be waited
 * for. `release` frees the context when the work is over, whenever that is. */
struct background_errand {
	int (*run)(void *context, struct err *err);
	void (*release)(void *context);
	void *context;
};

/* background_run for this long at most; then it is left to itself (ERR_UNAVAILABLE), and until it
 * is over no other is begun. So it must touch nothing of the job. */
int background_run_within(struct front *front, const struct background_errand *errand,
	int64_t most_ms, struct err *err);

/* Publishes an event. The message id is made of the causing event's id and `suffix`, so that a
 * redelivered message's repeats are recognised while a later retry's are not. */
int front_publish(struct front_job *job, const char *subject, const struct event *event,
	const char *suffix, struct err *err);

/* Tells the dead letter stream of a message that is given up. */
int front_dead_letter(struct front_job *job, const char *reason, struct err *err);

/* Ends the job as failed with that reason and removes what its stages stored. */
int front_fail_workflow(struct front_job *job, const char *reason, struct err *err);

/* The page of this event becomes a short silence that says where and why it failed, and goes on
 * to the aggregator; or the job fails, if the settings say so. Tells the dead letter stream. */
int front_fail_page(struct front_job *job, int page, const char *reason, struct err *err);

/* Removals, unless the settings keep intermediates: the object this event speaks of, if it is the
 * job's own; PNG, PCM and WAV of one page; or of all pages. The WAVs of a job with failed pages
 * stay, for a retry. */
void front_remove_input(struct front_job *job);
void front_remove_page(struct front_job *job, int page);
void front_remove_pages(struct front_job *job);

/* The job was cancelled while this stage worked for it: removes what that may have stored. */
void front_remove_cancelled(struct front_job *job);

/* The usual ways of a stage that makes one object of one page. Admission refuses an object that is
 * not the job's own (ERR_INVALID). */
int front_page_admit(struct front_job *job, enum admission *ret_admission, struct err *err);
const char *front_page_input_key(struct front_job *job, int page);
/* The reconciler finds what there still is of a page whose input is lost. In the second what the
 * stage consumed is needed no more when it is done, and removed. */
extern const struct front_ending front_page_ending, front_page_ending_without_input;

#endif
