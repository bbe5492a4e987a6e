/* log_output: where lecternd's log goes: to standard error, or to a file in its place.
 *
 * Writing must never block the supervisor: a pipe or socket without a reader loses records instead.
 */
#ifndef LECTERN_SUPERVISOR_OS_LOG_OUTPUT_H
#define LECTERN_SUPERVISOR_OS_LOG_OUTPUT_H

#include "common/base/err.h"

/* Makes sure that descriptors 0 to 2 exist and that standard error is non-blocking, without
 * affecting others: a shared descriptor gets an open file description of its own. */
void log_output_prepare(void);

/* From now on appends to that file (created with mode 0640 minus the umask). Called again, it
 * reopens the file, which recreates one that was moved away. "" restores the standard error that
 * lecternd was started with. */
int log_output_open(const char *path, struct err *err);

#endif
