/* redo: what a retry and a respeak share: a job that is over goes to work again. */
#ifndef LECTERN_WEB_JOBS_REDO_H
#define LECTERN_WEB_JOBS_REDO_H

#include "common/farm/event.h"
#include "common/farm/job_objects.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"
#include "web/http/request.h"

#include <stdbool.h>

/* From the reading of a job's state to its reopening, one at a time: whoever comes second finds it
 * reopened, and removes nothing of it. Waits. */
void redo_begin(void);
void redo_end(void);

/* The state of a job that is under work again and lacks those pages, and with them its audio. */
void redo_reopen(struct workflow *workflow, const struct pageset *pages);

/* 1: that object of a page is stored; 0: it is not; -1: the store cannot be asked. */
int redo_find(struct natsconn *conn, const struct workflow *workflow, int page,
	enum job_object_kinds kind, const char *extension, struct arena *arena, struct err *err);

/* What an earlier run left of the pages would only be announced again. kinds: job_object_kinds. */
int redo_remove(struct natsconn *conn, const struct workflow *workflow, const struct pageset *pages,
	unsigned kinds, struct err *err);

/* Publishes the event, which gets its header here. */
int redo_publish(struct natsconn *conn, const char *subject, struct event *event,
	const struct workflow *workflow, struct arena *arena, struct err *err);

/* The job is under way: 202, or for a browser back to the page. */
void redo_reply(struct request *request);

#endif
