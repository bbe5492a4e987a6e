/* level.c: a fixed gain and a limiter for true peaks. */
#include "workers/tts/level.h"

#include "common/base/alloc.h"

#include <endian.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum {
	PHASES = 4,
	TAPS = 12,
	LOOKAHEAD_MS = 5,
	BLOCK = 64,
	RUN = 16 /* a part of a block; longer than the reach of the filter */
};

/* A windowed sinc that interpolates at quarters of a sample, as in ITU-R BS.1770. */
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

/* The largest magnitude from sample i to the next one. */
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

float level_true_peak(const float *samples, size_t count)
{
	float filter[PHASES][TAPS], peak = 0;
	make_filter(filter);
	for (size_t i = 0; i < count; i++) {
		float here = peak_at(samples, count, i, filter);
		peak = here > peak ? here : peak;
	}
	return peak;
}

/* By which factor a value between two samples can exceed the largest sample around it. */
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

/* The largest magnitude, ignoring NaNs. Four lanes, so that the compiler can vectorise it. */
static float largest_of(const float *samples, size_t count)
{
	float lanes[4] = { 0 };
	size_t i = 0;
	for (; i + 4 <= count; i += 4) {
		for (size_t k = 0; k < 4; k++) {
			float level = fabsf(samples[i + k]);
			lanes[k] = level > lanes[k] ? level : lanes[k];
		}
	}
	for (; i < count; i++)
		lanes[0] = fabsf(samples[i]) > lanes[0] ? fabsf(samples[i]) : lanes[0];
	for (size_t k = 1; k < 4; k++)
		lanes[0] = lanes[k] > lanes[0] ? lanes[k] : lanes[0];
	return lanes[0];
}

/* The largest magnitude among samples [from, to) and those whose filter reaches into them. */
static float largest_around(const float *samples, size_t count, size_t from, size_t to)
{
	from = from > TAPS ? from - TAPS : 0;
	to = to + TAPS < count ? to + TAPS : count;
	return largest_of(samples + from, to - from);
}

/* peak_at() for RUN samples at a time, none of them near an end, in the same order of
 * operations, so that the results are identical to the last bit. */
static void peaks_of_run(
	const float *samples, float filter[PHASES][TAPS], float ret_peaks[static RUN])
{
	float peaks[RUN];
	for (size_t k = 0; k < RUN; k++)
		peaks[k] = fabsf(samples[k]);
	for (int phase = 1; phase < PHASES; phase++) {
		float sums[RUN] = { 0 };
		for (size_t tap = 0; tap < TAPS; tap++) {
			const float *from = samples + tap - (TAPS / 2 - 1);
			const float weight = filter[phase][tap];
			for (size_t k = 0; k < RUN; k++)
				sums[k] += from[k] * weight;
		}
		for (size_t k = 0; k < RUN; k++)
			peaks[k] = fabsf(sums[k]) > peaks[k] ? fabsf(sums[k]) : peaks[k];
	}
	memcpy(ret_peaks, peaks, sizeof peaks);
}

/* The samples that exceed the ceiling, in order. */
struct loud {
	size_t at;
	float gain; /* the largest gain allowed there */
};

struct limiter {
	float *samples;
	size_t count;
	float filter[PHASES][TAPS];
	float ceiling;
	float quiet;       /* below this, no interpolated value in a block exceeds the ceiling */
	struct loud *loud; /* owned */
	size_t loud_count, loud_size;
};

static void add_loud(struct limiter *limiter, size_t at, float peak)
{
	if (!(peak > limiter->ceiling))
		return;
	if (limiter->loud_count == limiter->loud_size) {
		limiter->loud_size += limiter->loud_size / 2 + BLOCK;
		limiter->loud =
			alloc_resize(limiter->loud, limiter->loud_size * sizeof *limiter->loud);
	}
	limiter->loud[limiter->loud_count++] = (struct loud) { at, limiter->ceiling / peak };
}

static void look_at_run(struct limiter *limiter, size_t from, size_t to)
{
	const float *samples = limiter->samples;
	size_t count = limiter->count;
	if (from >= TAPS && to + TAPS <= count && to - from == RUN) {
		float peaks[RUN];
		peaks_of_run(samples + from, limiter->filter, peaks);
		for (size_t k = 0; k < RUN; k++)
			add_loud(limiter, from + k, peaks[k]);
		return;
	}
	for (size_t i = from; i < to; i++)
		add_loud(limiter, i, peak_at(samples, count, i, limiter->filter));
}

