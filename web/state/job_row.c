/* job_row: one job: its state as stored, and the progress of its pages. */
#include "web/state/job_row.h"

#include "common/base/alloc.h"
#include "common/base/timestamp.h"

#include <stdlib.h>
#include <string.h>

enum {
	SAMPLE_WINDOW_MS = 60000, /* the rate is that of the last one to two windows */
	SAMPLE_MIN_MS = 3000,
	SAMPLE_MIN_PAGES = 2,
	ETA_FROM = 5, /* estimate once one page in this many is done */
};

struct job_row *job_row_new(const char *id)
{
	struct job_row *row = alloc_zeroed(1, sizeof *row);
	row->id = alloc_string(id);
	return row;
}

static void forget_passed(struct job_row *row)
{
	for (int stage = 0; stage < JOB_STAGE_COUNT; stage++)
		pageset_free(&row->passed[stage]);
}

void job_row_clear(struct job_row *row)
{
	alloc_free(&row->json);
	row->len = 0;
	pageset_free(&row->received);
	forget_passed(row);
	row->waiting = false;
	memset(row->without, 0, sizeof row->without);
	row->older = row->newer = (struct job_sample) { 0, 0 };
}

void job_row_free(struct job_row **row)
{
	if (!row || !*row)
		return;
	job_row_clear(*row);
	alloc_free(&(*row)->id);
	alloc_free(row);
}

/* Pages through the pipeline. A page that has a WAV counts: the aggregator is bound to receive
 * it. */
static int pages_done(const struct job_row *row)
{
	if (row->passed[JOB_STAGE_WAV].count == 0)
		return pageset_count(&row->received);
	struct pageset done = PAGESET_EMPTY;
	pageset_add_all(&done, &row->passed[JOB_STAGE_WAV]);
	pageset_add_all(&done, &row->received);
	int count = pageset_count(&done);
	pageset_free(&done);
	return count;
}

static void sample(struct job_row *row)
{
	struct job_sample now = { clock_monotonic_ms(), pages_done(row) };
	if (row->older.at_ms == 0 || now.pages < row->older.pages) {
		row->older = row->newer = now;
	} else if (now.at_ms - row->newer.at_ms > SAMPLE_WINDOW_MS) {
		row->older = row->newer;
		row->newer = now;
	}
}

/* A retry removes failed pages from `received`; all their stages must run again. */
static void take_back(struct job_row *row, const struct pageset *before)
{
	for (int page = pageset_next(before, 1); page > 0; page = pageset_next(before, page + 1)) {
		if (pageset_has(&row->received, page))
			continue;
		for (int stage = 0; stage < JOB_STAGE_COUNT; stage++)
			pageset_remove(&row->passed[stage], page);
	}
}

const char *job_extra_name(enum job_extra extra)
{
	return extra == JOB_EXTRA_SUMMARY ? "summary" : "commentary";
}

static void count_without(struct job_row *row, const struct workflow *workflow)
{
	memset(row->without, 0, sizeof row->without);
	for (const struct page_note *note = workflow->notes; note; note = note->next) {
		for (int i = 0; i < JOB_EXTRA_COUNT; i++) {
			if (strcmp(note->kind, job_extra_name((enum job_extra)i)) == 0)
				row->without[i] += (size_t)pageset_count(&note->pages);
		}
	}
}

bool job_row_set(struct job_row *row, const char *json, size_t len, uint64_t revision)
{
	struct workflow *workflow = NULL;
	struct err err;
	if (workflow_parse(json, len, &workflow, &err) < 0)
		return false;
	if (strcmp(workflow->id, row->id) != 0) {
		workflow_free(&workflow);
		return false;
	}
	struct pageset before = row->received;
	row->received = workflow->received;
	workflow->received = PAGESET_EMPTY;
	row->status = workflow->status;
	row->waiting = workflow->waiting != NULL;
	row->created_ms = 0;
	if (workflow->created_at)
		timestamp_parse(workflow->created_at, &row->created_ms);
	alloc_free(&row->json);
	row->json = alloc_zeroed(1, len + 1);
	memcpy(row->json, json, len);
	row->len = len;
	row->revision = revision;
	row->removed = false;
	count_without(row, workflow);
	if (workflow_is_finished(workflow))
		forget_passed(row);
	else
		take_back(row, &before);
	if (workflow->status == WORKFLOW_RUNNING)
		sample(row);
	else
		row->older = row->newer = (struct job_sample) { 0, 0 };
	pageset_free(&before);
	workflow_free(&workflow);
	return true;
}

