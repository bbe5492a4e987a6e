/* sound_edges.c: finds silence in 16-bit samples. */
#include "workers/tts/sound_edges.h"

#include "workers/engine/io.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>

enum { LOUD = 40 }; /* of 32768: -58 dB */

int sound_edges_open(
	struct sound_edges *sound, int fd, int channels, int64_t *ret_frames, struct err *err)
{
	uint64_t size = 0;
	if (engine_file_size(fd, &size, err) < 0)
		return -1;
	*sound = (struct sound_edges) {
		.fd = fd,
		.channels = channels > 0 ? channels : 1,
	};
	*ret_frames = (int64_t)(size / sizeof(int16_t)) / sound->channels;
	return 0;
}

void sound_edges_close(struct sound_edges *sound)
{
	free(sound->samples);
	sound->samples = NULL;
}

int sound_edges_load(struct sound_edges *sound, int64_t first, int64_t last, struct err *err)
{
	size_t frame = (size_t)sound->channels * sizeof *sound->samples;
	size_t bytes = (size_t)(last - first) * frame, len = 0;
	free(sound->samples);
	sound->count = 0;
	sound->samples = malloc(bytes + 1);
	if (!sound->samples)
		abort();
	if (engine_read_at(sound->fd, sound->samples, bytes, (uint64_t)first * frame, &len, err) <
		0)
		return -1;
	sound->first = first;
	sound->count = (int64_t)(len / frame);
	return 0;
}

static int sample_at(const struct sound_edges *sound, int64_t index, int channel)
{
	uint16_t bits = (uint16_t)sound->samples[index * sound->channels + channel];
	return (int16_t)le16toh(bits);
}

static int is_loud(const struct sound_edges *sound, int64_t at)
{
	int64_t index = at - sound->first;
	if (index < 0 || index >= sound->count)
		return 0;
	for (int channel = 0; channel < sound->channels; channel++) {
		int sample = sample_at(sound, index, channel);
		if (sample > LOUD || sample < -LOUD)
			return 1;
	}
	return 0;
}

double sound_edges_level(const struct sound_edges *sound, int64_t first, int64_t count)
{
	double sum = 0;
	int64_t from = first - sound->first, to = from + count;
	for (int64_t i = from > 0 ? from : 0; i < to && i < sound->count; i++) {
		for (int channel = 0; channel < sound->channels; channel++) {
			double sample = sample_at(sound, i, channel);
			sum += sample * sample;
		}
	}
	return count > 0 ? sqrt(sum / (double)(count * sound->channels)) : 0;
}

int64_t sound_edges_start(const struct sound_edges *sound, int64_t first, int64_t last)
{
	for (int64_t at = first; at < last; at++) {
		if (is_loud(sound, at))
			return at;
	}
	return first;
}

int64_t sound_edges_end(const struct sound_edges *sound, int64_t first, int64_t last)
{
	for (int64_t at = last; at > first; at--) {
		if (is_loud(sound, at - 1))
			return at;
	}
	return last;
}
