/* libav: errors of FFmpeg's libraries as ours. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_LIBAV_H
#define LECTERN_WORKERS_AUDIO_ENCODER_LIBAV_H

#include "common/base/err.h"

/* "<what>: <FFmpeg's text>", and what its log said last. A full disk is ERR_NO_SPACE. Returns -1.
 */
int libav_err(struct err *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Memory that FFmpeg was asked for; the process ends if it is NULL. */
void *libav_checked(void *memory);

/* Out of memory ends the process, as common/base/alloc.h has it. */
_Noreturn void libav_no_memory(void);

/* From here on its log is kept for libav_err instead of written. */
void libav_quiet(void);

#endif
