/* test_pcm_to_wav.c: the same samples, in a file that says what they are. */
#include "tests/workers/engine/engine_test.h"
#include "tests/workers/engine/wav_file.h"

#include <stdlib.h>
#include <string.h>

static const char settings[] =
	"[pcm_to_wav_service]\ndefault_sample_rate = 16000\ndefault_channels = 2\n";

static struct player *player;

static int setup(void **state)
{
	(void)state;
	player = start_engine("pcm-to-wav-service", settings);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&player);
	return 0;
}

static void convert(const void *pcm, size_t len, const char *metadata, struct play_result *result)
{
	const struct play_input input = { .data = pcm, .len = len, .metadata = metadata };
	const struct play play = { .page = 1, .inputs = &input, .input_count = 1 };
	run_done(player, &play, result);
	assert_int_equal(result->put_count, 1);
	assert_true(result->puts[0].emitted);
}

static void refuse(size_t len, const char *metadata, const char *reason)
{
	static const char pcm[100];
	const struct play_input input = { .data = pcm, .len = len, .metadata = metadata };
	const struct play play = { .page = 1, .inputs = &input, .input_count = 1 };
	run_rejected(player, &play, reason);
}

enum { FRAMES = 100000 };

static void test_samples_are_kept(void **state)
{
	(void)state;
	static struct play_result result;
	static int16_t pcm[FRAMES];
	struct wav_content wav;
	for (int i = 0; i < FRAMES; i++)
		pcm[i] = (int16_t)(i * 7919);
	convert(pcm, sizeof pcm,
		"{\"sample-rate\":\"22050\",\"channels\":\"1\",\"encoding\":\"s16le\","
		"\"outcome\":\"failed\",\"stage\":\"tts\",\"reason\":\"hoarse\"}",
		&result);
	const struct play_put *put = &result.puts[0];
	wav_read(put->fd, &wav);
	assert_int_equal(wav.info.samplerate, 22050);
	assert_int_equal(wav.info.channels, 1);
	assert_int_equal(wav.info.format, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	assert_int_equal(wav.info.frames, FRAMES);
	assert_memory_equal(wav.samples, pcm, sizeof pcm);
	assert_string_equal(play_meta(put, "outcome"), "failed");
	assert_string_equal(play_meta(put, "stage"), "tts");
	assert_string_equal(play_meta(put, "reason"), "hoarse");
	assert_string_equal(play_meta(put, "sample-rate"), "22050");
	assert_string_equal(play_meta(put, "channels"), "1");
	assert_string_equal(play_meta(put, "seconds"), "4.535");
	free(wav.samples);
	play_result_free(&result);
}

static void test_the_header_is_the_plain_one(void **state)
{
	(void)state;
	static struct play_result first, second;
	struct buf a = BUF_EMPTY, b = BUF_EMPTY;
	convert("abcd", 4, "{\"sample-rate\":\"8000\",\"channels\":\"1\"}", &first);
	convert("abcd", 4, "{\"sample-rate\":\"8000\",\"channels\":\"1\"}", &second);
	play_bytes(&first.puts[0], &a);
	play_bytes(&second.puts[0], &b);
	assert_int_equal(a.len, 48);
	assert_int_equal(b.len, 48);
	assert_memory_equal(a.data, b.data, a.len);
	assert_memory_equal(a.data, "RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0", 24);
	assert_memory_equal(a.data + 36, "data\x04\0\0\0abcd", 12);
	buf_free(&a);
	buf_free(&b);
	play_result_free(&first);
	play_result_free(&second);
}

static void test_a_silent_producer_gets_the_defaults(void **state)
{
	(void)state;
	static struct play_result result;
	struct wav_content wav;
	convert("abcdefgh", 8, NULL, &result);
	wav_read(result.puts[0].fd, &wav);
	assert_int_equal(wav.info.samplerate, 16000);
	assert_int_equal(wav.info.channels, 2);
	assert_int_equal(wav.info.frames, 2);
	assert_string_equal(play_meta(&result.puts[0], "outcome"), "spoken");
	free(wav.samples);
	play_result_free(&result);
}

static void test_nothing_is_a_file_too(void **state)
{
	(void)state;
	static struct play_result result;
	struct wav_content wav;
	convert("", 0, NULL, &result);
	wav_read(result.puts[0].fd, &wav);
	assert_int_equal(wav.info.frames, 0);
	assert_string_equal(play_meta(&result.puts[0], "seconds"), "0.000");
	free(wav.samples);
	play_result_free(&result);
}

static void test_channels_that_divide_no_block(void **state)
{
	(void)state;
	static struct play_result result;
	static char pcm[7 * 2 * 30011];
	struct wav_content wav;
	for (size_t i = 0; i < sizeof pcm; i++)
		pcm[i] = (char)(i * 31);
	convert(pcm, sizeof pcm, "{\"channels\":\"7\"}", &result);
	wav_read(result.puts[0].fd, &wav);
	assert_int_equal(wav.info.frames, 30011);
	assert_memory_equal(wav.samples, pcm, sizeof pcm);
	free(wav.samples);
	play_result_free(&result);
}

static void test_what_is_no_pcm(void **state)
{
	(void)state;
	refuse(7, "{\"channels\":\"1\"}", "7 bytes of PCM are not whole samples of 2 bytes");
	refuse(6, NULL, "6 bytes of PCM are not whole samples of 4 bytes");
	refuse(8, "{\"sample-rate\":\"0\"}", "sample-rate is \"0\"");
	refuse(8, "{\"sample-rate\":\"many\"}", "sample-rate is \"many\"");
	refuse(8, "{\"channels\":\"99\"}", "channels is \"99\", not within 1 to 8");
	refuse(8, "{\"encoding\":\"f32le\"}", "encoding is \"f32le\"");
	test_samples_are_kept(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples_are_kept),
		cmocka_unit_test(test_the_header_is_the_plain_one),
		cmocka_unit_test(test_a_silent_producer_gets_the_defaults),
		cmocka_unit_test(test_nothing_is_a_file_too),
		cmocka_unit_test(test_channels_that_divide_no_block),
		cmocka_unit_test(test_what_is_no_pcm),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
