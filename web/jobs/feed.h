/* feed: the private podcast feed. Whoever knows its address can hear every book, so part of it is
 * secret, and there is none unless [library] feed_secret_file names one. */
#ifndef LECTERN_WEB_JOBS_FEED_H
#define LECTERN_WEB_JOBS_FEED_H

#include "common/base/err.h"
#include "common/config/settings.h"

/* NULL when there is no feed. ERR_INVALID: the file cannot be read, or its line is no 16 to 200
 * letters, digits, - and _. The caller frees it with secret_free(). */
int feed_secret_read(const struct library_settings *settings, char **ret_secret, struct err *err);

#endif
