/* secret_file: passwords, tokens and keys, read from files that other users cannot read. */
#ifndef LECTERN_COMMON_BASE_SECRET_FILE_H
#define LECTERN_COMMON_BASE_SECRET_FILE_H

#include "common/base/err.h"

enum { SECRET_MAX = 1024 };

/* Returns 0 if the file exists, is regular, readable by us and inaccessible to other users (its
 * group may read it). Otherwise fails with ERR_INVALID and a text that names the file, the reason
 * and the remedy. */
int secret_file_check(const char *path, struct err *err);

/* Checks the file as above and returns its single line without the line ending: 1 to SECRET_MAX
 * printable ASCII characters. The caller releases it with secret_free(). */
int secret_file_read(const char *path, char **ret_secret, struct err *err);

/* Wipes the secret, then frees it. */
void secret_free(char **secret);

#endif
