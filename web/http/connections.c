/* connections: a list of sockets shared by the connection threads, the accepting thread and the
 * main thread. */
#include "web/http/connections.h"

#include "common/base/alloc.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLACK_MS = 3000 }; /* extra time before a stalled body's connection is cut without a reply */

struct connection {
	struct connection *prev, *next;
	int fd;
	char address[CONNECTION_ADDRESS_SIZE];
	int64_t deadline_ms;
	bool busy, cut;
	int64_t quiet_since_ms; /* since when it has not been busy */
	int64_t waiting_ms;     /* total time spent waiting for the body */
	int64_t waits_since_ms; /* 0: not waiting for the client */
	uint64_t body_bytes;
};

struct connections {
	pthread_mutex_t lock;
	struct connection *first;
	size_t count, max, max_per_address;
	int64_t bytes_per_second;
};

struct connections *connections_new(size_t max, size_t max_per_address, int64_t bytes_per_second)
{
	struct connections *connections = alloc_zeroed(1, sizeof *connections);
	pthread_mutex_init(&connections->lock, NULL);
	connections->max = max;
	connections->max_per_address = max_per_address;
	connections->bytes_per_second = bytes_per_second;
	return connections;
}

void connections_free(struct connections **connections)
{
	if (!connections || !*connections)
		return;
	pthread_mutex_destroy(&(*connections)->lock);
	alloc_free(connections);
}

/* ---- addresses ---- */

void connection_format_address(const struct sockaddr *address, char text[CONNECTION_ADDRESS_SIZE])
{
	snprintf(text, CONNECTION_ADDRESS_SIZE, "unknown");
	if (address && address->sa_family == AF_INET) {
		const struct sockaddr_in *v4 = (const void *)address;
		inet_ntop(AF_INET, &v4->sin_addr, text, CONNECTION_ADDRESS_SIZE);
	}
	if (address && address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const void *)address;
		struct in6_addr network = v6->sin6_addr;
		if (IN6_IS_ADDR_V4MAPPED(&network)) {
			inet_ntop(AF_INET, &network.s6_addr[12], text, CONNECTION_ADDRESS_SIZE);
			return;
		}
		if (!IN6_IS_ADDR_LOOPBACK(&network))
			memset(&network.s6_addr[8], 0, 8);
		inet_ntop(AF_INET6, &network, text, CONNECTION_ADDRESS_SIZE);
	}
}

bool connection_is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

/* ---- coming and going ---- */

/* The connection's own thread then sees end of file and closes the descriptor. */
static void cut(struct connection *connection)
{
	shutdown(connection->fd, SHUT_RDWR);
	connection->cut = true;
	connection->deadline_ms = 0;
	connection->waits_since_ms = 0;
}

/* The connection that has been idle longest, or NULL when all are busy. address NULL: any
 * address. */
static struct connection *find_lent(struct connections *connections, const char *address)
{
	struct connection *found = NULL;
	for (struct connection *c = connections->first; c; c = c->next) {
		if (!c->busy && !c->cut && (!address || strcmp(c->address, address) == 0) &&
			(!found || c->quiet_since_ms < found->quiet_since_ms))
			found = c;
	}
	return found;
}

static void count(const struct connections *connections, const char *address, size_t *ret_all,
	size_t *ret_own)
{
	*ret_all = *ret_own = 0;
	for (const struct connection *c = connections->first; c; c = c->next) {
		*ret_all += !c->cut;
		*ret_own += !c->cut && strcmp(c->address, address) == 0;
	}
}

static bool make_room(struct connections *connections, const char *address)
{
	size_t all, own;
	size_t reserve = connection_is_loopback(address) ? CONNECTIONS_RESERVE : 0;
	count(connections, address, &all, &own);
	if (own >= connections->max_per_address) {
		struct connection *lent = find_lent(connections, address);
		if (!lent && own >= connections->max_per_address + reserve)
			return false;
		if (lent) {
			cut(lent);
			all--;
		}
	}
	if (all < connections->max)
		return true;
	struct connection *lent = find_lent(connections, NULL);
	if (lent)
		cut(lent);
	return lent || all < connections->max + reserve;
}

bool connections_admit(struct connections *connections, const char *address)
{
	pthread_mutex_lock(&connections->lock);
	bool admitted = make_room(connections, address);
	pthread_mutex_unlock(&connections->lock);
	return admitted;
}

