/* web_socket: what lectern-web listens on, kept here and given to each of them.
 *
 * So it outlives them: while one takes the other's place, or after one crashed, a client waits in
 * the socket's queue and is not refused.
 */
#ifndef LECTERN_SUPERVISOR_OS_WEB_SOCKET_H
#define LECTERN_SUPERVISOR_OS_WEB_SOCKET_H

#include "common/base/err.h"
#include "common/config/settings.h"

struct web_socket {
	int fd;        /* -1: none yet */
	char *address; /* owned; what it was opened for */
	int64_t port;
};

#define WEB_SOCKET_NONE ((struct web_socket) { -1, NULL, 0 })

/* Opens it where [http] says, unless it is open there. On failure the old one stays. */
int web_socket_open(struct web_socket *socket, const struct http_settings *http, struct err *err);

/* The end of the farm: clients are refused from now on, even if a process still holds it. */
void web_socket_close(struct web_socket *socket);

#endif
