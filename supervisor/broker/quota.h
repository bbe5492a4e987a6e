/* quota: how much a directory may hold. */
#ifndef LECTERN_SUPERVISOR_BROKER_QUOTA_H
#define LECTERN_SUPERVISOR_BROKER_QUOTA_H

#include "common/base/err.h"

#include <stdint.h>

/* In bytes: what the directory holds plus what its file system has free, less 5 % of the free space
 * or 128 MiB, whichever is smaller. That reserve is smaller than what rendering and uploads leave
 * free, so they stop first. */
int broker_quota(const char *path, int64_t *ret_bytes, struct err *err);

#endif
