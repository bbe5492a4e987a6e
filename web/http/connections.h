/* connections: who is connected, and until when each may stay in its present phase.
 *
 * libmicrohttpd forgives a client as long as a byte comes now and then. Here a header has to be
 * complete in time, and an upload as a whole.
 */
#ifndef LECTERN_WEB_HTTP_CONNECTIONS_H
#define LECTERN_WEB_HTTP_CONNECTIONS_H

#include <stddef.h>
#include <stdint.h>

struct connections;
struct connection;

struct connections *connections_new(void);
void connections_free(struct connections **connections);

/* A connection came or went. The descriptor stays open between the two calls. */
struct connection *connections_add(struct connections *connections, int fd);
void connections_remove(struct connections *connections, struct connection **connection);

/* Must be through with what it does by then (monotonic milliseconds); 0: no limit. */
void connection_set_deadline(
	struct connections *connections, struct connection *connection, int64_t deadline_ms);

/* Shuts down every connection whose deadline has passed. Returns how many. */
int connections_expire(struct connections *connections, int64_t now_ms);

size_t connections_count(struct connections *connections);

#endif
