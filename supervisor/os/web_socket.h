/* web_socket: lectern-web's listening socket, kept here and passed to each of its processes.
 *
 * It outlives them: while one replaces another, or after a crash, clients wait in the socket's
 * queue instead of being refused.
 */
#ifndef LECTERN_SUPERVISOR_OS_WEB_SOCKET_H
#define LECTERN_SUPERVISOR_OS_WEB_SOCKET_H

#include "common/base/err.h"
#include "common/config/settings.h"

struct web_socket {
	int fd;        /* -1 if not open */
	char *address; /* owned; [http] listen when it was opened */
	int64_t port;
};

#define WEB_SOCKET_NONE ((struct web_socket) { -1, NULL, 0 })

/* Opens it as [http] says, unless it is open there already. On failure the old one stays open. */
int web_socket_open(struct web_socket *socket, const struct http_settings *http, struct err *err);

/* At the farm's end: clients are refused from now on, even if a process still holds the socket. */
void web_socket_close(struct web_socket *socket);

#endif
