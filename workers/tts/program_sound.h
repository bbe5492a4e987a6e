/* program_sound: from the bytes that a speech program wrote to samples of one rate.
 *
 * Programs do odd things: several WAVs behind one another, lengths that are none, another rate for
 * the next piece, half a sample at the end, silence, an error in JSON where sound should be. */
#ifndef LECTERN_WORKERS_TTS_PROGRAM_SOUND_H
#define LECTERN_WORKERS_TTS_PROGRAM_SOUND_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct program_format {
	int rate, channels; /* 0: whatever comes first */
};

/* Appends the samples in `data` to pcm as 16-bit little-endian. `wav`: it is WAV, else raw samples
 * of raw_rate. *format is set by the first sound; what comes later is converted to it. ERR_INTERNAL
 * says what the program did wrong. */
int program_sound_read(const void *data, size_t len, bool wav, int raw_rate,
	struct program_format *format, struct buf *pcm, struct err *err);

/* Those samples as -1 to 1, pcm->len / 2 of them. */
void program_sound_floats(const struct buf *pcm, float *ret_samples);

/* Brings each channel to its level, in place (workers/tts/level.h). */
void program_sound_level(struct buf *pcm, const struct program_format *format, double gain_db);

#endif
