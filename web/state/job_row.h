/* job_row: one job in the table. Internal to job_table.c and job_row.c; the table's lock
 * protects it. */
#ifndef LECTERN_WEB_STATE_JOB_ROW_H
#define LECTERN_WEB_STATE_JOB_ROW_H

#include "web/state/job_table.h"

/* Number of pages done at a point in time, from which the rate is computed. */
struct job_sample {
	int64_t at_ms;
	int pages;
};

struct job_row {
	char *id;
	char *json; /* the state as stored; NULL once removed */
	size_t len;
	uint64_t revision;
	bool removed;
	enum workflow_status status;
	bool waiting; /* for disk space */
	int64_t created_ms;
	struct pageset received;
	struct pageset passed[JOB_STAGE_COUNT]; /* while the job is running */
	size_t without[JOB_EXTRA_COUNT];        /* numbers of pages */
	struct job_sample older, newer;         /* at_ms 0: none yet */
	uint64_t change;
	struct job_row *prev, *next; /* ordered by change */
};

struct job_row *job_row_new(const char *id);
void job_row_free(struct job_row **row);

/* Replaces the state. False when it does not parse or belongs to another workflow. */
bool job_row_set(struct job_row *row, const char *json, size_t len, uint64_t revision);

/* Drops the state; keeps id and revision. */
void job_row_clear(struct job_row *row);

/* Records that a page passed the stage. True when that is new. */
bool job_row_mark(struct job_row *row, enum job_stage stage, int page);

/* A view is made in two steps: the data is copied under the table's lock, then
 * job_row_view_finish() parses it without the lock and frees the copy. It returns false, and no
 * view, when the state does not parse; free the view with job_view_free(). */
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
