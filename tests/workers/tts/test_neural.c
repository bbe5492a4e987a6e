/* test_neural.c: an installed neural voice speaks a page: whole, at its level, the same each time,
 * in a locked-in engine; what is wrong with a voice is said.
 *
 * LECTERN_TEST_VOICE names the folder of the voice; packaging/check installs one. */
#include "tests/workers/engine/speech_level.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char settings[2000], directory[400], name[80];
static struct player *player;

static const char text[] = "The Lighthouse\n\nThe keeper climbed the stairs every evening, and lit "
			   "the lamp. Nobody had asked him to. When the storm came, ships saw the "
			   "light from twenty miles away!\n";

static void configure(const char *more)
{
	snprintf(settings, sizeof settings,
		"[tts_service]\nengine = \"sherpa\"\nvoice = \"%s\"\nvoices_dir = \"%s\"\n%s", name,
		directory, more);
}

static int setup(void **state)
{
	(void)state;
	configure("");
	player = start_engine("tts-service", settings);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&player);
	return 0;
}

static void test_speaks(void **state)
{
	(void)state;
	struct speech_sample sample;
	speak_with(player, (struct speech_request) { .text = text }, &sample);
	assert_string_equal(sample.outcome, "spoken");
	assert_string_equal(sample.engine, "sherpa");
	assert_string_equal(sample.fault, "");
	assert_true(seconds_of(&sample) > 7 && seconds_of(&sample) < 25);
	assert_level(&sample);
	/* The headline has its pause. */
	assert_true(silence_of(&sample, 0.6, 0) >= 0.6);
	buf_free(&sample.pcm);
}

static void test_same_text_same_sound(void **state)
{
	(void)state;
	struct speech_sample first, other, again;
	speak_with(player, (struct speech_request) { .text = text }, &first);
	speak_with(player,
		(struct speech_request) { .text = "Something else. Was it said before?" }, &other);
	speak_with(player, (struct speech_request) { .text = text }, &again);
	assert_same(&first, &again);
	buf_free(&again.pcm);
	struct player *newcomer = start_engine("tts-service", settings);
	speak_with(newcomer, (struct speech_request) { .text = text }, &again);
	assert_same(&first, &again);
	stop_engine(&newcomer);
	buf_free(&first.pcm);
	buf_free(&other.pcm);
	buf_free(&again.pcm);
}

static void test_speed(void **state)
{
	(void)state;
	struct speech_sample normal, fast;
	speak_with(player, (struct speech_request) { .text = text }, &normal);
	speak_with(player,
		(struct speech_request) { .text = text, .options = "{\"speed\":\"300\"}" }, &fast);
	assert_true(seconds_of(&fast) < seconds_of(&normal) * 0.85);
	buf_free(&normal.pcm);
	buf_free(&fast.pcm);
}

/* What looks like a command is text: none is obeyed, and the words around it are all there. */
static void test_text_is_text(void **state)
{
	(void)state;
	static const char *const texts[] = { "One word [[f@]] and another one.",
		"One word [pause:9s] and another one.",
		"One word <break time=\"9s\"/> and another one.",
		"One word [x](/y/) and another one.", "One word &amp; and another one.",
		"One word \x01\xff and another one.",
		"<speak><prosody rate=\"9\">One word</prosody></speak> and another one." };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct speech_sample sample;
		speak_with(player, (struct speech_request) { .text = texts[i] }, &sample);
		assert_true(seconds_of(&sample) > 1.0 && seconds_of(&sample) < 9);
		buf_free(&sample.pcm);
	}
}

/* 600 characters without punctuation, a word of 300 letters, signs alone. */
static void test_long_and_odd(void **state)
{
	(void)state;
	char words[700] = "", letters[301];
	for (size_t i = 0; i < 60; i++)
		strcat(words, "some words ");
	memset(letters, 'a', sizeof letters - 1);
	letters[sizeof letters - 1] = '\0';
	struct speech_sample sample;
	speak_with(player, (struct speech_request) { .text = words }, &sample);
	assert_true(seconds_of(&sample) > 25);
	buf_free(&sample.pcm);
	speak_with(player, (struct speech_request) { .text = letters }, &sample);
	buf_free(&sample.pcm);
	speak_with(
		player, (struct speech_request) { .text = "Well. *** --- ... (!) Yes." }, &sample);
	buf_free(&sample.pcm);
}

static void test_bad_options(void **state)
{
	(void)state;
	static const struct {
		const char *options, *reason;
	} cases[] = {
		{ "{\"pitch\":\"60\"}", "pitch: the voice" },
		{ "{\"speed\":\"1000\"}", "speed" },
		{ "{\"voice\":\"nobody:x\"}", "there is no voice or engine \"nobody\"" },
		{ "{\"voice\":\"chatllm:tara\"}", "chatllm is not set up" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct speech_request request = { .text = text, .options = cases[i].options };
		struct play_input input;
		struct play play = play_of(&request, &input);
		run_rejected(player, &play, cases[i].reason);
	}
}

static void test_espeak_speaks_too(void **state)
{
	(void)state;
	struct speech_sample sample;
	speak_with(player,
		(struct speech_request) { .text = text, .options = "{\"voice\":\"en-gb\"}" },
		&sample);
	assert_string_equal(sample.engine, "espeak");
	buf_free(&sample.pcm);
}

/* A voice that cannot do it: eSpeak NG speaks, and the reason is there. */
static void test_fallback(void **state)
{
	(void)state;
	configure("fallback_engine = \"espeak\"\nmin_seconds_per_char = 5.0\n");
	struct player *strict = start_engine("tts-service", settings);
	struct speech_sample sample;
	speak_with(strict, (struct speech_request) { .text = text }, &sample);
	assert_string_equal(sample.engine, "espeak");
	assert_non_null(strstr(sample.fault, "min_seconds_per_char"));
	buf_free(&sample.pcm);
	stop_engine(&strict);
	configure("");
}

int main(void)
{
	const char *voice = getenv("LECTERN_TEST_VOICE");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_speaks),
		cmocka_unit_test(test_same_text_same_sound),
		cmocka_unit_test(test_speed),
		cmocka_unit_test(test_text_is_text),
		cmocka_unit_test(test_long_and_odd),
		cmocka_unit_test(test_bad_options),
		cmocka_unit_test(test_espeak_speaks_too),
		cmocka_unit_test(test_fallback),
	};
	if (!voice || access(voice, R_OK) < 0) {
		puts("skipped: LECTERN_TEST_VOICE names no voice (packaging/install-voice makes one)");
		return 77;
	}
	const char *slash = strrchr(voice, '/');
	snprintf(directory, sizeof directory, "%.*s", (int)(slash - voice), voice);
	snprintf(name, sizeof name, "%s", slash + 1);
	return cmocka_run_group_tests(tests, setup, teardown);
}
