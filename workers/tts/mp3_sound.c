/* mp3_sound.c: decodes with libsndfile (1.1 or later). */
#include "workers/tts/mp3_sound.h"

#include <endian.h>
#include <sndfile.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MAX_SECONDS = 600, FRAMES = 4096, MAX_CHANNELS = 2 };

bool mp3_sound_is(const void *data, size_t len)
{
	const unsigned char *bytes = data;
	return len >= 4 &&
	       (memcmp(bytes, "ID3", 3) == 0 || (bytes[0] == 0xff && (bytes[1] & 0xe6) == 0xe2));
}

/* ---- a file in memory ---- */

struct memory {
	const unsigned char *data;
	sf_count_t len, at;
};

static sf_count_t get_length(void *context)
{
	return ((const struct memory *)context)->len;
}

static sf_count_t seek(sf_count_t offset, int whence, void *context)
{
	struct memory *memory = context;
	sf_count_t base = whence == SEEK_CUR ? memory->at : whence == SEEK_END ? memory->len : 0;
	if (offset >= -base && offset <= memory->len - base)
		memory->at = base + offset;
	return memory->at;
}

static sf_count_t read_some(void *to, sf_count_t count, void *context)
{
	struct memory *memory = context;
	sf_count_t n = count < memory->len - memory->at ? count : memory->len - memory->at;
	memcpy(to, memory->data + memory->at, (size_t)n);
	memory->at += n;
	return n;
}

static sf_count_t tell(void *context)
{
	return ((const struct memory *)context)->at;
}

/* ---- samples ---- */

static int read_samples(SNDFILE *file, const SF_INFO *info, struct buf *pcm, struct err *err)
{
	int16_t samples[FRAMES * MAX_CHANNELS];
	sf_count_t n, left = (sf_count_t)MAX_SECONDS * info->samplerate;
	while ((n = sf_readf_short(file, samples, FRAMES)) > 0) {
		left -= n;
		if (left < 0)
			return err_set(
				err, ERR_INTERNAL, "its MP3 is longer than %d s", MAX_SECONDS);
		for (sf_count_t i = 0; i < n * info->channels; i++)
			samples[i] = (int16_t)htole16((uint16_t)samples[i]);
		buf_append(pcm, samples, (size_t)(n * info->channels) * sizeof *samples);
	}
	return 0;
}

int mp3_sound_read(const void *data, size_t len, int *ret_rate, int *ret_channels, struct buf *pcm,
	struct err *err)
{
	SF_VIRTUAL_IO io = { get_length, seek, read_some, NULL, tell };
	struct memory memory = { data, (sf_count_t)len, 0 };
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open_virtual(&io, SFM_READ, &info, &memory);
	if (!file)
		return err_set(
			err, ERR_INTERNAL, "its MP3 cannot be decoded: %s", sf_strerror(NULL));
	int rc = 0;
	if (info.samplerate <= 0 || info.channels < 1 || info.channels > MAX_CHANNELS)
		rc = err_set(err, ERR_INTERNAL, "its MP3 has %d channels", info.channels);
	if (rc == 0)
		rc = read_samples(file, &info, pcm, err);
	sf_close(file);
	if (rc == 0) {
		*ret_rate = info.samplerate;
		*ret_channels = info.channels;
	}
	return rc;
}
