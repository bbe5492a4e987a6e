/* quota: how much a directory may hold. */
#ifndef LECTERN_SUPERVISOR_BROKER_QUOTA_H
#define LECTERN_SUPERVISOR_BROKER_QUOTA_H

#include "common/base/err.h"

#include <stdint.h>

/* What is in the directory, and what its file system has left besides, but for 5 in 100 or 128 MiB:
 * less than what rendering and uploads leave free, so that they stop before. In bytes. */
int broker_quota(const char *path, int64_t *ret_bytes, struct err *err);

#endif
