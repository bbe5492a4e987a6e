/* loudness: measures how loud speech is (EBU R128, with libebur128), and which gain brings it to
 * the loudness that all voices share. */
#ifndef LECTERN_WORKERS_TTS_LOUDNESS_H
#define LECTERN_WORKERS_TTS_LOUDNESS_H

#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

/* A voice is measured while speaking with this gain, far from the limiter; it must be added to
 * the result of loudness_gain(). */
#define LOUDNESS_MEASURED_AT_DB (-6.0)

/* Measures 16-bit samples in native byte order; `count` includes all channels. ERR_INVALID:
 * there is nothing measurable. */
int loudness_gain(const int16_t *samples, size_t count, int rate, int channels, double *ret_gain_db,
	struct err *err);

#endif
