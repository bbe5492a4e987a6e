/* libav: converts errors of FFmpeg's libraries. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_LIBAV_H
#define LECTERN_WORKERS_AUDIO_ENCODER_LIBAV_H

#include "common/base/err.h"

/* Sets "<what>: <FFmpeg's text>", followed by the last line that it logged. A full disk is
 * ERR_NO_SPACE. Returns -1. */
int libav_err(struct err *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Returns memory allocated by FFmpeg; ends the process if it is NULL. */
void *libav_checked(void *memory);

/* Ends the process when out of memory, as in common/base/alloc.h. */
_Noreturn void libav_no_memory(void);

/* From now on FFmpeg's log is kept for libav_err instead of being written. */
void libav_quiet(void);

#endif
