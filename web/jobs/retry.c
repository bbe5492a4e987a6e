/* retry: POST /jobs/{id}/retry: redoes what failed and keeps what is good.
 *
 * The pages to redo are removed from the state's sets and their old results from the stores, and
 * the stage that has its input is told: png-to-text when every page's image is still stored,
 * otherwise pdf-to-png, which renders only pages that have not arrived.
 */
#include "common/base/log.h"
#include "common/farm/workflow_store.h"
#include "common/objstore/store.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/jobs.h"
#include "web/jobs/json.h"
#include "web/jobs/options.h"
#include "web/jobs/redo.h"
#include "web/state/app.h"
#include "web/state/installed.h"

struct retry {
	struct request *request;
	struct natsconn *conn;
	const struct nats_settings *nats;
	struct pageset again; /* owned: the pages to redo */
};

static bool can_be_retried(const struct workflow *workflow)
{
	return workflow->status == WORKFLOW_FAILED ||
	       (workflow->status == WORKFLOW_COMPLETED_WITH_ERRORS && workflow->failed);
}

static bool source_is_stored(struct retry *retry, const struct workflow *workflow)
{
	struct object_info info;
	struct err err;
	return objstore_info(retry->conn, retry->nats->pdf_object_store_bucket, workflow->pdf_key,
		       retry->request->arena, &info, &err) == 0;
}

/* False also when the store does not answer: then the page is made again. */
static bool page_is_stored(struct retry *retry, const struct workflow *workflow, int page,
	enum job_object_kinds kind, const char *extension)
{
	struct err err;
	return redo_find(retry->conn, workflow, page, kind, extension, retry->request->arena,
		       &err) == 1;
}

/* Chooses failed pages, and good ones whose WAV is no longer stored, because the join needs it
 * again. */
static void choose_pages(struct retry *retry, const struct workflow *workflow)
{
	for (const struct page_failure *f = workflow->failed; f; f = f->next)
		pageset_add(&retry->again, f->page);
	for (int page = pageset_next(&workflow->received, 1); page > 0;
		page = pageset_next(&workflow->received, page + 1)) {
		if (!pageset_has(&retry->again, page) &&
			!page_is_stored(retry, workflow, page, JOB_WAV, "wav"))
			pageset_add(&retry->again, page);
	}
}

static int remove_leftovers(
	const struct retry *retry, const struct workflow *workflow, struct err *err)
{
	/* A model is not asked about a text twice: see workers/png_to_text/commentary.h. */
	bool asked = job_options_augmentation(&workflow->options).present;
	unsigned kinds = JOB_PCM | JOB_WAV | (asked ? 0u : (unsigned)JOB_TEXT);
	return redo_remove(retry->conn, workflow, &retry->again, kinds, err);
}

/* Removes leftovers first, as respeak does. */
static int reopen(struct workflow *workflow, void *context, struct err *err)
{
	const struct retry *retry = context;
	if (!can_be_retried(workflow))
		return err_set(err, ERR_CONFLICT, "the job is %s: nothing in it failed",
			workflow_status_name(workflow->status));
	if (remove_leftovers(retry, workflow, err) < 0)
		return -1;
	redo_reopen(workflow, &retry->again);
	workflow->failed = NULL;
	return 1;
}

/* ---- announcing ---- */

static int publish(struct retry *retry, const char *subject, struct event *event,
	const struct workflow *workflow, struct err *err)
{
	event->augmentation = job_options_augmentation(&workflow->options);
	return redo_publish(retry->conn, subject, event, workflow, retry->request->arena, err);
}

static int announce_pages(struct retry *retry, const struct workflow *workflow, struct err *err)
{
	for (int page = pageset_next(&retry->again, 1); page > 0;
		page = pageset_next(&retry->again, page + 1)) {
		struct event event = {
			.type = EVENT_PNG_CREATED,
			.key = workflow_page_key(retry->request->arena, workflow->tenant_id,
				workflow->id, page, "png"),
			.page_number = page,
			.total_pages = workflow->total_pages,
		};
		if (publish(retry, retry->nats->png_created_subject, &event, workflow, err) < 0)
			return -1;
	}
	return 0;
}

static int missing_pages(const struct workflow *workflow)
{
	struct pageset gaps;
	job_gaps(workflow, &gaps);
	int count = pageset_count(&gaps);
	pageset_free(&gaps);
	return count;
}

static int announce(struct retry *retry, const struct workflow *workflow, struct err *err)
{
	bool rendered = retry->again.count > 0 && workflow->total_pages > 0;
	for (int page = pageset_next(&retry->again, 1); page > 0 && rendered;
		page = pageset_next(&retry->again, page + 1))
		rendered = page_is_stored(retry, workflow, page, JOB_PNG, "png");
	/* Pages that never arrived, because the job failed as a whole, must be rendered by
	 * pdf-to-png. */
	if (rendered && pageset_count(&retry->again) == missing_pages(workflow))
		return announce_pages(retry, workflow, err);
	struct event event = { .type = EVENT_PDF_CREATED, .key = workflow->pdf_key };
	return publish(retry, retry->nats->pdf_created_subject, &event, workflow, err);
}

static void retry_job(struct retry *retry, const struct workflow *before)
{
	struct request *request = retry->request;
	struct err err;
	struct workflow *now = NULL;
	choose_pages(retry, before);
	if (workflow_store_change(retry->conn, before->id, reopen, retry, &now, NULL, &err) < 0) {
		reply_err(request, &err);
		return;
	}
	jobs_written(request, now);
	log_info("%s: %d pages to be retried, over HTTP", now->id, pageset_count(&retry->again));
	if (announce(retry, now, &err) < 0)
		reply_err(request, &err);
	else
		redo_reply(request);
	workflow_free(&now);
}

static void serve(struct retry *retry, const struct workflow *workflow)
{
	struct request *request = retry->request;
	struct err err;
	if (!can_be_retried(workflow))
		reply_problem(request, PROBLEM_CONFLICT, "the job is %s: nothing in it failed",
			workflow_status_name(workflow->status));
	else if (!source_is_stored(retry, workflow))
		reply_problem(request, PROBLEM_GONE, "the job's PDF is no longer kept");
	else if (installed_check(
			 request->app->installed, &workflow->options, workflow->language, &err) < 0)
		reply_problem(request, PROBLEM_CONFLICT, "%s", err.text);
	else
		retry_job(retry, workflow);
}

void handle_job_retry(struct request *request)
{
	struct workflow *workflow = NULL;
	struct retry retry = { request, jobs_conn(request), &request->server->settings->nats,
		PAGESET_EMPTY };
	if (!retry.conn)
		return;
	redo_begin();
	if (jobs_read(request, retry.conn, &workflow) == 0)
		serve(&retry, workflow);
	redo_end();
	pageset_free(&retry.again);
	workflow_free(&workflow);
}
