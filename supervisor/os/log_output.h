/* log_output: where lecternd's log goes: standard error, or a file in its place.
 *
 * Writing must never stop the supervisor: a pipe or socket without a reader loses records instead.
 */
#ifndef LECTERN_SUPERVISOR_OS_LOG_OUTPUT_H
#define LECTERN_SUPERVISOR_OS_LOG_OUTPUT_H

#include "common/base/err.h"

/* Makes descriptors 0 to 2 exist and standard error non-blocking, as far as that is ours to do:
 * a descriptor shared with others gets a description of its own. */
void log_output_prepare(void);

/* Appends to that file from now on (made with mode 0640 less the umask); called again it recreates
 * a file that was moved away. "": the standard error that lecternd was started with. */
int log_output_open(const char *path, struct err *err);

#endif
