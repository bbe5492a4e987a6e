/* test_voice_parts.c: the parts of a neural voice that need no model: what judges a piece of
 * speech, what levels it, what makes phonemes of IPA, and what edits a model. */
#include "tests/common/unit.h"
#include "tests/workers/tts/plain_limiter.h"

#include "workers/tts/level.h"
#include "workers/tts/onnx_edit.h"
#include "workers/tts/phonemes.h"
#include "workers/tts/piece_check.h"
#include "workers/tts/program_sound.h"
#include "workers/tts/word_pauses.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RATE = 16000 };

static const struct tts_settings limits = {
	.min_seconds_per_char = 0.03,
	.max_seconds_per_char = 0.25,
	.max_silence_seconds = 2,
	.max_clipped_percent = 0.1,
};

/* So many seconds of a tone. */
static float *tone(double seconds, float level, size_t *ret_count)
{
	size_t count = (size_t)(seconds * RATE);
	float *samples = test_calloc(count, sizeof *samples);
	for (size_t i = 0; i < count; i++)
		samples[i] = level * (float)sin((double)i * 0.3);
	*ret_count = count;
	return samples;
}

static void judged(const float *samples, size_t count, size_t characters, const char *reason)
{
	struct err err = { 0 };
	int rc = piece_check(&limits, samples, count, RATE, characters, &err);
	if (!reason) {
		assert_int_equal(rc, 0);
		return;
	}
	assert_int_equal(rc, -1);
	assert_contains(err.text, reason);
}

static void pieces(void **state)
{
	(void)state;
	size_t count;
	float *samples = tone(10, 0.5f, &count);
	judged(samples, count, 100, NULL);
	judged(samples, count, 400, "too short for 400 letters");
	judged(samples, count, 20, "too long for 20 letters");
	judged(samples, 0, 100, "it made no sound");
	memset(&samples[(size_t)3 * RATE], 0, (size_t)3 * RATE * sizeof *samples);
	judged(samples, count, 100, "silent for 3.00 s");
	/* Silence at the ends is no silence inside. */
	judged(samples, (size_t)6 * RATE, 60, NULL);
	samples[5] = NAN;
	judged(samples, count, 100, "not numbers");
	test_free(samples);
	samples = tone(10, 0, &count);
	judged(samples, count, 100, "it made no sound");
	for (size_t i = 0; i < count; i += 100)
		samples[i] = 1;
	judged(samples, count, 100, "1.00 % of its samples are clipped");
	test_free(samples);
	assert_int_equal(piece_characters("Zwölf Uhr, 3!", strlen("Zwölf Uhr, 3!")), 9);
}

static void trimming(void **state)
{
	(void)state;
	size_t count, start, len;
	float *samples = tone(3, 0.5f, &count);
	memset(samples, 0, RATE * sizeof *samples);
	memset(&samples[(size_t)2 * RATE], 0, RATE * sizeof *samples);
	piece_trim(samples, count, RATE, &start, &len);
	assert_in_range(start, RATE * 9 / 10, RATE);
	assert_in_range(len, RATE, RATE * 12 / 10);
	memset(samples, 0, count * sizeof *samples);
	piece_trim(samples, count, RATE, &start, &len);
	assert_int_equal(len, 0);
	test_free(samples);
}

/* The gain is the same throughout, and no peak is above the ceiling. */
static void levels(void **state)
{
	(void)state;
	const float ceiling = (float)pow(10, LEVEL_CEILING_DB / 20);
	size_t count;
	float *samples = tone(2, 0.1f, &count);
	float before = samples[1000];
	level_apply(samples, count, RATE, 6.0206);
	assert_true(fabsf(samples[1000] - 2 * before) < 0.0001f);
	level_apply(samples, count, RATE, 20);
	assert_true(level_true_peak(samples, count) <= ceiling);
	assert_true(level_true_peak(samples, count) > ceiling * 0.9f);
	/* A burst alone is held back, what is far from it is not. */
	test_free(samples);
	samples = tone(2, 0.1f, &count);
	samples[RATE] = 1.5f;
	before = samples[100];
	level_apply(samples, count, RATE, 0);
	assert_true(fabsf(samples[100] - before) < 0.00001f);
	assert_true(level_true_peak(samples, count) <= ceiling);
	int16_t pcm[4];
	level_to_s16le((const float[]) { 0, 1, -1, 2 }, 4, pcm);
	assert_int_equal(pcm[1], 32767);
	assert_int_equal(pcm[2], -32767);
	assert_int_equal(pcm[3], 32767);
	test_free(samples);
}

