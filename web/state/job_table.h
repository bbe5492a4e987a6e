/* job_table: every workflow in memory, so that a request scans no bucket.
 *
 * Fed by the KV bucket (states, in the order of their revisions) and by the stages' events (pages
 * that passed a stage). Safe to use from many threads.
 */
#ifndef LECTERN_WEB_STATE_JOB_TABLE_H
#define LECTERN_WEB_STATE_JOB_TABLE_H

#include "common/base/arena.h"
#include "common/farm/workflow.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct job_table;

/* Stages whose results are counted by page. */
enum job_stage {
	JOB_STAGE_RENDERED,
	JOB_STAGE_READ,
	JOB_STAGE_SPOKEN,
	JOB_STAGE_WAV,
	JOB_STAGE_COUNT
};

enum { JOB_STATUS_COUNT = WORKFLOW_CANCELLED + 1 };

struct job_progress {
	int stage[JOB_STAGE_COUNT]; /* pages through each stage; failed and blank ones pass too */
	int joined;
	int64_t eta_ms; /* -1: not known */
};

/* What a page can be read without, though it was asked for. */
enum job_extra { JOB_EXTRA_COMMENTARY, JOB_EXTRA_SUMMARY, JOB_EXTRA_COUNT };
const char *job_extra_name(enum job_extra extra);

/* A copy of one job. */
struct job_view {
	struct workflow *workflow; /* owned */
	struct job_progress progress;
	uint64_t change; /* grows with every change of any job */
};

struct job_table *job_table_new(void);
void job_table_free(struct job_table **table);

/* A state as it was written. One that is older than what is known is ignored. A text that is no
 * workflow is ignored too. */
void job_table_put(
	struct job_table *table, const char *id, const char *json, size_t len, uint64_t revision);

/* The state was deleted at that revision; UINT64_MAX: by ourselves just now. */
void job_table_remove(struct job_table *table, const char *id, uint64_t revision);

/* Every job was removed: the bucket was recreated. */
void job_table_clear(struct job_table *table);

/* A page's result of that stage exists. Unknown jobs are ignored. */
void job_table_mark(struct job_table *table, const char *id, enum job_stage stage, int page);

/* False when there is no such job. */
bool job_table_get(struct job_table *table, const char *id, struct job_view *ret_view);
bool job_table_has(struct job_table *table, const char *id);

struct job_query {
	int statuses;      /* bit 1 << enum workflow_status; 0: all */
	const char *after; /* a cursor from an earlier page, or NULL */
	size_t limit;
};

/* Whether a text has the form of a cursor: "<created>-<id>". */
bool job_table_is_cursor(const char *text);

/* A page of jobs, newest first. ret_views has room for `limit`. *ret_next: the cursor of the next
 * page, NULL at the end; lives in the arena. Returns the number of jobs. */
size_t job_table_list(struct job_table *table, const struct job_query *query, struct arena *arena,
	struct job_view *ret_views, const char **ret_next);

/* Jobs by status. */
void job_table_counts(struct job_table *table, size_t counts[JOB_STATUS_COUNT]);

/* Jobs that wait for room on the disk. */
size_t job_table_waiting(struct job_table *table);

/* Pages of all jobs that were read without it. */
size_t job_table_without(struct job_table *table, enum job_extra extra);

/* Jobs (at most max) that changed after `since`, oldest change first. Returns their number. */
struct job_change {
	char id[80];
	struct job_view view; /* view.workflow NULL: removed */
};
size_t job_table_changes(
	struct job_table *table, uint64_t since, struct job_change *ret_changes, size_t max);

/* The newest change. */
uint64_t job_table_now(struct job_table *table);

/* Waits until something changed after `since` or wait_ms are over; returns the newest change. */
uint64_t job_table_wait(struct job_table *table, uint64_t since, int64_t wait_ms);

/* Changes with each process, so that change numbers of an earlier one are recognised. */
uint64_t job_table_epoch(const struct job_table *table);

void job_view_free(struct job_view *view);

#endif
