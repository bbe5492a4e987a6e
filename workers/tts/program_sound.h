/* program_sound: converts the bytes that a speech program wrote to samples at one rate.
 *
 * Programs do odd things: several concatenated WAVs, wrong lengths, a different rate for the
 * next piece, half a sample at the end, silence, or a JSON error instead of audio.
 */
#ifndef LECTERN_WORKERS_TTS_PROGRAM_SOUND_H
#define LECTERN_WORKERS_TTS_PROGRAM_SOUND_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct program_format {
	int rate, channels; /* 0: that of the first audio */
};

/* Appends the samples in `data` to pcm as 16-bit little-endian. `wav`: the data is WAV,
 * otherwise raw samples at raw_rate. *format is set by the first audio; later audio is converted
 * to it. The text of ERR_INTERNAL says what the program did wrong. */
int program_sound_read(const void *data, size_t len, bool wav, int raw_rate,
	struct program_format *format, struct buf *pcm, struct err *err);

/* Converts those samples, pcm->len / 2 of them, to -1..1. */
void program_sound_floats(const struct buf *pcm, float *ret_samples);

/* Brings each channel to its level, in place (workers/tts/level.h). */
void program_sound_level(struct buf *pcm, const struct program_format *format, double gain_db);

#endif
