/* web_socket.c: opened once, replaced when [http] listen or port change. */
#include "supervisor/os/web_socket.h"

#include "common/base/alloc.h"
#include "common/ipc/listen_socket.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The wildcard address and a specific one cannot both be bound to the same port, so the old socket
 * stops listening first: for a moment nobody listens. */
static int exchange(
	const struct web_socket *socket, const struct http_settings *http, struct err *err)
{
	shutdown(socket->fd, SHUT_RDWR);
	int fd = listen_socket_open(http->listen, (int)http->port, err);
	if (fd < 0)
		listen(socket->fd, SOMAXCONN);
	return fd;
}

static void forget(struct web_socket *socket)
{
	if (socket->fd >= 0)
		close(socket->fd);
	alloc_free(&socket->address);
	*socket = WEB_SOCKET_NONE;
}

int web_socket_open(struct web_socket *socket, const struct http_settings *http, struct err *err)
{
	if (socket->fd >= 0 && socket->port == http->port &&
		strcmp(socket->address, http->listen) == 0)
		return 0;
	int fd = listen_socket_open(http->listen, (int)http->port, err);
	if (fd < 0 && socket->fd >= 0 && socket->port == http->port)
		fd = exchange(socket, http, err);
	if (fd < 0)
		return -1;
	/* Web processes that were given the old socket keep serving it until they exit. */
	forget(socket);
	*socket = (struct web_socket) { fd, alloc_string(http->listen), http->port };
	return 0;
}

void web_socket_close(struct web_socket *socket)
{
	if (socket->fd >= 0)
		shutdown(socket->fd, SHUT_RDWR);
	forget(socket);
}