/* A block is examined in runs, because usually only the few around the pulses of the voice are
 * loud. */
static void look_at_block(struct limiter *limiter, size_t from, size_t to)
{
	/* Safely below what rounding could lift above the ceiling. */
	const float safe = limiter->quiet * 0.999f;
	if (largest_around(limiter->samples, limiter->count, from, to) <= limiter->quiet)
		return;
	for (size_t end; from < to; from = end) {
		end = from + RUN < to ? from + RUN : to;
		if (!(largest_around(limiter->samples, limiter->count, from, end) <= safe))
			look_at_run(limiter, from, end);
	}
}

static void find_loud(struct limiter *limiter)
{
	make_filter(limiter->filter);
	limiter->quiet = limiter->ceiling / overshoot_of(limiter->filter);
	for (size_t from = 0; from < limiter->count; from += BLOCK)
		look_at_block(limiter, from,
			from + BLOCK < limiter->count ? from + BLOCK : limiter->count);
}

/* The smallest gain within `reach` of each sample. */
static float *least_gains(const struct limiter *limiter, size_t reach)
{
	size_t count = limiter->count;
	float *least = alloc_zeroed(count, sizeof *least);
	for (size_t i = 0; i < count; i++)
		least[i] = 1;
	for (size_t n = 0; n < limiter->loud_count; n++) {
		const struct loud loud = limiter->loud[n];
		size_t from = loud.at > reach ? loud.at - reach : 0,
		       to = loud.at + reach < count ? loud.at + reach : count - 1;
		for (size_t j = from; j <= to; j++)
			least[j] = loud.gain < least[j] ? loud.gain : least[j];
	}
	return least;
}

/* Multiplies each sample by the mean of the smallest gains within `reach` around it: a smooth
 * curve that is nowhere above what is allowed. Where all of them are 1 nothing changes, so it
 * skips to the next loud sample. */
static void hold_back(struct limiter *limiter, size_t reach)
{
	const struct loud *loud = limiter->loud;
	size_t count = limiter->count, from = 0, to = 0, next = 0;
	float *least = least_gains(limiter, reach);
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		/* Samples before `next` have entered this sample's window. */
		while (next < limiter->loud_count && loud[next].at <= i + 2 * reach)
			next++;
		const bool is_far = next == 0 || loud[next - 1].at + 2 * reach + 1 < i;
		/* If the sum carries a rounding error, do not skip. */
		if (is_far && sum == (double)(to - from)) {
			if (next == limiter->loud_count)
				break;
			i = loud[next].at - 2 * reach;
			to = i + reach;
			from = i > reach ? i - reach : 0;
			sum = (double)(to - from);
		}
		for (; to < count && to <= i + reach; to++)
			sum += (double)least[to];
		for (; from + reach < i; from++)
			sum -= (double)least[from];
		limiter->samples[i] *= (float)(sum / (double)(to - from));
	}
	alloc_free(&least);
}

void level_apply(float *samples, size_t count, int rate, double gain_db)
{
	const float gain = (float)pow(10, gain_db / 20);
	struct limiter limiter = {
		.samples = samples,
		.count = count,
		/* Slightly lower, because the gain curve distorts the waveform. */
		.ceiling = (float)pow(10, (LEVEL_CEILING_DB - 0.1) / 20),
	};
	for (size_t i = 0; i < count; i++)
		samples[i] *= gain;
	find_loud(&limiter);
	if (limiter.loud_count > 0)
		hold_back(&limiter, (size_t)rate * LOOKAHEAD_MS / 1000);
	alloc_free(&limiter.loud);
}

void level_to_s16le(const float *samples, size_t count, int16_t *ret_samples)
{
	for (size_t i = 0; i < count; i++) {
		float value = samples[i] * 32767;
		value = value > 32767 ? 32767 : value < -32767 ? -32767 : value;
		ret_samples[i] = (int16_t)htole16((uint16_t)lrintf(value));
	}
}

void level_apply_s16(int16_t *samples, size_t count, int rate, double gain_db)
{
	float *values = alloc_zeroed(count + 1, sizeof *values);
	for (size_t i = 0; i < count; i++)
		values[i] = (float)samples[i] / 32767;
	level_apply(values, count, rate, gain_db);
	level_to_s16le(values, count, samples);
	alloc_free(&values);
}
