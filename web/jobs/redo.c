/* redo: puts a finished job's pages back to work. */
#include "web/jobs/redo.h"

#include "common/farm/event_publish.h"
#include "common/objstore/store.h"
#include "web/http/header.h"
#include "web/jobs/jobs.h"
#include "web/jobs/json.h"

#include <pthread.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

void redo_begin(void)
{
	pthread_mutex_lock(&turn);
}

void redo_end(void)
{
	pthread_mutex_unlock(&turn);
}

void redo_reopen(struct workflow *workflow, const struct pageset *pages)
{
	for (int page = pageset_next(pages, 1); page > 0; page = pageset_next(pages, page + 1))
		workflow_forget_page(workflow, page);
	workflow->reopened++;
	workflow->error = NULL;
	workflow->final = false;
	workflow->finished_at = NULL;
	workflow->completing_page = 0;
	workflow->final_audio_key = NULL;
	workflow->audio_seconds = 0;
	workflow->audio_bytes = 0;
	workflow->audio_digest = NULL;
	workflow->status = workflow->total_pages > 0 ? WORKFLOW_RUNNING : WORKFLOW_QUEUED;
}

int redo_find(struct natsconn *conn, const struct workflow *workflow, int page,
	enum job_object_kinds kind, const char *extension, struct arena *arena, struct err *err)
{
	const char *bucket = job_objects_bucket(natsconn_settings(conn), kind);
	const char *key =
		workflow_page_key(arena, workflow->tenant_id, workflow->id, page, extension);
	struct object_info info;
	struct err why;
	if (objstore_info(conn, bucket, key, arena, &info, &why) == 0)
		return 1;
	if (why.kind == ERR_NOT_FOUND)
		return 0;
	*err = why;
	return -1;
}

int redo_remove(struct natsconn *conn, const struct workflow *workflow, const struct pageset *pages,
	unsigned kinds, struct err *err)
{
	for (int page = pageset_next(pages, 1); page > 0; page = pageset_next(pages, page + 1)) {
		if (job_objects_remove_page(conn, workflow, page, kinds, err) < 0)
			return -1;
	}
	return 0;
}

int redo_publish(struct natsconn *conn, const char *subject, struct event *event,
	const struct workflow *workflow, struct arena *arena, struct err *err)
{
	const struct event_header cause = event_header_of(workflow);
	event->header = event_header_next(&cause, arena);
	return event_publish(conn, subject, event, event->header.event_id, arena, err);
}

void redo_reply(struct request *request)
{
	struct job_view view;
	if (http_accepts_html(request_header(request, "Accept"))) {
		reply_see_other(request, "/");
	} else if (jobs_view(request, &view) == 0) {
		jobs_reply(request, 202, &view);
		job_view_free(&view);
	}
}
