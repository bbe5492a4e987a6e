/* wav_source.c: a WAV's header, and its samples by ranges. */
#include "workers/audio_encoder/wav_source.h"

#include "workers/engine/io.h"

#include <endian.h>
#include <string.h>
#include <unistd.h>

enum {
	CHUNK_HEAD = 8,
	MIN_RATE = 1000,
	MAX_RATE = 384000,
	MAX_CHANNELS = 8,
	FORMAT_PCM = 1,
	FORMAT_EXTENSIBLE = 0xfffe,
	STRETCH_BYTES = 32 * 1024 * 1024,
};

static uint32_t le(const unsigned char *p, int bytes)
{
	uint32_t value = 0;
	for (int i = 0; i < bytes; i++)
		value |= (uint32_t)p[i] << (8 * i);
	return value;
}

static int read_format(
	const unsigned char *p, uint64_t size, struct wav_head *head, struct err *err)
{
	unsigned format = size >= 16 ? le(p, 2) : 0;
	if (format != FORMAT_PCM && format != FORMAT_EXTENSIBLE)
		return err_set(err, ERR_INVALID, "the WAV does not hold plain PCM samples");
	head->channels = (int)le(p + 2, 2);
	uint32_t rate = le(p + 4, 4);
	unsigned bits = le(p + 14, 2);
	if (bits != 16)
		return err_set(err, ERR_INVALID, "samples of %u bits in the WAV, not 16", bits);
	if (head->channels < 1 || head->channels > MAX_CHANNELS || rate < MIN_RATE ||
		rate > MAX_RATE)
		return err_set(err, ERR_INVALID, "a WAV of %d channels at %u Hz", head->channels,
			(unsigned)rate);
	head->rate = (int)rate;
	return 0;
}

int wav_head_parse(
	const void *bytes, size_t len, uint64_t size, struct wav_head *ret_head, struct err *err)
{
	const unsigned char *p = bytes;
	struct wav_head head = { 0 };
	if (len < 12 || (memcmp(p, "RIFF", 4) != 0 && memcmp(p, "RF64", 4) != 0) ||
		memcmp(p + 8, "WAVE", 4) != 0)
		return err_set(err, ERR_INVALID, "not a WAV file");
	for (size_t at = 12; at + CHUNK_HEAD <= len;) {
		uint64_t chunk = le(p + at + 4, 4);
		const unsigned char *body = p + at + CHUNK_HEAD;
		if (memcmp(p + at, "data", 4) == 0 && head.rate) {
			/* Regardless of a 32-bit size, the samples end where the file does. */
			uint64_t left = size - (at + CHUNK_HEAD);
			uint64_t bytes_of = chunk < UINT32_MAX && chunk < left ? chunk : left;
			head.data = at + CHUNK_HEAD;
			head.samples = (int64_t)(bytes_of / 2 / (uint64_t)head.channels);
			head.behind = left - (uint64_t)head.samples * 2 * (uint64_t)head.channels;
			*ret_head = head;
			return 0;
		}
		if (memcmp(p + at, "fmt ", 4) == 0 && at + CHUNK_HEAD + 16 <= len &&
			read_format(body, chunk, &head, err) < 0)
			return -1;
		at += CHUNK_HEAD + (size_t)(chunk + (chunk & 1));
	}
	return err_set(err, ERR_INVALID, "no samples follow the WAV's header");
}

int wav_source_open(struct job *job, struct wav_source *ret_source, struct err *err)
{
	unsigned char bytes[WAV_HEAD_BYTES];
	struct wav_source source = { .job = job, .fd = -1 };
	uint64_t size = 0;
	size_t len = 0;
	int fd;
	if (job_get_range(job, 0, sizeof bytes, &fd, &size, err) < 0)
		return -1;
	int rc = engine_read_at(fd, bytes, sizeof bytes, 0, &len, err);
	close(fd);
	if (rc < 0 || wav_head_parse(bytes, len, size, &source.head, err) < 0)
		return -1;
	*ret_source = source;
	return 0;
}

void wav_source_close(struct wav_source *source)
{
	if (source->fd >= 0)
		close(source->fd);
	source->fd = -1;
}

int wav_source_want(struct wav_source *source, int64_t first, int64_t end, struct err *err)
{
	const struct wav_head *head = &source->head;
	int64_t frame = (int64_t)2 * head->channels, most = STRETCH_BYTES / frame;
	uint64_t size;
	if (end > head->samples)
		end = head->samples;
	if (end - first > most)
		end = first + most;
	wav_source_close(source);
	if (first >= end)
		return 0;
	if (job_get_range(source->job, head->data + (uint64_t)(first * frame),
		    (uint64_t)((end - first) * frame), &source->fd, &size, err) < 0)
		return -1;
	source->first = first;
	source->samples = end - first;
	return 0;
}

int wav_source_read(struct wav_source *source, int64_t at, int16_t *data, size_t most,
	size_t *ret_samples, struct err *err)
{
	const struct wav_head *head = &source->head;
	size_t frame = 2 * (size_t)head->channels, len = 0;
	*ret_samples = 0;
	if (at >= head->samples)
		return 0;
	if (source->fd < 0 || at < source->first || at >= source->first + source->samples) {
		if (wav_source_want(source, at, head->samples, err) < 0)
			return -1;
	}
	int64_t left = source->first + source->samples - at;
	if ((int64_t)most > left)
		most = (size_t)left;
	if (engine_read_at(source->fd, data, most * frame, (uint64_t)(at - source->first) * frame,
		    &len, err) < 0)
		return -1;
	if (len < frame)
		return err_set(err, ERR_DAMAGED, "the WAV ends before its header says");
	for (size_t i = 0; i < len / 2; i++)
		data[i] = (int16_t)le16toh((uint16_t)data[i]);
	*ret_samples = len / frame;
	return 0;
}
