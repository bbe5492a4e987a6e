/* jobs: looks up the job that a path names, and replies with it. */
#include "web/jobs/jobs.h"

#include "common/base/log.h"
#include "common/farm/event.h"
#include "common/farm/job_objects.h"
#include "common/farm/listener_store.h"
#include "common/farm/workflow_store.h"
#include "web/http/server.h"
#include "web/jobs/json.h"
#include "web/state/app.h"
#include "web/state/backend.h"

#include <stdlib.h>
#include <string.h>

struct natsconn *jobs_conn(struct request *request)
{
	struct err err;
	struct natsconn *conn = backend_conn(request->app->backend, &err);
	if (!conn)
		reply_err(request, &err);
	return conn;
}

static void no_such_job(struct request *request)
{
	reply_problem(request, PROBLEM_NOT_FOUND, "there is no job %s", request->params[0]);
}

int jobs_read(struct request *request, struct natsconn *conn, struct workflow **ret_workflow)
{
	struct err err;
	if (!event_name_is_safe(request->params[0])) {
		no_such_job(request);
		return -1;
	}
	if (workflow_store_get(conn, request->params[0], ret_workflow, &err) == 0)
		return 0;
	if (err.kind == ERR_NOT_FOUND)
		no_such_job(request);
	else
		reply_err(request, &err);
	return -1;
}

int jobs_view(struct request *request, struct job_view *ret_view)
{
	if (job_table_get(request->app->table, request->params[0], ret_view))
		return 0;
	/* Created a moment ago by another process, or the table has not been filled yet. */
	struct natsconn *conn = jobs_conn(request);
	struct workflow *workflow = NULL;
	if (!conn || jobs_read(request, conn, &workflow) < 0)
		return -1;
	*ret_view = job_view_of(workflow);
	return 0;
}

void jobs_written(struct request *request, const struct workflow *workflow)
{
	char *json = workflow_format(workflow);
	job_table_put(request->app->table, workflow->id, json, strlen(json), workflow->revision);
	free(json);
}

/* Removes what only requests store. */
void jobs_remove_late(struct natsconn *conn, const struct workflow *workflow)
{
	struct err err;
	if (job_objects_remove(conn, workflow, JOB_BOOK, NULL, NULL, &err) < 0 ||
		listener_store_remove_job(conn, workflow->id, &err) < 0)
		log_warn("%s: what came after its removal: %s", workflow->id, err.text);
}

/* A new job may be missing from the table alone, so the bucket decides. */
void jobs_stored(struct request *request, struct natsconn *conn, const struct workflow *workflow)
{
	struct workflow *now = NULL;
	struct err err;
	if (job_table_has(request->app->table, workflow->id))
		return;
	if (workflow_store_get(conn, workflow->id, &now, &err) < 0 && err.kind == ERR_NOT_FOUND)
		jobs_remove_late(conn, workflow);
	workflow_free(&now);
}

void jobs_reply(struct request *request, unsigned status, const struct job_view *view)
{
	struct buf body = BUF_EMPTY;
	struct json_out out = json_out(&body);
	job_json(&out, NULL, view, request->server->settings->http.base_path);
	buf_append_char(&body, '\n');
	reply_json(request, status, &body);
}
