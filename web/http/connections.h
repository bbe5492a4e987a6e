/* connections: who is connected, how long each may stay in its present phase, and who has to go
 * when there are too many.
 *
 * libmicrohttpd forgives a client as long as a byte comes now and then. Here a head has to be
 * complete in time, and a body to come at a least rate. Of the slots, those whose client has no
 * request under way are lent: the one that has waited longest is cut when another client needs it.
 * So idle connections keep nobody out, and a health check gets its turn.
 */
#ifndef LECTERN_WEB_HTTP_CONNECTIONS_H
#define LECTERN_WEB_HTTP_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum {
	CONNECTION_ADDRESS_SIZE = 46,
	CONNECTIONS_RESERVE = 16,    /* more, for clients on this machine */
	CONNECTIONS_SLACK = 64,      /* cut ones that have not gone yet */
	CONNECTION_GRACE_MS = 30000, /* before a body's rate counts */
};

struct connections;
struct connection;

/* bytes_per_second: the least rate of a body; 0: none. */
struct connections *connections_new(size_t max, size_t max_per_address, int64_t bytes_per_second);
void connections_free(struct connections **connections);

/* The address as text; of IPv6 the network (/64), which is one customer's. */
void connection_format_address(const struct sockaddr *address, char text[CONNECTION_ADDRESS_SIZE]);
bool connection_is_loopback(const char *address);

/* Whether one more from that address may come, after another had to go if need be. */
bool connections_admit(struct connections *connections, const char *address);

/* A connection came or went. The descriptor stays open between the two calls. */
struct connection *connections_add(
	struct connections *connections, int fd, const char *address, int64_t now_ms);
void connections_remove(struct connections *connections, struct connection **connection);

/* Must be through with what it does by then (monotonic milliseconds); 0: no limit. */
void connection_set_deadline(
	struct connections *connections, struct connection *connection, int64_t deadline_ms);

/* A request is under way (and its slot not lent), or over. */
void connection_set_busy(
	struct connections *connections, struct connection *connection, bool busy, int64_t now_ms);

/* The body is waited for from now on; so many bytes of it came, and are being worked on. The time
 * in between counts against the client. False: it is too slow. */
void connection_await_body(
	struct connections *connections, struct connection *connection, int64_t now_ms);
bool connection_got_body(
	struct connections *connections, struct connection *connection, size_t len, int64_t now_ms);

/* Shuts down every connection whose deadline has passed or whose body comes too slowly. Returns how
 * many. */
int connections_expire(struct connections *connections, int64_t now_ms);

size_t connections_count(struct connections *connections);

#endif
