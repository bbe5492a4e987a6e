/* wav_header: the beginning of a small WAV, for those who link no sound library. */
#ifndef LECTERN_WORKERS_ENGINE_WAV_HEADER_H
#define LECTERN_WORKERS_ENGINE_WAV_HEADER_H

#include "common/base/buf.h"

#include <stddef.h>

/* Appends the header of 16-bit samples, of which `bytes` follow: less than 4 GiB. */
void wav_header(struct buf *buf, int rate, int channels, size_t bytes);

#endif
