/* program_output: runs a short program and reads what it prints. Not for a farm that runs: it
 * waits. */
#ifndef LECTERN_SUPERVISOR_OS_PROGRAM_OUTPUT_H
#define LECTERN_SUPERVISOR_OS_PROGRAM_OUTPUT_H

#include "common/base/err.h"

#include <stddef.h>

/* Standard output and error, NUL-terminated, cut at size - 1, and the status that waitpid() gives.
 * Fails when the program cannot be executed (by name and reason), or has not ended within wait_ms:
 * then it is killed. */
int program_output(const char *program, char *const *argv, int wait_ms, char *ret_text, size_t size,
	int *ret_status, struct err *err);

#endif
