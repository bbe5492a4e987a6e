/* embedded_broker: the nats-server that lecternd runs on this machine. */
#ifndef LECTERN_CTL_EMBEDDED_BROKER_H
#define LECTERN_CTL_EMBEDDED_BROKER_H

#include "common/base/err.h"

#include <sys/types.h>

/* Finds the one using this directory (state_dir/nats). *ret_process is its pidfd, which the caller
 * closes. If none is running, *ret_pid is 0 and there is no descriptor. */
int embedded_broker_find(const char *directory, pid_t *ret_pid, int *ret_process, struct err *err);

#endif
