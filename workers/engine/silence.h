/* silence: the audio that replaces a page that could not be done. */
#ifndef LECTERN_WORKERS_ENGINE_SILENCE_H
#define LECTERN_WORKERS_ENGINE_SILENCE_H

#include "common/base/buf.h"

/* Append `seconds` of 16-bit mono silence at `rate` Hz, as raw samples or as a complete WAV
 * file. */
void silence_pcm(struct buf *buf, int rate, double seconds);
void silence_wav(struct buf *buf, int rate, double seconds);

#endif
