/* listener: the socket that lectern-web listens on. */
#ifndef LECTERN_LISTENER_H
#define LECTERN_LISTENER_H

#include "common/err.h"

/* A listening TCP socket on a numeric IPv4 or IPv6 address. Port 0 takes any free one. Returns the
 * descriptor, or -1. */
int listener_open(const char *address, int port, int *ret_port, struct err *err);

#endif
