/* listen_socket: the socket that HTTP comes in by. lecternd opens it and gives it to every
 * lectern-web, so that none of them takes it along when it leaves. */
#ifndef LECTERN_COMMON_IPC_LISTEN_SOCKET_H
#define LECTERN_COMMON_IPC_LISTEN_SOCKET_H

#include "common/base/err.h"
#include "common/ipc/channel.h"

#define LISTENER_ENV "LECTERN_LISTENER" /* its value is the descriptor's number */
enum { LISTENER_FD = CHANNEL_FD + 1 };

/* A listening TCP socket on a numeric IPv4 or IPv6 address. Port 0 takes any free one. Returns the
 * descriptor, close-on-exec and non-blocking, or -1. */
int listen_socket_open(const char *address, int port, struct err *err);

/* In a child: the descriptor named by the environment, made close-on-exec, or -1 when there is
 * none or it does not listen. Removes the variable from the environment. */
int listen_socket_from_env(void);

/* The port that it listens on; 0 when it is no such socket. */
int listen_socket_port(int fd);

#endif
