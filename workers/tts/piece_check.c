/* piece_check.c: judges a piece of speech by its length, pauses and level. */
#include "workers/tts/piece_check.h"

#include "common/text/letters.h"

#include <math.h>
#include <stdbool.h>

/* Silence around and within speech; models leave a little noise in it. */
#define QUIET        0.003f
#define QUIET_AROUND 0.001f
#define CLIPPED      0.999f
#define MARGIN_MS    60
/* One or two words may take any time. */
#define FREE_SECONDS 1.5
#define FEW_LETTERS  8

size_t piece_characters(const char *text, size_t len)
{
	size_t count = 0, size;
	for (const char *at = text, *end = text + len; at < end; at += size)
		count += letters_is_word(letters_decode(at, (size_t)(end - at), &size));
	return count;
}

struct measures {
	float peak;
	size_t clipped, longest_quiet;
	bool finite;
};

/* Silence at the ends is trimmed elsewhere and does not count. */
static struct measures measure(const float *samples, size_t count)
{
	struct measures m = { .finite = true };
	size_t quiet = 0;
	bool begun = false;
	for (size_t i = 0; i < count; i++) {
		float level = fabsf(samples[i]);
		if (!isfinite(samples[i])) {
			m.finite = false;
			return m;
		}
		m.peak = level > m.peak ? level : m.peak;
		m.clipped += level >= CLIPPED;
		if (level < QUIET) {
			quiet++;
			continue;
		}
		if (begun && quiet > m.longest_quiet)
			m.longest_quiet = quiet;
		begun = true;
		quiet = 0;
	}
	return m;
}

static int check_length(
	const struct tts_settings *settings, double seconds, size_t characters, struct err *err)
{
	double least = settings->min_seconds_per_char * (double)characters;
	double most = settings->max_seconds_per_char * (double)characters + FREE_SECONDS;
	if (characters >= FEW_LETTERS && seconds < least)
		return err_set(err, ERR_INTERNAL,
			"%.2f s of speech is too short for %zu letters (min_seconds_per_char = %g)",
			seconds, characters, settings->min_seconds_per_char);
	if (seconds > most)
		return err_set(err, ERR_INTERNAL,
			"%.2f s of speech is too long for %zu letters (max_seconds_per_char = %g)",
			seconds, characters, settings->max_seconds_per_char);
	return 0;
}

int piece_check(const struct tts_settings *settings, const float *samples, size_t count, int rate,
	size_t characters, struct err *err)
{
	struct measures m = measure(samples, count);
	double longest = (double)m.longest_quiet / rate;
	if (!m.finite)
		return err_set(err, ERR_INTERNAL, "it made samples that are not numbers");
	if (count == 0 || m.peak < QUIET)
		return err_set(err, ERR_INTERNAL, "it made no sound");
	if (longest > settings->max_silence_seconds)
		return err_set(err, ERR_INTERNAL,
			"it fell silent for %.2f s in the middle (max_silence_seconds = %g)",
			longest, settings->max_silence_seconds);
	if ((double)m.clipped * 100 > settings->max_clipped_percent * (double)count)
		return err_set(err, ERR_INTERNAL,
			"%.2f %% of its samples are clipped (max_clipped_percent = %g)",
			100.0 * (double)m.clipped / (double)count, settings->max_clipped_percent);
	return check_length(settings, (double)count / rate, characters, err);
}

void piece_trim(const float *samples, size_t count, int rate, size_t *ret_start, size_t *ret_len)
{
	size_t margin = (size_t)rate * MARGIN_MS / 1000, start = 0, end = count;
	while (start < end && fabsf(samples[start]) < QUIET_AROUND)
		start++;
	while (end > start && fabsf(samples[end - 1]) < QUIET_AROUND)
		end--;
	*ret_len = 0;
	*ret_start = 0;
	if (start == end)
		return;
	start = start > margin ? start - margin : 0;
	end = count - end > margin ? end + margin : count;
	*ret_start = start;
	*ret_len = end - start;
}
