/* program_sound.c: extracts the audio from what a speech program wrote. */
#include "workers/tts/program_sound.h"

#include "common/base/alloc.h"
#include "common/base/utf8.h"
#include "workers/tts/level.h"
#include "workers/tts/mp3_sound.h"
#include "workers/tts/wav_stream.h"

#include <endian.h>
#include <samplerate.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_MESSAGE = 64 * 1024,
	SHOWN_MESSAGE = 160,
	QUIET = 32, /* of 32768: inaudible */
};

/* ---- messages instead of audio ---- */

/* Whether it is an object or a page of markup, and text throughout. */
static bool is_message(const char *data, size_t len)
{
	if (len < 2 || len > MAX_MESSAGE || (data[0] != '{' && data[0] != '<'))
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)data[i];
		if (c < 0x20 && c != '\n' && c != '\r' && c != '\t')
			return false;
	}
	return utf8_is_valid(data, len);
}

static int refuse_message(const char *data, size_t len, struct err *err)
{
	char shown[SHOWN_MESSAGE + 1];
	size_t cut = utf8_cut(data, len, SHOWN_MESSAGE);
	memcpy(shown, data, cut);
	shown[cut] = '\0';
	for (char *p = shown; *p; p++)
		*p = (unsigned char)*p < 0x20 ? ' ' : *p;
	return err_set(err, ERR_INTERNAL, "it wrote text instead of audio: %s", shown);
}

/* ---- samples ---- */

static int sample_at(const unsigned char *bytes, size_t index)
{
	uint16_t value;
	memcpy(&value, bytes + index * 2, sizeof value);
	return (int16_t)le16toh(value);
}

static bool is_silent(const unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len / 2; i++) {
		if (abs(sample_at(bytes, i)) > QUIET)
			return false;
	}
	return true;
}

/* When the number of channels differs, each gets the mean of all. */
static float *to_floats(const unsigned char *bytes, size_t frames, int from, int to)
{
	float *out = alloc_zeroed(frames * (size_t)to + 1, sizeof *out);
	for (size_t i = 0; i < frames; i++) {
		float sum = 0;
		for (int c = 0; c < from; c++)
			sum += (float)sample_at(bytes, i * (size_t)from + (size_t)c);
		for (int c = 0; c < to; c++)
			out[i * (size_t)to + (size_t)c] =
				from == to ? (float)sample_at(bytes, i * (size_t)from + (size_t)c) /
						     32768
					   : sum / (float)from / 32768;
	}
	return out;
}

static void append_floats(struct buf *pcm, const float *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		float value = samples[i] * 32768;
		int16_t rounded = value >= 32767    ? 32767
				  : value <= -32768 ? -32768
						    : (int16_t)(value + (value < 0 ? -0.5f : 0.5f));
		uint16_t little = htole16((uint16_t)rounded);
		buf_append(pcm, &little, sizeof little);
	}
}

static int convert(const unsigned char *bytes, const struct wav_stream *from,
	const struct program_format *to, struct buf *pcm, struct err *err)
{
	size_t frames = from->len / 2 / (size_t)from->channels;
	double ratio = (double)to->rate / from->rate;
	size_t room = (size_t)((double)frames * ratio) + 64;
	float *in = to_floats(bytes, frames, from->channels, to->channels);
	float *out = alloc_zeroed(room * (size_t)to->channels, sizeof *out);
	SRC_DATA data = {
		.data_in = in,
		.data_out = out,
		.input_frames = (long)frames,
		.output_frames = (long)room,
		.src_ratio = ratio,
	};
	int rc = src_is_valid_ratio(ratio)
			 ? src_simple(&data, SRC_SINC_MEDIUM_QUALITY, to->channels)
			 : -1;
	if (rc == 0)
		append_floats(pcm, out, (size_t)data.output_frames_gen * (size_t)to->channels);
	free(in);
	free(out);
	return rc == 0 ? 0
		       : err_set(err, ERR_INTERNAL,
				 "its audio of %d Hz cannot be converted to %d Hz", from->rate,
				 to->rate);
}

