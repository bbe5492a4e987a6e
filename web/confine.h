/* confine: what is left to lectern-web, which listens to strangers: its port, the broker, and files
 * to read. It writes none, and starts no program. */
#ifndef LECTERN_WEB_CONFINE_H
#define LECTERN_WEB_CONFINE_H

#include "common/base/err.h"
#include "common/config/settings.h"

/* Locks the process in, for good. Before its first thread. *ret_missing: what is missing of it, as
 * bits of enum sandbox_missing. */
int confine_web(const struct settings *settings, unsigned *ret_missing, struct err *err);

#endif
