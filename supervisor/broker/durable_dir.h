/* durable_dir: makes writes below a directory synchronous, with the file attribute that chattr(1)
 * calls S. For brokers that cannot sync by themselves. */
#ifndef LECTERN_SUPERVISOR_BROKER_DURABLE_DIR_H
#define LECTERN_SUPERVISOR_BROKER_DURABLE_DIR_H

#include "common/base/err.h"

/* Sets the attribute on a directory; files created in it later inherit it. Existing contents (of a
 * store that was copied there) get it too and are first synced to disk; they must not be in use
 * meanwhile. */
int durable_dir_set(const char *path, struct err *err);

#endif
