/* listen_socket.c: opens the socket, and finds it again in a child. */
#include "common/ipc/listen_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 256 };

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static int resolve(
	const char *text, int port, union address *ret, socklen_t *ret_len, struct err *err)
{
	memset(ret, 0, sizeof *ret);
	if (inet_pton(AF_INET, text, &ret->v4.sin_addr) == 1) {
		ret->v4.sin_family = AF_INET;
		ret->v4.sin_port = htons((uint16_t)port);
		*ret_len = sizeof ret->v4;
		return 0;
	}
	if (inet_pton(AF_INET6, text, &ret->v6.sin6_addr) == 1) {
		ret->v6.sin6_family = AF_INET6;
		ret->v6.sin6_port = htons((uint16_t)port);
		*ret_len = sizeof ret->v6;
		return 0;
	}
	return err_set(err, ERR_INVALID, "%s: not a numeric address", text);
}

int listen_socket_open(const char *address, int port, struct err *err)
{
	union address a;
	socklen_t len = 0;
	if (resolve(address, port, &a, &len, err) < 0)
		return -1;
	int fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "socket");
	int one = 1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, &a.any, len) < 0 || listen(fd, BACKLOG) < 0) {
		err_errno(err, ERR_UNAVAILABLE, errno, "%s port %d", address, port);
		close(fd);
		return -1;
	}
	return fd;
}

int listen_socket_from_env(void)
{
	const char *text = getenv(LISTENER_ENV);
	if (!text)
		return -1;
	int fd = (int)strtol(text, NULL, 10), listens = 0;
	socklen_t len = sizeof listens;
	unsetenv(LISTENER_ENV);
	if (fd <= STDERR_FILENO || getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) < 0 ||
		!listens)
		return -1;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

int listen_socket_port(int fd)
{
	union address a = { .any = { 0 } };
	socklen_t len = sizeof a;
	if (getsockname(fd, &a.any, &len) < 0)
		return 0;
	return ntohs(a.any.sa_family == AF_INET ? a.v4.sin_port : a.v6.sin6_port);
}
