/* jobs: what the handlers of one job share. */
#ifndef LECTERN_WEB_JOBS_JOBS_H
#define LECTERN_WEB_JOBS_JOBS_H

#include "common/nats/connection.h"
#include "web/http/request.h"
#include "web/state/job_table.h"

/* The broker's connection, or NULL and the reply (503) is made. */
struct natsconn *jobs_conn(struct request *request);

/* The job that the path names, from the table or else from the bucket. -1: the reply is made. */
int jobs_view(struct request *request, struct job_view *ret_view);

/* The state as it stands in the bucket now. The caller frees it. -1: the reply is made. */
int jobs_read(struct request *request, struct natsconn *conn, struct workflow **ret_workflow);

/* Tells the table of a state that was written just now. */
void jobs_written(struct request *request, const struct workflow *workflow);

/* Who removes a job, and who stores something for one, may do so at the same time. Called after the
 * state is gone, and after the store: whichever comes last finds the other's work done. */
void jobs_remove_late(struct natsconn *conn, const struct workflow *workflow);
void jobs_stored(struct request *request, struct natsconn *conn, const struct workflow *workflow);

/* Replies with the job as JSON. */
void jobs_reply(struct request *request, unsigned status, const struct job_view *view);

#endif
