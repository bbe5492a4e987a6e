/* program_output: runs a short program and captures its output. It blocks, so it is not for use
 * while the farm is running. */
#ifndef LECTERN_SUPERVISOR_OS_PROGRAM_OUTPUT_H
#define LECTERN_SUPERVISOR_OS_PROGRAM_OUTPUT_H

#include "common/base/err.h"

#include <stddef.h>

/* Returns standard output and error, NUL-terminated and truncated to size - 1, and the wait status.
 * Fails if the program cannot be executed (naming it and the reason), or has not ended within
 * wait_ms, in which case it is killed. */
int program_output(const char *program, char *const *argv, int wait_ms, char *ret_text, size_t size,
	int *ret_status, struct err *err);

#endif
