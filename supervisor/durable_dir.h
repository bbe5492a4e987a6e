/* durable_dir: makes the writes below a directory reach the disk before they are answered, by the
 * file attribute that chattr(1) calls S. For brokers that cannot do it themselves. */
#ifndef LECTERN_DURABLE_DIR_H
#define LECTERN_DURABLE_DIR_H

#include "common/err.h"

#include <stdbool.h>

/* Sets the attribute on a directory that must be empty: what is made in it from then on inherits
 * it. *ret_durable tells whether the directory has the attribute, from now or from before. */
int durable_dir_set(const char *path, bool *ret_durable, struct err *err);

#endif
