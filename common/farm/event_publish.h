/* event_publish: an event on its way to whoever takes it. */
#ifndef LECTERN_COMMON_FARM_EVENT_PUBLISH_H
#define LECTERN_COMMON_FARM_EVENT_PUBLISH_H

#include "common/farm/event.h"
#include "common/farm/workflow.h"

struct natsconn;

/* What the first of a job's events follows from: the job, its user and tenant. Its strings are the
 * workflow's. */
struct event_header event_header_of(const struct workflow *workflow);

/* Publishes it and waits for the broker's word. message_id: by which the stream knows a repeat;
 * NULL: none is one. Its text lives in the arena. */
int event_publish(struct natsconn *conn, const char *subject, const struct event *event,
	const char *message_id, struct arena *arena, struct err *err);

#endif
