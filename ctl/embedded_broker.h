/* embedded_broker: the nats-server that lecternd runs on this machine. */
#ifndef LECTERN_CTL_EMBEDDED_BROKER_H
#define LECTERN_CTL_EMBEDDED_BROKER_H

#include "common/base/err.h"

#include <sys/types.h>

/* The one that has this directory (state_dir/nats). *ret_process is a descriptor of it
 * (pidfd_open), for the caller to close; *ret_pid 0: none runs, and no descriptor. */
int embedded_broker_find(const char *directory, pid_t *ret_pid, int *ret_process, struct err *err);

#endif
