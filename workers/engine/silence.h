/* silence: the audio that stands for a page that could not be done. */
#ifndef LECTERN_WORKERS_ENGINE_SILENCE_H
#define LECTERN_WORKERS_ENGINE_SILENCE_H

#include "common/base/buf.h"

/* Appends `seconds` of 16-bit mono silence at `rate` Hz: raw samples, or a whole WAV file. */
void silence_pcm(struct buf *buf, int rate, double seconds);
void silence_wav(struct buf *buf, int rate, double seconds);

#endif
