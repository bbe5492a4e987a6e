/* event_publish.c: formats and publishes events. */
#include "common/farm/event_publish.h"

#include "common/nats/connection.h"

#include <string.h>

struct event_header event_header_of(const struct workflow *workflow)
{
	return (struct event_header) {
		.workflow_id = workflow->id,
		.user_id = workflow->user_id,
		.tenant_id = workflow->tenant_id,
	};
}

int event_publish(struct natsconn *conn, const char *subject, const struct event *event,
	const char *message_id, struct arena *arena, struct err *err)
{
	const char *json = event_format(event, arena);
	return natsconn_publish(conn, subject, json, strlen(json), message_id, err);
}
