/* program_output: runs a short program and reads what it prints. For the start only: it waits. */
#ifndef LECTERN_PROGRAM_OUTPUT_H
#define LECTERN_PROGRAM_OUTPUT_H

#include "common/err.h"

#include <stddef.h>

/* Standard output and error, NUL-terminated, cut at size - 1. Fails when the program cannot be
 * executed (by name and reason), or has not ended within wait_ms: then it is killed. */
int program_output(const char *program, char *const *argv, int wait_ms, char *ret_text, size_t size,
	struct err *err);

#endif
