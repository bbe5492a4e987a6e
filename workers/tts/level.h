/* level: brings speech to the loudness that all voices share.
 *
 * The gain belongs to the voice and is measured once, on the sample text
 * (workers/tts/sample_text.h), so a page's samples depend only on the page. A limiter keeps the
 * true peak, including between samples, below LEVEL_CEILING_DB.
 */
#ifndef LECTERN_WORKERS_TTS_LEVEL_H
#define LECTERN_WORKERS_TTS_LEVEL_H

#include <stddef.h>
#include <stdint.h>

#define LEVEL_TARGET_LUFS (-18.0)
#define LEVEL_CEILING_DB  (-2.0)

/* Applies gain and limiter in place. */
void level_apply(float *samples, size_t count, int rate, double gain_db);

/* The same for 16-bit samples in native byte order, which become little-endian. */
void level_apply_s16(int16_t *samples, size_t count, int rate, double gain_db);

/* The largest magnitude, including three interpolated values between every two samples. */
float level_true_peak(const float *samples, size_t count);

/* Converts -1..1 to 16-bit little-endian, rounded. */
void level_to_s16le(const float *samples, size_t count, int16_t *ret_samples);

#endif
