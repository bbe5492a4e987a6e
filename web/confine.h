/* confine: sandboxes lectern-web, which listens to strangers. It keeps its port, the broker and
 * read access to some files; it can write no file and start no program. */
#ifndef LECTERN_WEB_CONFINE_H
#define LECTERN_WEB_CONFINE_H

#include "common/base/err.h"
#include "common/config/settings.h"

/* Sandboxes the process irrevocably. Call it before the first thread is created. *ret_missing:
 * protections that the kernel lacks, as bits of enum sandbox_missing. */
int confine_web(const struct settings *settings, unsigned *ret_missing, struct err *err);

#endif