bool job_row_mark(struct job_row *row, enum job_stage stage, int page)
{
	bool running = row->status == WORKFLOW_QUEUED || row->status == WORKFLOW_RUNNING;
	if (!running || page < 1 || page > PAGESET_MAX_PAGE ||
		!pageset_add(&row->passed[stage], page))
		return false;
	if (stage == JOB_STAGE_WAV)
		sample(row);
	return true;
}

void job_row_copy(const struct job_row *row, struct job_row_copy *ret_copy)
{
	memset(ret_copy, 0, sizeof *ret_copy);
	ret_copy->json = alloc_zeroed(1, row->len + 1);
	memcpy(ret_copy->json, row->json, row->len);
	ret_copy->len = row->len;
	ret_copy->revision = row->revision;
	ret_copy->older = row->older;
	ret_copy->done = pages_done(row);
	ret_copy->view.change = row->change;
	/* A page that passed a stage has passed all earlier ones, even if their events were
	 * missed. */
	struct pageset passed = PAGESET_EMPTY;
	pageset_add_all(&passed, &row->received);
	for (int stage = JOB_STAGE_COUNT - 1; stage >= 0; stage--) {
		pageset_add_all(&passed, &row->passed[stage]);
		ret_copy->view.progress.stage[stage] = pageset_count(&passed);
	}
	pageset_free(&passed);
}

/* Estimates the remaining time from the rate of the last minutes, or else since the start; -1:
 * unknown. */
static int64_t eta_ms(const struct job_row_copy *copy, const struct workflow *workflow)
{
	int64_t started, elapsed;
	int skipped = pageset_count(&workflow->skipped);
	int left = workflow->total_pages - skipped - copy->done;
	int pages = copy->done - copy->older.pages;
	if (workflow->status != WORKFLOW_RUNNING || workflow->total_pages == 0 || left < 0)
		return -1;
	/* The first pages include start-up costs, so an estimate from them would be far off. */
	if (copy->done * ETA_FROM < workflow->total_pages - skipped)
		return -1;
	elapsed = copy->older.at_ms ? clock_monotonic_ms() - copy->older.at_ms : 0;
	if (pages < SAMPLE_MIN_PAGES || elapsed < SAMPLE_MIN_MS) {
		if (!workflow->started_at || !timestamp_parse(workflow->started_at, &started))
			return -1;
		elapsed = clock_unix_ms() - started;
		pages = copy->done;
	}
	return pages > 0 && elapsed > 0 ? elapsed * left / pages : -1;
}

bool job_row_view_finish(struct job_row_copy *copy, struct job_view *ret_view)
{
	struct err err;
	struct workflow *workflow = NULL;
	if (workflow_parse(copy->json, copy->len, &workflow, &err) == 0) {
		workflow->revision = copy->revision;
		*ret_view = copy->view;
		ret_view->workflow = workflow;
		ret_view->progress.eta_ms = eta_ms(copy, workflow);
		bool joined = workflow->status == WORKFLOW_COMPLETED ||
			      workflow->status == WORKFLOW_COMPLETED_WITH_ERRORS;
		ret_view->progress.joined = joined ? pageset_count(&workflow->received) : 0;
	}
	alloc_free(&copy->json);
	return workflow != NULL;
}

void job_view_free(struct job_view *view)
{
	workflow_free(&view->workflow);
}
