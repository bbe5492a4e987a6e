/* connections: keeps track of who is connected, limits how long a connection may stay in its
 * current phase, and decides which one to close when there are too many.
 *
 * libmicrohttpd tolerates a client as long as a byte arrives now and then. Here, a request head
 * must be complete in time and a body must arrive at a minimum rate. A connection without a
 * request in progress only borrows its slot: when another client needs one, the connection that
 * has been idle longest is closed. So idle connections keep nobody out, and health checks get
 * through. When there are too many uploads, a slow one gives up its place in the same way.
 *
 * All functions are thread-safe. Those that take a connection accept NULL and then do nothing.
 */
#ifndef LECTERN_WEB_HTTP_CONNECTIONS_H
#define LECTERN_WEB_HTTP_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum {
	CONNECTION_ADDRESS_SIZE = 46,
	CONNECTIONS_RESERVE = 16,    /* extra slots for clients on this machine */
	CONNECTIONS_SLACK = 64,      /* connections that were cut but are not gone yet */
	CONNECTION_GRACE_MS = 30000, /* before a body's rate is checked */
	CONNECTION_HASTE_MS = 3000,  /* the same while another upload needs the place */
};

struct connections;
struct connection;

/* bytes_per_second: the minimum rate of a request body; 0: no minimum. The caller frees the
 * result. */
struct connections *connections_new(size_t max, size_t max_per_address, int64_t bytes_per_second);
void connections_free(struct connections **connections);

/* The address as text; for IPv6 the /64 network, which belongs to one customer. */
void connection_format_address(const struct sockaddr *address, char text[CONNECTION_ADDRESS_SIZE]);
bool connection_is_loopback(const char *address);

/* Whether another connection from that address may be accepted. May close an idle one to make
 * room. */
bool connections_admit(struct connections *connections, const char *address);

/* Registers a connection and unregisters it. The descriptor must stay open between the two
 * calls. */
struct connection *connections_add(
	struct connections *connections, int fd, const char *address, int64_t now_ms);
void connections_remove(struct connections *connections, struct connection **connection);

/* The connection must finish its current phase by deadline_ms (monotonic); 0: no limit. */
void connection_set_deadline(
	struct connections *connections, struct connection *connection, int64_t deadline_ms);

/* Marks a request as in progress (its connection will not be closed to make room) or as
 * finished. */
void connection_set_busy(
	struct connections *connections, struct connection *connection, bool busy, int64_t now_ms);

/* From connection_await_body() until connection_got_body(), which reports `len` bytes, the
 * client's time counts; between got and the next await the server is working and it does not.
 * Returns false when the body arrives too slowly. */
void connection_await_body(
	struct connections *connections, struct connection *connection, int64_t now_ms);
bool connection_got_body(
	struct connections *connections, struct connection *connection, size_t len, int64_t now_ms);

/* Another upload needs a place: of the bodies that arrive below the minimum rate, closes the
 * connection that has sent least. False: there is none. */
bool connections_cut_slowest_body(struct connections *connections, int64_t now_ms);

/* Shuts down every connection that is past its deadline or whose body arrives too slowly.
 * Returns how many. */
int connections_expire(struct connections *connections, int64_t now_ms);

size_t connections_count(struct connections *connections);

#endif