struct connection *connections_add(
	struct connections *connections, int fd, const char *address, int64_t now_ms)
{
	struct connection *connection = alloc_zeroed(1, sizeof *connection);
	connection->fd = fd;
	connection->quiet_since_ms = now_ms;
	snprintf(connection->address, sizeof connection->address, "%s", address);
	pthread_mutex_lock(&connections->lock);
	connection->next = connections->first;
	if (connection->next)
		connection->next->prev = connection;
	connections->first = connection;
	connections->count++;
	pthread_mutex_unlock(&connections->lock);
	return connection;
}

void connections_remove(struct connections *connections, struct connection **connection)
{
	struct connection *c = *connection;
	if (!c)
		return;
	pthread_mutex_lock(&connections->lock);
	if (c->prev)
		c->prev->next = c->next;
	else
		connections->first = c->next;
	if (c->next)
		c->next->prev = c->prev;
	connections->count--;
	pthread_mutex_unlock(&connections->lock);
	alloc_free(connection);
}

/* ---- phases ---- */

void connection_set_deadline(
	struct connections *connections, struct connection *connection, int64_t deadline_ms)
{
	if (!connection)
		return;
	pthread_mutex_lock(&connections->lock);
	connection->deadline_ms = deadline_ms;
	pthread_mutex_unlock(&connections->lock);
}

void connection_set_busy(
	struct connections *connections, struct connection *connection, bool busy, int64_t now_ms)
{
	if (!connection)
		return;
	pthread_mutex_lock(&connections->lock);
	connection->busy = busy;
	connection->quiet_since_ms = now_ms;
	connection->waiting_ms = connection->waits_since_ms = 0;
	connection->body_bytes = 0;
	pthread_mutex_unlock(&connections->lock);
}

/* Total time spent waiting for the body, the present wait included. */
static int64_t waited_ms(const struct connection *connection, int64_t now_ms)
{
	return connection->waiting_ms +
	       (connection->waits_since_ms ? now_ms - connection->waits_since_ms : 0);
}

/* Whether a body that has been waited for that long arrived below the minimum rate; not within
 * the first grace_ms. */
static bool is_slow(const struct connections *connections, const struct connection *connection,
	int64_t waited, int64_t grace_ms)
{
	return connections->bytes_per_second > 0 && waited > grace_ms &&
	       (int64_t)connection->body_bytes < connections->bytes_per_second * waited / 1000;
}

void connection_await_body(
	struct connections *connections, struct connection *connection, int64_t now_ms)
{
	if (!connection)
		return;
	pthread_mutex_lock(&connections->lock);
	connection->waits_since_ms = now_ms;
	pthread_mutex_unlock(&connections->lock);
}

bool connection_got_body(
	struct connections *connections, struct connection *connection, size_t len, int64_t now_ms)
{
	if (!connection)
		return true;
	pthread_mutex_lock(&connections->lock);
	if (connection->waits_since_ms)
		connection->waiting_ms += now_ms - connection->waits_since_ms;
	connection->waits_since_ms = 0;
	connection->body_bytes += len;
	bool fast = !is_slow(connections, connection, connection->waiting_ms, CONNECTION_GRACE_MS);
	pthread_mutex_unlock(&connections->lock);
	return fast;
}

bool connections_cut_slowest_body(struct connections *connections, int64_t now_ms)
{
	struct connection *slowest = NULL;
	pthread_mutex_lock(&connections->lock);
	for (struct connection *c = connections->first; c; c = c->next) {
		if (c->waits_since_ms &&
			is_slow(connections, c, waited_ms(c, now_ms), CONNECTION_HASTE_MS) &&
			(!slowest || c->body_bytes < slowest->body_bytes))
			slowest = c;
	}
	if (slowest)
		cut(slowest);
	pthread_mutex_unlock(&connections->lock);
	return slowest != NULL;
}

int connections_expire(struct connections *connections, int64_t now_ms)
{
	int expired = 0;
	pthread_mutex_lock(&connections->lock);
	for (struct connection *c = connections->first; c; c = c->next) {
		bool late = c->deadline_ms && now_ms >= c->deadline_ms;
		bool slow = c->waits_since_ms &&
			    is_slow(connections, c, waited_ms(c, now_ms) - SLACK_MS,
				    CONNECTION_GRACE_MS);
		if (late || slow) {
			cut(c);
			expired++;
		}
	}
	pthread_mutex_unlock(&connections->lock);
	return expired;
}

size_t connections_count(struct connections *connections)
{
	pthread_mutex_lock(&connections->lock);
	size_t connected = connections->count;
	pthread_mutex_unlock(&connections->lock);
	return connected;
}