/* The same numbers in every run. */
static uint32_t draw(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* From -1 to 1. */
static float draw_sample(uint32_t *state)
{
	return (float)draw(state) / (1 << 23) - 1;
}

enum { ODD_SIGNALS = 10 };

/* One sample of a signal that is quiet, loud, at the limit, in bursts, or no sound at all. */
static float odd_sample(int signal, size_t i, uint32_t *state)
{
	static const float strange[] = { INFINITY, -INFINITY, NAN, FLT_MAX, -FLT_MAX, FLT_MIN,
		1e-42f, -0.0f };
	switch (signal) {
	case 0:
		return 0.4f * draw_sample(state);
	case 1:
		return 0.9f * draw_sample(state);
	case 2:
		return 40 * draw_sample(state);
	case 3: /* what a filter overshoots most */
		return i / 2 % 2 ? -0.4f : 0.4f;
	case 4:
		return i % 2 ? -1 : 1;
	case 5: /* bursts, nearer and further than the limiter reaches */
		return (i / 64 % 11 == 0 ? 1.2f : 0.1f) * draw_sample(state);
	case 6:
		return draw(state) % 300 ? 0.01f * draw_sample(state) : 3;
	case 7: /* gains of all sizes: sums that round */
		return draw(state) % 400 ? 0 : expf(60 * draw_sample(state));
	case 8:
		return (float)sin((double)i * 0.02) * 0.9f;
	default:
		return draw(state) % 50 ? 0.8f * draw_sample(state) : strange[draw(state) % 8];
	}
}

/* Stretches that need no limiter are gone past, and no sample is another for it. */
static void limits_alike(void **state)
{
	(void)state;
	static const size_t counts[] = { 1, 11, 12, 13, 16, 40, 63, 64, 69, 129, 500, 4801, 20000 };
	static const int rates[] = { 8000, 22050, 24000, 25500, 48000 };
	uint32_t seed = 1;
	for (int n = 0; n < ODD_SIGNALS * 13 * 5; n++) {
		size_t count = counts[n / ODD_SIGNALS % 13];
		int rate = rates[n / ODD_SIGNALS / 13];
		double gain_db = (double)draw_sample(&seed) * (n % 3) * 10;
		float *samples = test_calloc(count, sizeof *samples);
		float *plain = test_calloc(count, sizeof *plain);
		for (size_t i = 0; i < count; i++)
			samples[i] = odd_sample(n % ODD_SIGNALS, i, &seed);
		memcpy(plain, samples, count * sizeof *samples);
		level_apply(samples, count, rate, gain_db);
		plain_limiter(plain, count, rate, gain_db);
		assert_memory_equal(samples, plain, count * sizeof *samples);
		test_free(samples);
		test_free(plain);
	}
}

/* Each channel by itself, with the samples between the others' left alone. */
static void levels_of_stereo(void **state)
{
	(void)state;
	enum { FRAMES = 1000 };
	int16_t samples[FRAMES * 2];
	struct buf pcm = BUF_EMPTY;
	for (size_t i = 0; i < FRAMES; i++) {
		samples[2 * i] = 1000;
		samples[2 * i + 1] = (int16_t)(i == FRAMES / 2 ? 30000 : -2000);
	}
	buf_append(&pcm, samples, sizeof samples);
	program_sound_level(&pcm, &(const struct program_format) { RATE, 2 }, 6.0206);
	assert_int_equal(pcm.len, sizeof samples);
	memcpy(samples, pcm.data, pcm.len);
	for (size_t i = 0; i < FRAMES; i++)
		assert_in_range(samples[2 * i], 1998, 2002);
	assert_in_range(-samples[1], 3998, 4002);
	assert_in_range(samples[FRAMES + 1], 20000, 26100);
	buf_free(&pcm);
}

static struct phoneme_set *set_of(const char *tokens)
{
	char path[] = "/tmp/test_tokens-XXXXXX";
	struct phoneme_set *set;
	struct err err;
	int fd = mkstemp(path);
	assert_int_equal(write(fd, tokens, strlen(tokens)), strlen(tokens));
	close(fd);
	assert_int_equal(phoneme_set_read(path, &set, &err), 0);
	unlink(path);
	return set;
}

static void ipa(const struct phoneme_set *set, enum phoneme_style style, const char *text,
	const int32_t *expected, size_t count)
{
	struct phonemes phonemes = { 0 };
	phonemes_of_ipa(text, style, set, &phonemes);
	assert_int_equal(phonemes.count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(phonemes.codes[i], expected[i]);
	phonemes_free(&phonemes);
}

static void symbols(void **state)
{
	(void)state;
	struct phoneme_set *set =
		set_of("_ 0\n  3\na 14\nA 24\nɪ 31\ne 18\nt 32\nc 16\n\xcc\xa7 140\nʧ 5\nab 7\n");
	assert_true(phoneme_set_has(set, ' '));
	assert_true(phoneme_set_has(set, 0x26a));
	assert_false(phoneme_set_has(set, 'b'));
	ipa(set, PHONEMES_PIPER, "te^ɪb t", (const int32_t[]) { 't', 'e', 0x26a, ' ', 't' }, 5);
	ipa(set, PHONEMES_PIPER, "(fr)aç(en-us)a", (const int32_t[]) { 'a', 'c', 0x327, 'a' }, 4);
	ipa(set, PHONEMES_KOKORO, "te^ɪt^ʃ", (const int32_t[]) { 't', 'A', 0x2a7 }, 3);
	phoneme_set_free(&set);
}

/* A model with one node: graph { node { op_type: "RandomNormalLike" } }, and metadata a=b. */
static const char model[] = "\x3a\x14\x0a\x12\x22\x10RandomNormalLike\x72\x06\x0a\x01"
			    "a\x12\x01"
			    "b";

static void models(void **state)
{
	(void)state;
	const struct onnx_property properties[] = { { "a", "new" }, { "rate", "22050" } };
	struct buf out = BUF_EMPTY, again = BUF_EMPTY;
	struct err err = { 0 };
	size_t seeded;
	assert_int_equal(onnx_edit(model, sizeof model - 1, properties, 2, &out, &seeded, &err), 0);
	assert_int_equal(seeded, 1);
	static const char expected[] =
		"\x3a\x24\x0a\x22\x22\x10RandomNormalLike\x2a\x0e\x0a\x04seed"
		"\x15\x00\x00\x80\x3f\xa0\x01\x01"
		"\x72\x08\x0a\x01"
		"a\x12\x03new"
		"\x72\x0d\x0a\x04rate\x12\x05"
		"22050";
	assert_int_equal(out.len, sizeof expected - 1);
	assert_memory_equal(out.data, expected, out.len);
	/* A second time changes nothing. */
	assert_int_equal(onnx_edit(out.data, out.len, properties, 2, &again, &seeded, &err), 0);
	assert_int_equal(seeded, 0);
	assert_int_equal(again.len, out.len);
	assert_memory_equal(again.data, out.data, out.len);
	for (size_t len = 0; len < sizeof model - 1; len++) {
		buf_clear(&out);
		if (len == 22) /* the graph alone is a model */
			continue;
		assert_int_equal(onnx_edit(model, len, properties, 2, &out, &seeded, &err), -1);
		assert_contains(err.text, "not an ONNX model");
	}
	buf_free(&out);
	buf_free(&again);
}

/* ---- words that are guessed ---- */

enum { NOISE = 30 };

/* Appends so many milliseconds of a tone, or of a hum that is no silence to the letter. */
static void append(int fd, int ms, double level)
{
	for (int i = 0; i < ms * RATE / 1000; i++) {
		int16_t sample = (int16_t)(level * sin(i * 0.3));
		assert_int_equal(write(fd, &sample, sizeof sample), sizeof sample);
	}
}

/* "Late, in May, the very long winter ended at last." A voice pauses at the first comma and takes a
 * breath where there is none. */
static void words_at_pauses(void **state)
{
	(void)state;
	static const struct {
		size_t letters;
		bool mark;
		int first;
	} rows[] = { { 5, true, 0 }, { 2, false, 700 }, { 4, true, 820 }, { 3, false, 1170 },
		{ 4, false, 1330 }, { 4, false, 1530 }, { 6, false, 1730 } };
	enum { WORDS = sizeof rows / sizeof *rows, NEAR_MS = 100 };
	const int fd = memfd_create("sound", MFD_CLOEXEC);
	append(fd, 400, 8000);
	append(fd, 300, NOISE);
	append(fd, 470, 8000); /* no pause at the second comma */
	append(fd, 330, 8000);
	append(fd, 30, NOISE); /* too short for a pause */
	append(fd, 500, 8000);
	struct sound_edges sound;
	struct err err;
	int64_t frames;
	assert_int_equal(sound_edges_open(&sound, fd, 1, &frames, &err), 0);
	assert_int_equal(sound_edges_load(&sound, 0, frames, &err), 0);
	struct guessed_word words[WORDS] = { 0 };
	for (size_t i = 0; i < WORDS; i++) {
		words[i].letters = rows[i].letters;
		words[i].mark = rows[i].mark;
	}
	struct arena *arena = arena_new();
	word_pauses_guess(&sound, RATE, 0, frames, words, WORDS, arena);
	for (size_t i = 0; i < WORDS; i++) {
		int64_t off = words[i].first * 1000 / RATE - rows[i].first;
		if (llabs(off) > NEAR_MS)
			fail_msg("word %zu begins %lld ms off", i, (long long)off);
		assert_true(words[i].last >= words[i].first);
	}
	/* To a frame of loudness, at the pause. */
	assert_in_range(words[0].last * 1000 / RATE, 390, 410);
	assert_in_range(words[1].first * 1000 / RATE, 690, 710);
	assert_int_equal(words[WORDS - 1].last, frames);
	arena_free(&arena);
	sound_edges_close(&sound);
	close(fd);
}

/* Nothing that sounds, one word, no word: times within the sound, in order. */
static void words_of_odd_sounds(void **state)
{
	(void)state;
	static const double levels[] = { 0, 8000 };
	struct arena *arena = arena_new();
	for (size_t k = 0; k < 2; k++) {
		const int fd = memfd_create("sound", MFD_CLOEXEC);
		append(fd, 500, levels[k]);
		struct sound_edges sound;
		struct err err;
		int64_t frames;
		assert_int_equal(sound_edges_open(&sound, fd, 1, &frames, &err), 0);
		assert_int_equal(sound_edges_load(&sound, 0, frames, &err), 0);
		for (size_t count = 0; count <= 3; count++) {
			struct guessed_word words[3] = { { 0, true, -1, -1 }, { 0, true, -1, -1 },
				{ 0, true, -1, -1 } };
			word_pauses_guess(&sound, RATE, 0, frames, words, count, arena);
			word_pauses_guess(&sound, RATE, frames, frames, words, 0, arena);
			for (size_t i = 0; i < count; i++)
				assert_true(words[i].first >= 0 && words[i].last <= frames &&
					    words[i].last >= words[i].first);
		}
		sound_edges_close(&sound);
		close(fd);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces),
		cmocka_unit_test(trimming),
		cmocka_unit_test(levels),
		cmocka_unit_test(limits_alike),
		cmocka_unit_test(levels_of_stereo),
		cmocka_unit_test(symbols),
		cmocka_unit_test(models),
		cmocka_unit_test(words_at_pauses),
		cmocka_unit_test(words_of_odd_sounds),
	};
	return RUN(tests);
}
