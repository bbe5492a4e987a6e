/* loudness.c: measures with libebur128. */
#include "workers/tts/loudness.h"

#include "workers/tts/level.h"

#include <ebur128.h>
#include <math.h>

/* A larger gain would only amplify noise. */
#define MOST_GAIN_DB 20.0

int loudness_gain(const int16_t *samples, size_t count, int rate, int channels, double *ret_gain_db,
	struct err *err)
{
	double lufs = 0;
	ebur128_state *state =
		ebur128_init((unsigned)channels, (unsigned long)rate, EBUR128_MODE_I);
	if (!state)
		return err_set(err, ERR_INTERNAL, "libebur128 cannot be initialised");
	int rc = ebur128_add_frames_short(state, samples, count / (size_t)channels);
	if (rc == EBUR128_SUCCESS)
		rc = ebur128_loudness_global(state, &lufs);
	ebur128_destroy(&state);
	if (rc != EBUR128_SUCCESS || !isfinite(lufs))
		return err_set(err, ERR_INVALID, "the voice makes no sound that can be measured");
	*ret_gain_db = fmin(fmax(LEVEL_TARGET_LUFS - lufs, -MOST_GAIN_DB), MOST_GAIN_DB);
	return 0;
}
