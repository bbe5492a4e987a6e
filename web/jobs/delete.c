/* delete: DELETE /jobs/{id}: cancels a job that is running, removes one that is finished. */
#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/job_objects.h"
#include "common/farm/listener_store.h"
#include "common/farm/workflow_store.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/jobs/jobs.h"
#include "web/state/app.h"
#include "web/state/listeners.h"

#include <stdint.h>

enum { REMOVE_MS = 60000 };

/* Removing gigabytes may take the broker longer than a request's timeout; the next attempt finds
 * what it completed meanwhile. */
static int remove_objects(struct natsconn *conn, const struct workflow *workflow, struct err *err)
{
	int64_t until = clock_monotonic_ms() + REMOVE_MS;
	int result;
	do
		result = job_objects_remove(conn, workflow, JOB_EVERYTHING, NULL, NULL, err);
	while (result < 0 && err_is_transient(err) && natsconn_is_connected(conn) &&
		clock_monotonic_ms() < until);
	return result;
}

static int cancel(struct workflow *workflow, void *context, struct err *err)
{
	(void)context;
	if (workflow_is_finished(workflow))
		return err_set(err, ERR_CONFLICT, "the job has finished in the meantime");
	workflow_finish(workflow, WORKFLOW_CANCELLED, NULL);
	return 1;
}

/* Removes the state first: from then on no stage starts work for the job, and a stage that still
 * stores something removes it itself. */
static void cancel_running(struct request *request, struct natsconn *conn)
{
	struct err err;
	struct job_view view;
	struct workflow *now = NULL;
	if (workflow_store_change(conn, request->params[0], cancel, NULL, &now, NULL, &err) < 0) {
		reply_err(request, &err);
		return;
	}
	jobs_written(request, now);
	log_info("%s: cancelled over HTTP", now->id);
	int removed = remove_objects(conn, now, &err);
	workflow_free(&now);
	if (removed < 0)
		reply_err(request, &err);
	else if (jobs_view(request, &view) == 0) {
		jobs_reply(request, 200, &view);
		job_view_free(&view);
	}
}

/* Removes the state last: as long as it exists, a removal that failed can be requested again. */
static void remove_finished(
	struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	struct err err;
	listeners_forget(request->app->listeners, workflow->id);
	if (remove_objects(conn, workflow, &err) < 0 ||
		listener_store_remove_job(conn, workflow->id, &err) < 0 ||
		workflow_store_delete(conn, workflow->id, &err) < 0) {
		reply_err(request, &err);
		return;
	}
	job_table_remove(request->app->table, workflow->id, UINT64_MAX);
	jobs_remove_late(conn, workflow);
	log_info("%s: removed by HTTP", workflow->id);
	reply_empty(request, 204);
}

void handle_job_delete(struct request *request)
{
	struct natsconn *conn = jobs_conn(request);
	struct workflow *workflow = NULL;
	if (!conn || jobs_read(request, conn, &workflow) < 0)
		return;
	if (workflow_is_finished(workflow))
		remove_finished(request, conn, workflow);
	else
		cancel_running(request, conn);
	workflow_free(&workflow);
}
