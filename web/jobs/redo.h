/* redo: shared by retry and respeak: puts a finished job back to work.
 *
 * Functions that return int return 0, or -1 with err set, unless stated otherwise.
 */
#ifndef LECTERN_WEB_JOBS_REDO_H
#define LECTERN_WEB_JOBS_REDO_H

#include "common/farm/event.h"
#include "common/farm/job_objects.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"
#include "web/http/request.h"

#include <stdbool.h>

/* Enclose everything from reading a job's state to reopening it; redo_begin() blocks while
 * another request is between the two. So the second request finds the job reopened and removes
 * none of it. */
void redo_begin(void);
void redo_end(void);

/* Changes the state to that of a running job that lacks those pages, and therefore its audio. */
void redo_reopen(struct workflow *workflow, const struct pageset *pages);

/* 1: that object of the page is stored; 0: it is not; -1: the store does not answer. */
int redo_find(struct natsconn *conn, const struct workflow *workflow, int page,
	enum job_object_kinds kind, const char *extension, struct arena *arena, struct err *err);

/* Removes what an earlier run left of the pages, which would otherwise just be announced again.
 * kinds: a mask of job_object_kinds. */
int redo_remove(struct natsconn *conn, const struct workflow *workflow, const struct pageset *pages,
	unsigned kinds, struct err *err);

/* Publishes the event after filling in its header. */
int redo_publish(struct natsconn *conn, const char *subject, struct event *event,
	const struct workflow *workflow, struct arena *arena, struct err *err);

/* The job is running: replies 202, or redirects a browser to the page. */
void redo_reply(struct request *request);

#endif
