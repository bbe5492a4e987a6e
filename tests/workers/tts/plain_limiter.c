/* plain_limiter.c: a gain and a limiter for true peaks, sample by sample. */
#include "tests/workers/tts/plain_limiter.h"

#include "common/base/alloc.h"
#include "workers/tts/level.h"

#include <math.h>
#include <stdbool.h>

enum { PHASES = 4, TAPS = 12, LOOKAHEAD_MS = 5, BLOCK = 64 };

/* A windowed sinc that interpolates at quarters of a sample, as ITU-R BS.1770 does. */
static void make_filter(float filter[PHASES][TAPS])
{
	const double pi = 3.14159265358979323846;
	for (int phase = 0; phase < PHASES; phase++) {
		double sum = 0;
		for (int tap = 0; tap < TAPS; tap++) {
			double x = tap - (TAPS / 2.0 - 1) - (double)phase / PHASES;
			double window = 0.5 + 0.5 * cos(pi * x / (TAPS / 2.0));
			double value = (fabs(x) < 1e-9 ? 1 : sin(pi * x) / (pi * x)) *
				       (fabs(x) < TAPS / 2.0 ? window : 0);
			filter[phase][tap] = (float)value;
			sum += value;
		}
		for (int tap = 0; tap < TAPS; tap++)
			filter[phase][tap] = (float)(filter[phase][tap] / sum);
	}
}

/* The largest magnitude from sample i to the next. */
static float peak_at(const float *samples, size_t count, size_t i, float filter[PHASES][TAPS])
{
	float peak = fabsf(samples[i]);
	if (i < TAPS / 2 || i + TAPS / 2 >= count)
		return peak;
	for (int phase = 1; phase < PHASES; phase++) {
		float sum = 0;
		for (size_t tap = 0; tap < TAPS; tap++)
			sum += samples[i + tap - (TAPS / 2 - 1)] * filter[phase][tap];
		peak = fabsf(sum) > peak ? fabsf(sum) : peak;
	}
	return peak;
}

/* How many times the largest sample around it a value between two samples can be at most. */
static float overshoot_of(float filter[PHASES][TAPS])
{
	float most = 1;
	for (int phase = 0; phase < PHASES; phase++) {
		float sum = 0;
		for (int tap = 0; tap < TAPS; tap++)
			sum += fabsf(filter[phase][tap]);
		most = sum > most ? sum : most;
	}
	return most;
}

/* Of the block and the samples that reach into it. */
static float largest_around(const float *samples, size_t count, size_t from, size_t to)
{
	float largest = 0;
	from = from > TAPS ? from - TAPS : 0;
	to = to + TAPS < count ? to + TAPS : count;
	for (size_t i = from; i < to; i++)
		largest = fabsf(samples[i]) > largest ? fabsf(samples[i]) : largest;
	return largest;
}

/* The gain that each sample may have at most; returns whether any is below 1. Most of speech is
 * quiet enough to need no closer look. */
static bool find_gains(const float *samples, size_t count, float ceiling, float *gains)
{
	float filter[PHASES][TAPS];
	bool any = false;
	make_filter(filter);
	const float quiet = ceiling / overshoot_of(filter);
	for (size_t from = 0, to; from < count; from = to) {
		to = from + BLOCK < count ? from + BLOCK : count;
		bool is_quiet = largest_around(samples, count, from, to) <= quiet;
		for (size_t i = from; i < to; i++) {
			float peak = is_quiet ? 0 : peak_at(samples, count, i, filter);
			gains[i] = peak > ceiling ? ceiling / peak : 1;
			any = any || peak > ceiling;
		}
	}
	return any;
}

/* Each gain becomes the least one within `reach` samples around it, then their mean: a curve
 * without steps that is nowhere above what is allowed. */
static void smooth(float *gains, size_t count, size_t reach)
{
	float *least = alloc_zeroed(count, sizeof *least);
	for (size_t i = 0; i < count; i++)
		least[i] = 1;
	for (size_t i = 0; i < count; i++) {
		if (gains[i] >= 1)
			continue;
		size_t from = i > reach ? i - reach : 0,
		       to = i + reach < count ? i + reach : count - 1;
		for (size_t j = from; j <= to; j++)
			least[j] = gains[i] < least[j] ? gains[i] : least[j];
	}
	double sum = 0;
	size_t from = 0, to = 0;
	for (size_t i = 0; i < count; i++) {
		for (; to < count && to <= i + reach; to++)
			sum += (double)least[to];
		for (; from + reach < i; from++)
			sum -= (double)least[from];
		gains[i] = (float)(sum / (double)(to - from));
	}
	alloc_free(&least);
}

void plain_limiter(float *samples, size_t count, int rate, double gain_db)
{
	const float gain = (float)pow(10, gain_db / 20);
	/* A little lower, since the curve of gains bends the wave. */
	const float ceiling = (float)pow(10, (LEVEL_CEILING_DB - 0.1) / 20);
	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++)
		samples[i] *= gain;
	float *gains = alloc_zeroed(count, sizeof *gains);
	if (find_gains(samples, count, ceiling, gains)) {
		smooth(gains, count, (size_t)rate * LOOKAHEAD_MS / 1000);
		for (size_t i = 0; i < count; i++)
			samples[i] *= gains[i];
	}
	alloc_free(&gains);
}
