/* io: what the stages' engines share: whole files in and out, and what a front's error
 * means for the job. */
#ifndef LECTERN_WORKERS_ENGINE_IO_H
#define LECTERN_WORKERS_ENGINE_IO_H

#include "common/base/err.h"
#include "workers/engine/stage.h"

#include <stddef.h>
#include <stdint.h>

/* Size of a file in bytes. */
int engine_file_size(int fd, uint64_t *ret_size, struct err *err);

/* All of it or an error; a full disk is ERR_NO_SPACE. */
int engine_write(int fd, const void *data, size_t len, struct err *err);

/* Why a library could not write a result: `errnum` is errno as it left it, `said` its own words for
 * what else went wrong. The kind is as engine_write has it. Returns -1. */
int engine_write_error(int errnum, const char *what, const char *said, struct err *err);

/* Up to `size` bytes from that offset; fewer only at the end of the file. */
int engine_read_at(
	int fd, void *data, size_t size, uint64_t offset, size_t *ret_len, struct err *err);

/* A file's bytes, mapped read-only. An empty file gives NULL and 0. */
int engine_map(int fd, const void **ret_data, size_t *ret_len, struct err *err);
void engine_unmap(const void **data, size_t len);

/* What to report to the front when one of its answers, or this system, failed: VERDICT_REJECT when
 * the thing asked for is wrong or does not exist, else VERDICT_RETRY. */
enum verdict engine_verdict(const struct err *err);

#endif
