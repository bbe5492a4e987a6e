/* speech_level.c: measures as the stages do. */
#include "tests/workers/engine/speech_level.h"

#include "workers/tts/level.h"
#include "workers/tts/loudness.h"

#include <math.h>
#include <stdlib.h>

void assert_level(const struct speech_sample *sample)
{
	const int16_t *samples = (const int16_t *)(const void *)sample->pcm.data;
	size_t count = sample->pcm.len / sizeof *samples;
	float *values = calloc(count + 1, sizeof *values);
	double gain_db = 0;
	struct err err;
	assert_int_equal(loudness_gain(samples, count, atoi(sample->rate), 1, &gain_db, &err), 0);
	if (fabs(gain_db) > 1)
		fail_msg("%.2f dB are missing to the loudness of all voices", gain_db);
	for (size_t i = 0; i < count; i++)
		values[i] = (float)samples[i] / 32767;
	assert_true(20 * log10((double)level_true_peak(values, count)) <= LEVEL_CEILING_DB);
	free(values);
}
