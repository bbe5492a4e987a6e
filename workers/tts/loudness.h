/* loudness: how loud speech is (EBU R128, by libebur128), and what brings it to the loudness that
 * all voices share. */
#ifndef LECTERN_WORKERS_TTS_LOUDNESS_H
#define LECTERN_WORKERS_TTS_LOUDNESS_H

#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

/* A voice is measured while it speaks with this gain, far from the limiter; it comes on top of what
 * loudness_gain() finds. */
#define LOUDNESS_MEASURED_AT_DB (-6.0)

/* Of 16-bit samples of this machine, `count` with all channels. ERR_INVALID: there is nothing in it
 * that could be measured. */
int loudness_gain(const int16_t *samples, size_t count, int rate, int channels, double *ret_gain_db,
	struct err *err);

#endif
