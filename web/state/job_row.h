/* job_row: one job in the table (internal to job_table.c and job_row.c). */
#ifndef LECTERN_WEB_STATE_JOB_ROW_H
#define LECTERN_WEB_STATE_JOB_ROW_H

#include "web/state/job_table.h"

/* Pages done at a time, for the rate at which they come. */
struct job_sample {
	int64_t at_ms;
	int pages;
};

struct job_row {
	char *id;
	char *json; /* the state as it was written; NULL once removed */
	size_t len;
	uint64_t revision;
	bool removed;
	enum workflow_status status;
	bool waiting; /* for room */
	int64_t created_ms;
	struct pageset received;
	struct pageset passed[JOB_STAGE_COUNT]; /* while it runs */
	size_t without[JOB_EXTRA_COUNT];        /* pages */
	struct job_sample older, newer;         /* at_ms 0: none yet */
	uint64_t change;
	struct job_row *prev, *next; /* by change */
};

struct job_row *job_row_new(const char *id);
void job_row_free(struct job_row **row);

/* Takes a state over. False when it is no workflow, or another's. */
bool job_row_set(struct job_row *row, const char *json, size_t len, uint64_t revision);

/* Forgets the state, keeps id and revision. */
void job_row_clear(struct job_row *row);

/* True when the page is new to that stage. */
bool job_row_mark(struct job_row *row, enum job_stage stage, int page);

/* What a view needs, copied in two steps: this one under the table's lock, job_row_view_finish
 * (parsing) without it. */
struct job_row_copy {
	char *json; /* owned */
	size_t len;
	uint64_t revision;
	struct job_sample older;
	int done;
	struct job_view view;
};
void job_row_copy(const struct job_row *row, struct job_row_copy *ret_copy);
bool job_row_view_finish(struct job_row_copy *copy, struct job_view *ret_view);

#endif
