/* connections: a list of sockets with deadlines, shared by their threads and the main thread. */
#include "web/http/connections.h"

#include "common/base/alloc.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

struct connection {
	struct connection *prev, *next;
	int fd;
	int64_t deadline_ms;
};

struct connections {
	pthread_mutex_t lock;
	struct connection *first;
	size_t count;
};

struct connections *connections_new(void)
{
	struct connections *connections = alloc_zeroed(1, sizeof *connections);
	pthread_mutex_init(&connections->lock, NULL);
	return connections;
}

void connections_free(struct connections **connections)
{
	if (!connections || !*connections)
		return;
	pthread_mutex_destroy(&(*connections)->lock);
	alloc_free(connections);
}

struct connection *connections_add(struct connections *connections, int fd)
{
	struct connection *connection = alloc_zeroed(1, sizeof *connection);
	connection->fd = fd;
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

void connection_set_deadline(
	struct connections *connections, struct connection *connection, int64_t deadline_ms)
{
	if (!connection)
		return;
	pthread_mutex_lock(&connections->lock);
	connection->deadline_ms = deadline_ms;
	pthread_mutex_unlock(&connections->lock);
}

int connections_expire(struct connections *connections, int64_t now_ms)
{
	int expired = 0;
	pthread_mutex_lock(&connections->lock);
	for (struct connection *c = connections->first; c; c = c->next) {
		if (c->deadline_ms && now_ms >= c->deadline_ms) {
			/* Its thread sees the end of file and closes. */
			shutdown(c->fd, SHUT_RDWR);
			c->deadline_ms = 0;
			expired++;
		}
	}
	pthread_mutex_unlock(&connections->lock);
	return expired;
}

size_t connections_count(struct connections *connections)
{
	pthread_mutex_lock(&connections->lock);
	size_t count = connections->count;
	pthread_mutex_unlock(&connections->lock);
	return count;
}
