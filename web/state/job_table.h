/* job_table: all workflows in memory, so that no request has to scan the bucket.
 *
 * Fed from the KV bucket (states, ordered by revision) and from the stages' events (pages that
 * passed a stage). Thread-safe.
 */
#ifndef LECTERN_WEB_STATE_JOB_TABLE_H
#define LECTERN_WEB_STATE_JOB_TABLE_H

#include "common/base/arena.h"
#include "common/farm/workflow.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct job_table;

/* Stages whose results are counted page by page. */
enum job_stage {
	JOB_STAGE_RENDERED,
	JOB_STAGE_READ,
	JOB_STAGE_SPOKEN,
	JOB_STAGE_WAV,
	JOB_STAGE_COUNT
};

enum { JOB_STATUS_COUNT = WORKFLOW_CANCELLED + 1 };

struct job_progress {
	int stage[JOB_STAGE_COUNT]; /* pages through each stage, including failed and blank ones */
	int joined;
	int64_t eta_ms; /* -1: unknown */
};

/* Optional additions to a page that may be missing from it although they were asked for. */
enum job_extra { JOB_EXTRA_COMMENTARY, JOB_EXTRA_SUMMARY, JOB_EXTRA_COUNT };
const char *job_extra_name(enum job_extra extra);

/* A copy of one job; free it with job_view_free(). */
struct job_view {
	struct workflow *workflow; /* owned */
	struct job_progress progress;
	uint64_t change; /* increases with every change of any job */
};

struct job_table *job_table_new(void);
void job_table_free(struct job_table **table);

/* Stores a state as read from the bucket. Ignored if it is older than the one known or not a
 * workflow. */
void job_table_put(
	struct job_table *table, const char *id, const char *json, size_t len, uint64_t revision);

/* The state was deleted at that revision; UINT64_MAX: deleted just now by this process. */
void job_table_remove(struct job_table *table, const char *id, uint64_t revision);

/* Removes every job, because the bucket was recreated. */
void job_table_clear(struct job_table *table);

/* Records that the stage has finished the page. Unknown jobs are ignored. */
void job_table_mark(struct job_table *table, const char *id, enum job_stage stage, int page);

/* False when there is no such job. The caller frees the view. */
bool job_table_get(struct job_table *table, const char *id, struct job_view *ret_view);
bool job_table_has(struct job_table *table, const char *id);

struct job_query {
	int statuses;      /* bit 1 << enum workflow_status; 0: all */
	const char *after; /* a cursor from the previous page, or NULL */
	size_t limit;
};

/* Whether a text has the form of a cursor: "<created>-<id>". */
bool job_table_is_cursor(const char *text);

/* One page of jobs, newest first. ret_views has room for `limit` views, which the caller frees.
 * *ret_next: the cursor of the next page, in the arena; NULL at the end. Returns the number of
 * jobs. */
size_t job_table_list(struct job_table *table, const struct job_query *query, struct arena *arena,
	struct job_view *ret_views, const char **ret_next);

/* Number of jobs in each status. */
void job_table_counts(struct job_table *table, size_t counts[JOB_STATUS_COUNT]);

/* Number of jobs that wait for disk space. */
size_t job_table_waiting(struct job_table *table);

/* Number of pages, over all jobs, that lack this addition. */
size_t job_table_without(struct job_table *table, enum job_extra extra);

/* Up to `max` jobs that changed after `since`, oldest change first. Returns their number. The
 * caller frees the views. */
struct job_change {
	char id[80];
	struct job_view view; /* view.workflow NULL: removed */
};
size_t job_table_changes(
	struct job_table *table, uint64_t since, struct job_change *ret_changes, size_t max);

/* The number of the newest change. */
uint64_t job_table_now(struct job_table *table);

/* Blocks until something changes after `since`, at most wait_ms. Returns the newest change. */
uint64_t job_table_wait(struct job_table *table, uint64_t since, int64_t wait_ms);

/* Different in each process, so that change numbers from an earlier process can be recognised. */
uint64_t job_table_epoch(const struct job_table *table);

void job_view_free(struct job_view *view);

#endif