static int take(const unsigned char *bytes, const struct wav_stream *stream,
	struct program_format *format, struct buf *pcm, struct err *err)
{
	if (stream->len == 0)
		return 0;
	if (!format->rate)
		*format = (struct program_format) { stream->rate, stream->channels };
	if (format->rate == stream->rate && format->channels == stream->channels) {
		buf_append(pcm, bytes + stream->offset, stream->len);
		return 0;
	}
	return convert(bytes + stream->offset, stream, format, pcm, err);
}

/* ---- the whole output ---- */

static int read_wavs(const unsigned char *bytes, size_t len, struct program_format *format,
	struct buf *pcm, struct err *err)
{
	struct wav_stream stream;
	size_t at = 0;
	int more;
	while ((more = wav_stream_next(bytes, len, &at, &stream, err)) == 1) {
		if (take(bytes, &stream, format, pcm, err) < 0)
			return -1;
	}
	if (more < 0)
		err->kind = ERR_INTERNAL; /* the program's fault, not the text's */
	return more;
}

static int read_mp3(const void *data, size_t len, struct program_format *format, struct buf *pcm,
	struct err *err)
{
	struct buf decoded = BUF_EMPTY;
	struct wav_stream stream = { .offset = 0 };
	int rc = mp3_sound_read(data, len, &stream.rate, &stream.channels, &decoded, err);
	stream.len = decoded.len;
	if (rc == 0)
		rc = take((const unsigned char *)buf_string(&decoded), &stream, format, pcm, err);
	buf_free(&decoded);
	return rc;
}

/* One or more WAVs, or an MP3 instead. */
static int read_files(const void *data, size_t len, struct program_format *format, struct buf *pcm,
	struct err *err)
{
	return mp3_sound_is(data, len) ? read_mp3(data, len, format, pcm, err)
				       : read_wavs(data, len, format, pcm, err);
}

int program_sound_read(const void *data, size_t len, bool wav, int raw_rate,
	struct program_format *format, struct buf *pcm, struct err *err)
{
	const unsigned char *bytes = data;
	size_t before = pcm->len;
	if (is_message(data, len))
		return refuse_message(data, len, err);
	/* Ignores half a sample at the end. */
	const struct wav_stream raw = { raw_rate, 1, 0, len - len % 2 };
	if (len > 0 && (wav ? read_files(data, len, format, pcm, err)
			    : take(bytes, &raw, format, pcm, err)) < 0)
		return -1;
	if (pcm->len == before)
		return err_set(err, ERR_INTERNAL, "it made no sound");
	if (is_silent((const unsigned char *)pcm->data + before, pcm->len - before))
		return err_set(err, ERR_INTERNAL, "it made only silence");
	return 0;
}

void program_sound_floats(const struct buf *pcm, float *ret_samples)
{
	for (size_t i = 0; i < pcm->len / 2; i++)
		ret_samples[i] = (float)sample_at((const unsigned char *)pcm->data, i) / 32768;
}

void program_sound_level(struct buf *pcm, const struct program_format *format, double gain_db)
{
	size_t channels = (size_t)format->channels, frames = pcm->len / 2 / channels;
	float *samples = alloc_zeroed(pcm->len / 2 + 1, sizeof *samples);
	float *channel = alloc_zeroed(frames + 1, sizeof *channel);
	int16_t *levelled = alloc_zeroed(frames + 1, sizeof *levelled);
	program_sound_floats(pcm, samples);
	for (size_t c = 0; c < channels; c++) {
		for (size_t i = 0; i < frames; i++)
			channel[i] = samples[i * channels + c];
		level_apply(channel, frames, format->rate, gain_db);
		level_to_s16le(channel, frames, levelled);
		for (size_t i = 0; i < frames; i++)
			memcpy(pcm->data + (i * channels + c) * 2, &levelled[i], 2);
	}
	alloc_free(&samples);
	alloc_free(&channel);
	alloc_free(&levelled);
}
