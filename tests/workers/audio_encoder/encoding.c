/* encoding.c: made-up speech, pieces and files of it, and ffmpeg as the judge. */
#include "tests/workers/audio_encoder/encoding.h"

#include "common/base/alloc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- sound ---- */

static void put(struct buf *to, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_append_char(to, (char)(value >> (8 * i) & 0xff));
}

static void put_head(struct buf *wav, int rate, int channels, int64_t samples)
{
	uint32_t bytes = (uint32_t)(samples * channels * 2);
	buf_append(wav, "RIFF", 4);
	put(wav, bytes + 36, 4);
	buf_append(wav, "WAVEfmt ", 8);
	put(wav, 16, 4);
	put(wav, 1, 2);
	put(wav, (uint32_t)channels, 2);
	put(wav, (uint32_t)rate, 4);
	put(wav, (uint32_t)(rate * channels * 2), 4);
	put(wav, (uint32_t)channels * 2, 2);
	put(wav, 16, 2);
	buf_append(wav, "data", 4);
	put(wav, bytes, 4);
}

static uint32_t noise(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* A syllable lasts 0.2 s; every seventh is a hiss, every fifth a pause. */
static double sound_at(int64_t i, int rate, uint32_t *state)
{
	int64_t syllable = i * 5 / rate;
	double t = (double)i / rate, within = fmod(t, 0.2) / 0.2;
	double rise = sin(within * 3.14159265358979);
	if (syllable % 5 == 4)
		return 0;
	if (syllable % 7 == 3)
		return rise * 0.2 * ((double)(noise(state) & 0xffff) / 32768 - 1);
	double pitch = 95 + (double)(syllable * 37 % 60), sum = 0;
	for (int k = 1; k <= 12; k++)
		sum += sin(6.28318530717959 * pitch * k * t) /
		       (1 + abs(k - (int)(syllable % 6) - 2));
	return rise * 0.25 * sum;
}

void make_wav(struct buf *wav, int rate, int channels, int64_t samples)
{
	uint32_t state = 1;
	put_head(wav, rate, channels, samples);
	for (int64_t i = 0; i < samples; i++) {
		double value = sound_at(i, rate, &state) * 26000;
		int whole = value > 32767 ? 32767 : value < -32768 ? -32768 : (int)lrint(value);
		for (int c = 0; c < channels; c++)
			put(wav, (uint32_t)whole, 2);
	}
}

/* ---- the engine ---- */

static void run_work(struct player *engine, const char *parameters, const struct play_input *inputs,
	size_t input_count, struct buf *file)
{
	static struct play_result result;
	const struct play play = {
		.parameters = parameters,
		.inputs = inputs,
		.input_count = input_count,
	};
	run_done(engine, &play, &result);
	assert_int_equal(result.put_count, 1);
	play_bytes(&result.puts[0], file);
	play_result_free(&result);
}

void encode_piece(struct player *engine, const char *format, const struct buf *wav, int piece,
	int pieces, struct buf *file)
{
	char parameters[300];
	const struct play_input input = { .data = wav->data, .len = wav->len };
	snprintf(parameters, sizeof parameters,
		"{\"task\":\"piece\",\"format\":\"%s\",\"piece\":\"%d\",\"pieces\":\"%d\","
		"\"bitrate\":\"%d\"}",
		format, piece, pieces, strcmp(format, "opus") == 0 ? 32000 : 64000);
	run_work(engine, parameters, &input, 1, file);
}

void encode_file(struct player *engine, const char *format, const struct buf *wav, int pieces,
	const char *extra, struct buf *file)
{
	struct buf *parts = alloc_zeroed((size_t)pieces + 1, sizeof *parts);
	struct play_input *inputs = alloc_zeroed((size_t)pieces + 1, sizeof *inputs);
	struct buf parameters = BUF_EMPTY;
	inputs[0] = (struct play_input) { .data = wav->data, .len = wav->len };
	for (int piece = 1; piece <= pieces; piece++) {
		encode_piece(engine, format, wav, piece, pieces, &parts[piece]);
		inputs[piece] = (struct play_input) {
			.page = piece,
			.data = parts[piece].data,
			.len = parts[piece].len,
		};
	}
	buf_printf(&parameters,
		"{\"task\":\"join\",\"format\":\"%s\",\"pieces\":\"%d\",\"bitrate\":\"64000\"%s}",
		format, pieces, extra);
	run_work(engine, buf_string(&parameters), inputs, (size_t)pieces + 1, file);
	for (int piece = 1; piece <= pieces; piece++)
		buf_free(&parts[piece]);
	buf_free(&parameters);
	free(parts);
	free(inputs);
}

void encode_whole(struct player *engine, const char *format, const struct buf *wav,
	const char *extra, struct buf *file)
{
	struct buf parameters = BUF_EMPTY;
	const struct play_input input = { .data = wav->data, .len = wav->len };
	buf_printf(&parameters, "{\"task\":\"whole\",\"format\":\"%s\"%s}", format, extra);
	run_work(engine, buf_string(&parameters), &input, 1, file);
	buf_free(&parameters);
}

/* ---- what others read ---- */

static void run_on_path(
	const char *path, const char *program, const char *options, struct buf *output)
{
	char command[400], block[65536];
	snprintf(command, sizeof command, "%s %s %s", program, path, options);
	FILE *pipe = popen(command, "re");
	assert_non_null(pipe);
	for (size_t n; (n = fread(block, 1, sizeof block, pipe)) > 0;)
		buf_append(output, block, n);
	assert_int_equal(pclose(pipe), 0);
}

static void run_on(
	const struct buf *file, const char *program, const char *options, struct buf *output)
{
	char path[] = "/tmp/encoded-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, file->data, file->len), (ssize_t)file->len);
	close(fd);
	run_on_path(path, program, options, output);
	unlink(path);
}

void decode(const struct buf *file, int rate, struct buf *samples)
{
	char options[100];
	snprintf(options, sizeof options, "-map a -ac 1 -ar %d -f s16le -", rate);
	run_on(file, "ffmpeg -nostdin -v error -i", options, samples);
}

void probe_path(const char *path, const char *options, struct buf *text)
{
	run_on_path(path, "ffprobe -v error", options, text);
}

void probe(const struct buf *file, const char *options, struct buf *text)
{
	run_on(file, "ffprobe -v error", options, text);
}
