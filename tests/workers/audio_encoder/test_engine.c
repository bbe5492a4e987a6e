/* test_engine.c: pieces that are encoded apart meet as if one encoder had made the whole; files
 * last as long as the WAV and say what they were told. ffmpeg and ffprobe are the judges. */
#include "tests/workers/audio_encoder/encoding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 22050, SECONDS = 300, PIECES = 3 };

static struct player *engine;
static struct buf wav;

static int setup(void **state)
{
	(void)state;
	engine = start_engine("audio-encoder-service", "");
	make_wav(&wav, RATE, 1, (int64_t)SECONDS * RATE + 777);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&engine);
	buf_free(&wav);
	return 0;
}

static int64_t count(const struct buf *samples)
{
	return (int64_t)samples->len / 2;
}

static const char *const formats[] = { "m4b", "opus", "mp3" };

static void test_as_long_as_the_wav(void **state)
{
	(void)state;
	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
		struct buf file = BUF_EMPTY, samples = BUF_EMPTY;
		encode_file(engine, formats[f], &wav, PIECES, "", &file);
		decode(&file, RATE, &samples);
		int64_t off = count(&samples) - ((int64_t)SECONDS * RATE + 777);
		print_message(
			"%s: %zu bytes, %lld samples off\n", formats[f], file.len, (long long)off);
		assert_true(llabs(off) <= 1152);
		buf_free(&file);
		buf_free(&samples);
	}
}

/* ---- joints ---- */

static int compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	return (x > y) - (x < y);
}

enum { WINDOW = 220 }; /* 10 ms */

/* Largest error of each 10 ms between the WAV and what was decoded. */
static int error_at(const int16_t *a, const int16_t *b, int64_t at)
{
	int64_t sum = 0;
	for (int64_t i = at; i < at + WINDOW; i++)
		sum += (int64_t)(a[i] - b[i]) * (a[i] - b[i]);
	return (int)(sum / WINDOW);
}

static void check_joints(const char *format)
{
	struct buf whole = BUF_EMPTY, joined = BUF_EMPTY, a = BUF_EMPTY, b = BUF_EMPTY;
	encode_file(engine, format, &wav, 1, "", &whole);
	encode_file(engine, format, &wav, PIECES, "", &joined);
	decode(&whole, RATE, &a);
	decode(&joined, RATE, &b);
	const int16_t *source = (const int16_t *)(const void *)(wav.data + 44);
	const int16_t *by_one = (const int16_t *)(const void *)a.data;
	const int16_t *by_pieces = (const int16_t *)(const void *)b.data;
	int64_t total = count(&a) < count(&b) ? count(&a) : count(&b);
	size_t windows = (size_t)(total / WINDOW), n = 0;
	int *errors = calloc(windows, sizeof *errors);
	for (size_t i = 0; i < windows; i++)
		errors[n++] = error_at(source, by_one, (int64_t)i * WINDOW);
	qsort(errors, n, sizeof *errors, compare);
	int limit = errors[n * 999 / 1000];
	for (int piece = 1; piece < PIECES; piece++) {
		int64_t joint = (int64_t)piece * 120 * RATE;
		int worst = 0, worst_one = 0;
		for (int64_t at = joint - RATE / 2; at < joint + RATE / 2; at += WINDOW) {
			int here = error_at(source, by_pieces, at);
			worst = here > worst ? here : worst;
			here = error_at(source, by_one, at);
			worst_one = here > worst_one ? here : worst_one;
		}
		print_message(
			"%s: joint %d: error %d, one encoder's %d, its 99.9th percentile %d\n",
			format, piece, worst, worst_one, limit);
		assert_true(worst <= limit);
	}
	free(errors);
	buf_free(&whole);
	buf_free(&joined);
	buf_free(&a);
	buf_free(&b);
}

static void test_joints(void **state)
{
	(void)state;
	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++)
		check_joints(formats[f]);
}

static void test_same_bytes_each_time(void **state)
{
	(void)state;
	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
		struct buf a = BUF_EMPTY, b = BUF_EMPTY;
		encode_file(engine, formats[f], &wav, PIECES, "", &a);
		stop_engine(&engine);
		engine = start_engine("audio-encoder-service", "");
		encode_file(engine, formats[f], &wav, PIECES, "", &b);
		assert_int_equal(a.len, b.len);
		assert_memory_equal(a.data, b.data, a.len);
		buf_free(&a);
		buf_free(&b);
	}
}

/* ---- whole ---- */

static void test_flac_and_wav_are_the_wav(void **state)
{
	(void)state;
	static const char *const whole[] = { "flac", "wav" };
	for (size_t f = 0; f < 2; f++) {
		struct buf file = BUF_EMPTY, samples = BUF_EMPTY;
		encode_whole(engine, whole[f], &wav, "", &file);
		decode(&file, RATE, &samples);
		assert_int_equal(samples.len, wav.len - 44);
		assert_memory_equal(samples.data, wav.data + 44, samples.len);
		buf_free(&file);
		buf_free(&samples);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_long_as_the_wav),
		cmocka_unit_test(test_joints),
		cmocka_unit_test(test_same_bytes_each_time),
		cmocka_unit_test(test_flac_and_wav_are_the_wav),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
