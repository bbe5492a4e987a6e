/* io: shared by the stages' engines: reading and writing whole files, and mapping an error to
 * the verdict on a job. */
#ifndef LECTERN_WORKERS_ENGINE_IO_H
#define LECTERN_WORKERS_ENGINE_IO_H

#include "common/base/err.h"
#include "workers/engine/stage.h"

#include <stddef.h>
#include <stdint.h>

/* Size of a file in bytes. */
int engine_file_size(int fd, uint64_t *ret_size, struct err *err);

/* Writes all of it or fails; a full disk is ERR_NO_SPACE. */
int engine_write(int fd, const void *data, size_t len, struct err *err);

/* Sets err when a library failed to write a result. `errnum` is errno as the library left it,
 * `said` its own message for any other cause. The kinds are those of engine_write. Returns -1. */
int engine_write_error(int errnum, const char *what, const char *said, struct err *err);

/* Reads up to `size` bytes at that offset; fewer only at the end of the file. */
int engine_read_at(
	int fd, void *data, size_t size, uint64_t offset, size_t *ret_len, struct err *err);

/* Maps a file read-only; release it with engine_unmap(). An empty file gives NULL and 0. */
int engine_map(int fd, const void **ret_data, size_t *ret_len, struct err *err);
void engine_unmap(const void **data, size_t len);

/* The verdict to report after an error from the front or the system: VERDICT_REJECT when what
 * was asked for is invalid or does not exist, else VERDICT_RETRY. */
enum verdict engine_verdict(const struct err *err);

#endif
