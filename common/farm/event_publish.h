/* event_publish: publishes events. */
#ifndef LECTERN_COMMON_FARM_EVENT_PUBLISH_H
#define LECTERN_COMMON_FARM_EVENT_PUBLISH_H

#include "common/farm/event.h"
#include "common/farm/workflow.h"

struct natsconn;

/* The cause of a job's first event (for event_header_next()): the job with its user and tenant. Its
 * strings belong to the workflow. */
struct event_header event_header_of(const struct workflow *workflow);

/* Publishes the event and waits for the broker's confirmation. message_id lets the stream detect a
 * repetition; it may be NULL. The formatted event lives in the arena. */
int event_publish(struct natsconn *conn, const char *subject, const struct event *event,
	const char *message_id, struct arena *arena, struct err *err);

#endif
