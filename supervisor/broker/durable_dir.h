/* durable_dir: makes the writes below a directory reach the disk before they are answered, by the
 * file attribute that chattr(1) calls S. For brokers that cannot do it themselves. */
#ifndef LECTERN_SUPERVISOR_BROKER_DURABLE_DIR_H
#define LECTERN_SUPERVISOR_BROKER_DURABLE_DIR_H

#include "common/base/err.h"

/* Sets the attribute on a directory: what is made in it from then on inherits it. What is in it
 * already, of a store that was copied there, gets it and is written to the disk first; it must not
 * be used meanwhile. */
int durable_dir_set(const char *path, struct err *err);

#endif
