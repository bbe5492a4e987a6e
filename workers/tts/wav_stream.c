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
	UNKNOWN_LENGTH = 1000000000, /* and beyond: nobody speaks for so long at a time */
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
		return err_set(err, ERR_INVALID, "its WAV is %u-bit %s: 16-bit PCM is needed",
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

static bool is_riff(const unsigned char *at, size_t left)
{
	return left >= RIFF_HEAD && memcmp(at, "RIFF", 4) == 0 && memcmp(at + 8, "WAVE", 4) == 0;
}

/* Where the next WAV begins, at a whole frame of this one; or the end. */
static size_t until_next_riff(
	const unsigned char *bytes, size_t at, size_t len, const struct wav_stream *stream)
{
	size_t frame = (size_t)stream->channels * 2;
	for (size_t i = at; i + RIFF_HEAD + CHUNK_HEAD <= len; i += frame) {
		if (is_riff(bytes + i, len - i) && memcmp(bytes + i + RIFF_HEAD, "fmt ", 4) == 0)
			return i;
	}
	return len;
}

/* Takes the samples of a data chunk and moves past it. */
static int read_data(const unsigned char *bytes, size_t len, size_t *at, size_t size,
	struct wav_stream *stream, struct err *err)
{
	bool unknown = size == 0 || size >= UNKNOWN_LENGTH;
	if (!stream->rate)
		return err_set(err, ERR_INVALID, "its WAV has samples before its format");
	if (!unknown && size > len - *at)
		return err_set(
			err, ERR_INVALID, "its WAV ends early: %zu of %zu bytes", len - *at, size);
	if (unknown)
		size = until_next_riff(bytes, *at, len, stream) - *at;
	stream->offset = *at;
	/* Half a sample at the end is none. */
	stream->len = size - size % ((size_t)stream->channels * 2);
	*at += size + (!unknown && size % 2 && size < len - *at);
	return 1;
}

/* The next RIFF at or behind `at`: whatever else stands there is no sound. */
static bool find_riff(const unsigned char *bytes, size_t len, size_t *at)
{
	for (; *at + RIFF_HEAD <= len; ++*at) {
		if (is_riff(bytes + *at, len - *at))
			return true;
	}
	return false;
}

int wav_stream_next(
	const void *data, size_t len, size_t *at, struct wav_stream *ret_stream, struct err *err)
{
	const unsigned char *bytes = data;
	struct wav_stream stream = { 0 };
	bool first = *at == 0;
	if (first && !is_riff(bytes, len))
		return err_set(err, ERR_INVALID, "its output is not a WAV");
	if (!find_riff(bytes, len, at))
		return 0;
	*at += RIFF_HEAD;
	while (len - *at >= CHUNK_HEAD) {
		const unsigned char *head = bytes + *at;
		size_t size = le(head + 4, 4);
		*at += CHUNK_HEAD;
		if (memcmp(head, "data", 4) == 0) {
			if (read_data(bytes, len, at, size, &stream, err) < 0)
				return -1;
			*ret_stream = stream;
			return 1;
		}
		if (size > len - *at)
			break;
		if (memcmp(head, "fmt ", 4) == 0 &&
			read_format(bytes + *at, size, &stream, err) < 0)
			return -1;
		*at += size + (size % 2 && size < len - *at);
	}
	return err_set(err, ERR_INVALID, "its WAV has no samples");
}
