/* feed: the private podcast feed. Anyone who knows its address can listen to every book, so the
 * address contains a secret, and there is no feed unless [library] feed_secret_file names one. */
#ifndef LECTERN_WEB_JOBS_FEED_H
#define LECTERN_WEB_JOBS_FEED_H

#include "common/base/err.h"
#include "common/config/settings.h"

/* *ret_secret is NULL when there is no feed; the caller frees it with secret_free().
 * ERR_INVALID: the file cannot be read, or it does not hold one line of 16 to 200 letters,
 * digits, '-' and '_'. */
int feed_secret_read(const struct library_settings *settings, char **ret_secret, struct err *err);

#endif
