/* json: writes a job as documented in openapi.json, schema Job. */
#include "web/jobs/json.h"

#include "web/jobs/options.h"

#include <stdlib.h>
#include <string.h>

struct job_view job_view_of(struct workflow *workflow)
{
	struct job_view view = { .workflow = workflow, .progress.eta_ms = -1 };
	int received = pageset_count(&workflow->received);
	for (int stage = 0; stage < JOB_STAGE_COUNT; stage++)
		view.progress.stage[stage] = received;
	if (workflow->status == WORKFLOW_COMPLETED ||
		workflow->status == WORKFLOW_COMPLETED_WITH_ERRORS)
		view.progress.joined = received;
	return view;
}

void job_gaps(const struct workflow *workflow, struct pageset *ret_gaps)
{
	struct pageset gaps = PAGESET_EMPTY;
	struct pageset there = PAGESET_EMPTY;
	pageset_add_all(&there, &workflow->received);
	pageset_add_all(&there, &workflow->skipped);
	int next = 1; /* the first page not covered by the ranges so far */
	for (size_t i = 0; i < there.count; i++) {
		if (there.ranges[i].first > next)
			pageset_add_range(&gaps, next, there.ranges[i].first - 1);
		next = there.ranges[i].last + 1;
	}
	if (next <= workflow->total_pages)
		pageset_add_range(&gaps, next, workflow->total_pages);
	pageset_free(&there);
	*ret_gaps = gaps;
}

static void pages_string(struct json_out *out, const char *key, const struct pageset *set)
{
	struct buf text = BUF_EMPTY;
	pageset_format(set, &text);
	json_out_string(out, key, buf_string(&text));
	buf_free(&text);
}

static void leave_those_behind(const struct pageset *set, int last, struct pageset *ret_behind)
{
	for (size_t i = 0; i < set->count; i++) {
		int first = set->ranges[i].first;
		if (set->ranges[i].last > last)
			pageset_add_range(
				ret_behind, first > last ? first : last + 1, set->ranges[i].last);
	}
}

/* Pages that were asked for but do not exist in the document. */
static void beyond(struct json_out *out, const struct workflow *workflow)
{
	struct pageset set = PAGESET_EMPTY, missing = PAGESET_EMPTY;
	struct err err;
	const char *asked = meta_get(&workflow->options, "pages");
	if (asked && workflow->total_pages > 0 && pageset_parse(&set, asked, &err) == 0)
		leave_those_behind(&set, workflow->total_pages, &missing);
	pages_string(out, "beyond", &missing);
	pageset_free(&missing);
	pageset_free(&set);
}

static void pages(struct json_out *out, const struct workflow *workflow)
{
	struct pageset set = PAGESET_EMPTY;
	json_out_object(out, "pages");
	workflow_spoken_pages(workflow, &set);
	pages_string(out, "spoken", &set);
	pageset_free(&set);
	pages_string(out, "blank", &workflow->blank);
	pages_string(out, "skipped", &workflow->skipped);
	beyond(out, workflow);
	pages_string(out, "standIn", &workflow->stand_in);
	job_gaps(workflow, &set);
	pages_string(out, "gaps", &set);
	pageset_free(&set);
	json_out_object(out, "textSource");
	pages_string(out, "text", &workflow->from_text);
	pages_string(out, "ocr", &workflow->from_ocr);
	json_out_end_object(out);
	json_out_array(out, "failed");
	for (const struct page_failure *f = workflow->failed; f; f = f->next) {
		json_out_object(out, NULL);
		json_out_int(out, "page", f->page);
		json_out_string(out, "stage", f->stage);
		json_out_string(out, "reason", f->reason);
		json_out_bool(out, "retryable", !f->final);
		json_out_end_object(out);
	}
	json_out_end_array(out);
	json_out_array(out, "notes");
	for (const struct page_note *note = workflow->notes; note; note = note->next) {
		json_out_object(out, NULL);
		json_out_string(out, "kind", note->kind);
		pages_string(out, "pages", &note->pages);
		json_out_string(out, "reason", note->reason);
		json_out_end_object(out);
	}
	json_out_end_array(out);
	json_out_end_object(out);
}

static void progress(struct json_out *out, const struct job_progress *p)
{
	json_out_object(out, "progress");
	json_out_int(out, "rendered", p->stage[JOB_STAGE_RENDERED]);
	json_out_int(out, "read", p->stage[JOB_STAGE_READ]);
	json_out_int(out, "spoken", p->stage[JOB_STAGE_SPOKEN]);
	json_out_int(out, "wav", p->stage[JOB_STAGE_WAV]);
	json_out_int(out, "joined", p->joined);
	json_out_end_object(out);
}

static void audio(struct json_out *out, const struct workflow *workflow)
{
	if (!workflow->final_audio_key) {
		json_out_null(out, "audio");
		return;
	}
	json_out_object(out, "audio");
	json_out_number(out, "seconds", workflow->audio_seconds, 3);
	json_out_int(out, "bytes", workflow->audio_bytes);
	json_out_string(out, "digest", workflow->audio_digest);
	json_out_end_object(out);
}

static void link(struct json_out *out, const char *key, const char *base_path, const char *id,
	const char *rest)
{
	struct buf text = BUF_EMPTY;
	buf_printf(&text, "%s/jobs/%s%s", base_path, id, rest);
	json_out_string(out, key, text.data);
	buf_free(&text);
}

static void links(struct json_out *out, const struct workflow *workflow, const char *base_path)
{
	json_out_object(out, "links");
	link(out, "self", base_path, workflow->id, "");
	link(out, "events", base_path, workflow->id, "/events");
	if (workflow->final_audio_key)
		link(out, "audio", base_path, workflow->id, "/audio");
	else
		json_out_null(out, "audio");
	link(out, "text", base_path, workflow->id, "/text");
	link(out, "pdf", base_path, workflow->id, "/pdf");
	json_out_end_object(out);
}

void job_json(
	struct json_out *out, const char *key, const struct job_view *view, const char *base_path)
{
	const struct workflow *workflow = view->workflow;
	json_out_object(out, key);
	json_out_string(out, "id", workflow->id);
	json_out_string(out, "name", workflow->name);
	json_out_string(out, "status", workflow_status_name(workflow->status));
	json_out_string(out, "error", workflow->error);
	json_out_bool(out, "retryable", workflow_is_retryable(workflow));
	json_out_string(out, "waiting", workflow->waiting);
	json_out_string(out, "createdAt", workflow->created_at);
	json_out_string(out, "startedAt", workflow->started_at);
	json_out_string(out, "finishedAt", workflow->finished_at);
	if (view->progress.eta_ms < 0)
		json_out_null(out, "etaSeconds");
	else
		json_out_int(out, "etaSeconds", (view->progress.eta_ms + 500) / 1000);
	if (workflow->total_pages > 0)
		json_out_int(out, "totalPages", workflow->total_pages);
	else
		json_out_null(out, "totalPages");
	json_out_string(out, "language", workflow_language(workflow));
	job_options_json(out, "options", &workflow->options);
	progress(out, &view->progress);
	pages(out, workflow);
	audio(out, workflow);
	links(out, workflow, base_path);
	json_out_end_object(out);
}
