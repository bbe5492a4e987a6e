/* secret_file: passwords, tokens and keys, read from files that only the service can read. */
#ifndef LECTERN_COMMON_BASE_SECRET_FILE_H
#define LECTERN_COMMON_BASE_SECRET_FILE_H

#include "common/base/err.h"

enum { SECRET_MAX = 1024 };

/* 0 when the file is there, regular, readable by us, and closed to other users (the group may
 * read it). Otherwise ERR_INVALID, naming the file, the reason and the remedy. */
int secret_file_check(const char *path, struct err *err);

/* Checks the file as above and returns its one line, without the end of line: 1 to SECRET_MAX
 * printable ASCII characters. The caller ends it with secret_free(). */
int secret_file_read(const char *path, char **ret_secret, struct err *err);

/* Wipes it first. */
void secret_free(char **secret);

#endif
