/* wav_stream.c: finds the samples in a WAV file that was written as a stream. */
#include "workers/tts/wav_stream.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	RIFF_HEAD = 12,
	CHUNK_HEAD = 8,
	FORMAT_SIZE = 16,
	EXTENSIBLE_SIZE = 40,
	FORMAT_PCM = 1,
	FORMAT_FLOAT = 3,
	FORMAT_EXTENSIBLE = 0xfffe,
	MAX_RATE = 192000,
	MAX_CHANNELS = 8,
	UNKNOWN_LENGTH = 0x7f000000, /* and beyond */
};

static uint32_t le(const unsigned char *p, int bytes)
{
	uint32_t value = 0;
	for (int i = bytes - 1; i >= 0; i--)
		value = value << 8 | p[i];
	return value;
}

static int read_format(
	const unsigned char *chunk, size_t size, struct wav_stream *stream, struct err *err)
{
	if (size < FORMAT_SIZE)
		return err_set(err, ERR_INVALID, "its WAV has a format of %zu bytes", size);
	uint32_t tag = le(chunk, 2), bits = le(chunk + 14, 2);
	if (tag == FORMAT_EXTENSIBLE && size >= EXTENSIBLE_SIZE)
		tag = le(chunk + 24, 2);
	if (tag != FORMAT_PCM || bits != 16)
		return err_set(err, ERR_INVALID, "its WAV is %u-bit %s: 16-bit PCM is wanted",
			(unsigned)bits,
			tag == FORMAT_PCM     ? "PCM"
			: tag == FORMAT_FLOAT ? "floating point"
					      : "of another encoding");
	uint32_t channels = le(chunk + 2, 2), rate = le(chunk + 4, 4);
	if (channels < 1 || channels > MAX_CHANNELS || rate < 1000 || rate > MAX_RATE)
		return err_set(err, ERR_INVALID, "its WAV has %u channels of %u Hz",
			(unsigned)channels, (unsigned)rate);
	stream->channels = (int)channels;
	stream->rate = (int)rate;
	return 0;
}

static int read_data(
	size_t at, size_t size, size_t left, struct wav_stream *stream, struct err *err)
{
	bool unknown = size == 0 || size >= UNKNOWN_LENGTH;
	if (!stream->rate)
		return err_set(err, ERR_INVALID, "its WAV has samples before their format");
	if (!unknown && size > left)
		return err_set(
			err, ERR_INVALID, "its WAV ends early: %zu of %zu bytes", left, size);
	stream->offset = at;
	stream->len = unknown ? left : size;
	if (stream->len % ((size_t)stream->channels * 2) != 0)
		return err_set(err, ERR_INVALID, "its WAV has half a sample at its end");
	return 0;
}

int wav_stream_parse(const void *data, size_t len, struct wav_stream *ret_stream, struct err *err)
{
	const unsigned char *bytes = data;
	struct wav_stream stream = { 0 };
	if (len < RIFF_HEAD || memcmp(bytes, "RIFF", 4) != 0 || memcmp(bytes + 8, "WAVE", 4) != 0)
		return err_set(err, ERR_INVALID, "what it wrote is no WAV");
	size_t at = RIFF_HEAD;
	while (len - at >= CHUNK_HEAD) {
		const unsigned char *head = bytes + at;
		size_t size = le(head + 4, 4), left = len - at - CHUNK_HEAD;
		at += CHUNK_HEAD;
		if (memcmp(head, "data", 4) == 0) {
			if (read_data(at, size, left, &stream, err) < 0)
				return -1;
			*ret_stream = stream;
			return 0;
		}
		if (size > left)
			break;
		if (memcmp(head, "fmt ", 4) == 0 && read_format(bytes + at, size, &stream, err) < 0)
			return -1;
		at += size + (size % 2 && size < left);
	}
	return err_set(err, ERR_INVALID, "its WAV has no samples");
}
