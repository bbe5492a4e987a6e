/* listen_socket: the listening socket for HTTP. lecternd opens it and passes it to every
 * lectern-web, so that it stays open when one of them exits. */
#ifndef LECTERN_COMMON_IPC_LISTEN_SOCKET_H
#define LECTERN_COMMON_IPC_LISTEN_SOCKET_H

#include "common/base/err.h"
#include "common/ipc/channel.h"

#define LISTENER_ENV "LECTERN_LISTENER" /* its value is the descriptor's number */
enum { LISTENER_FD = CHANNEL_FD + 1 };

/* Opens a listening TCP socket on a numeric IPv4 or IPv6 address. Port 0 picks a free one. Returns
 * the descriptor, close-on-exec and non-blocking, or -1. */
int listen_socket_open(const char *address, int port, struct err *err);

/* For a child: the descriptor named by the environment, made close-on-exec, or -1 if there is none
 * or it is not listening. Removes the variable from the environment. */
int listen_socket_from_env(void);

/* The port it listens on, or 0 if it is not such a socket. */
int listen_socket_port(int fd);

#endif
