/* jobs: shared by the handlers for a single job. */
#ifndef LECTERN_WEB_JOBS_JOBS_H
#define LECTERN_WEB_JOBS_JOBS_H

#include "common/nats/connection.h"
#include "web/http/request.h"
#include "web/state/job_table.h"

/* The broker connection; NULL: the reply (503) has been made. */
struct natsconn *jobs_conn(struct request *request);

/* The job that the path names, from the table or else from the bucket; the caller frees the
 * view. -1: the reply has been made. */
int jobs_view(struct request *request, struct job_view *ret_view);

/* The current state in the bucket; the caller frees it. -1: the reply has been made. */
int jobs_read(struct request *request, struct natsconn *conn, struct workflow **ret_workflow);

/* Tells the table of a state that was just written. */
void jobs_written(struct request *request, const struct workflow *workflow);

/* One request may remove a job while another stores something for it. jobs_remove_late() is
 * called after the state was removed, and jobs_stored() after the object was stored; whichever
 * comes last cleans up. */
void jobs_remove_late(struct natsconn *conn, const struct workflow *workflow);
void jobs_stored(struct request *request, struct natsconn *conn, const struct workflow *workflow);

/* Replies with the job as JSON. */
void jobs_reply(struct request *request, unsigned status, const struct job_view *view);

#endif
