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
	SLOW_LANE_KIND_SIZE = 80,   /* longer voice names are truncated */
	SLOW_LANE_KINDS = 8,        /* remembered at a time */
};

/* The usual duration of a page, for documents that are processed in the same way: spoken by the
 * same voice in the same language, since one voice may take a hundred times as long as another. */
struct slow_lane_kind {
	char name[SLOW_LANE_KIND_SIZE]; /* "": all documents */
	int64_t usual_ms;               /* running average; 0: unknown */
	int64_t learned_ms;             /* time of the last measurement; monotonic */
};

struct slow_lane {
	int fd;      /* of the place held; -1: none */
	bool failed; /* places are unavailable, which has been logged */
	struct slow_lane_kind kinds[SLOW_LANE_KINDS];
	/* See slow_documents.h. */
	bool others_wait;
	int64_t others_usual_ms; /* of the quickest of them; 0: unknown */
	int64_t next_look_ms;    /* when to check that again; monotonic */
	int64_t next_note_ms;    /* earliest time of the next mark in a state; monotonic */
	char quick_id[SLOW_LANE_ID_SIZE];
	int quick_pages; /* of that document, in a row */
};

/* Takes a place. True when it has one, or had one already, or when places are unavailable
 * altogether; then none is held. A missing place is created. */
bool slow_lane_enter(struct front *front);
void slow_lane_leave(struct front *front);
bool slow_lane_is_held(const struct front *front);

/* Whether the holder of a place works at lower priority. An engine whose priority was lowered
 * must be replaced for the next job, which is cheap only for some stages
 * (front_pace.engine_is_light). */
bool slow_lane_lowers(const struct front *front);

/* The usual duration of a page of such a document, as measured by this front; 0: unknown. */
int64_t slow_lane_usual_ms(const struct front *front, const struct workflow *workflow);

/* Milliseconds after which a page of the document counts as slow, beside others whose pages
 * usually take others_ms (0: unknown, or there are none); INT64_MAX for stages without a lane. */
int64_t slow_lane_limit_ms(
	const struct front *front, const struct workflow *workflow, int64_t others_ms);

/* The smallest value that slow_lane_limit_ms() may return, whatever the others are. */
int64_t slow_lane_least_ms(const struct front *front, const struct workflow *workflow);

/* A page of the document, with an input of that many bytes, took this long. */
void slow_lane_learn(struct front *front, const struct workflow *workflow, int64_t took_ms,
	uint64_t input_bytes);

/* How long an attempt may take. At lower priority there is more time, but no more processor
 * time. */
int64_t front_patience_ms(const struct front *front);

/* Whether messages are waiting for a worker of this stage. */
bool front_others_wait(struct front *front);

#endif
