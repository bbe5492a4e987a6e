/* slow_lane: keeps slow pages from occupying every worker of a stage. Internal to workers/front.
 *
 * A page that takes much longer than usual continues in a lane with one place fewer than the
 * pool has workers. A worker that finds no place gives way if others are waiting: the document
 * is requeued behind them, marked as slow, and is resumed by a worker that has a place. So at
 * least one worker is, or soon will be, available for quick pages. A place is a locked directory
 * (flock): the lock works for all workers of this machine and is released when its holder ends,
 * however that happens. A pool of one cannot keep a worker free; its slow documents only go
 * behind the others.
 */
#ifndef LECTERN_WORKERS_FRONT_SLOW_LANE_H
#define LECTERN_WORKERS_FRONT_SLOW_LANE_H

#include <stdbool.h>
#include <stdint.h>

struct front;
struct workflow;

enum {
	SLOW_LANE_ID_SIZE = 64 + 1, /* a workflow's id, see event_name_is_safe */
	SLOW_LANE_KIND_SIZE = 80,   /* longer names of voices are cut */
	SLOW_LANE_KINDS = 8,        /* that are known at a time */
};

/* How long a page takes of documents that are worked on in the same way: spoken by the same voice
 * in the same language, since one voice may take a hundred times as long as another. */
struct slow_lane_kind {
	char name[SLOW_LANE_KIND_SIZE]; /* "": all */
	int64_t usual_ms;               /* on average; 0: nothing known */
	int64_t learned_ms;             /* when that was; monotonic */
};

struct slow_lane {
	int fd;      /* of the place that this front holds; -1: none */
	bool failed; /* places are unavailable, and this has been logged */
	struct slow_lane_kind kinds[SLOW_LANE_KINDS];
	/* See slow_documents.h. */
	bool others_wait;
	int64_t others_usual_ms; /* of the quickest of them; 0: nothing known */
	int64_t next_look_ms;    /* whether they do; monotonic */
	int64_t next_note_ms;    /* in a state, at the earliest; monotonic */
	char quick_id[SLOW_LANE_ID_SIZE];
	int quick_pages; /* of that document, in a row */
};

/* Takes a place. True when it has one, or had one already, or when places are unavailable
 * altogether; then none is held. A missing place is created. */
bool slow_lane_enter(struct front *front);
void slow_lane_leave(struct front *front);
bool slow_lane_is_held(const struct front *front);

/* Whether who holds a place works at a lower priority. An engine whose priority was lowered has to
 * be replaced for what comes next, which only some do lightly (front_pace.engine_is_light). */
bool slow_lane_lowers(const struct front *front);

/* How long a page of such a document takes, by what this front has measured; 0: that is not known.
 */
int64_t slow_lane_usual_ms(const struct front *front, const struct workflow *workflow);

/* From then on a page of that document counts as slow, beside others whose pages take others_ms as
 * a rule (0: not known, or there are none); INT64_MAX where the stage has no such lane. */
int64_t slow_lane_limit_ms(
	const struct front *front, const struct workflow *workflow, int64_t others_ms);

/* The least that slow_lane_limit_ms() may return, whoever the others are. */
int64_t slow_lane_least_ms(const struct front *front, const struct workflow *workflow);

/* A page of that document took so long, whose input has so many bytes. */
void slow_lane_learn(struct front *front, const struct workflow *workflow, int64_t took_ms,
	uint64_t input_bytes);

/* How long an attempt may take. At lower priority there is more time, but no more processor
 * time. */
int64_t front_patience_ms(const struct front *front);

/* Whether messages are waiting for a worker of this stage. */
bool front_others_wait(struct front *front);

#endif
