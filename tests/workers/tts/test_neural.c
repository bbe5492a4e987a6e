/* test_neural.c: an installed neural voice speaks a page: whole, at its level, the same each time,
 * in a locked-in engine; what is wrong with a voice is said.
 *
 * LECTERN_TEST_VOICE names the folder of the voice; packaging/check installs one. */
#include "tests/workers/engine/speech_level.h"
#include "tests/workers/tts/tiny_model.h"

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

/* The page fails with that reason, the engine goes on. */
static void fails_with(struct player *engine, const char *voice, const char *reason)
{
	static struct play_result result;
	char options[100];
	struct play_input input;
	snprintf(options, sizeof options, "{\"voice\":\"%s\"}", voice);
	const struct speech_request request = { .text = "Seats.\n", .options = options };
	const struct play play = play_of(&request, &input);
	player_run(engine, &play, &result);
	assert_false(result.died);
	assert_int_not_equal(result.verdict, VERDICT_DONE);
	assert_contains(result.reason, voice);
	assert_contains(result.reason, reason);
	play_result_free(&result);
}

/* Two workers, neither of which has the memory: each says so, and goes on with what it can do. */
static void test_short_of_memory(void **state)
{
	(void)state;
	configure("voice_memory_mb = 60\n");
	struct player *one = start_engine("tts-service", settings);
	struct player *other = start_engine("tts-service", settings);
	for (int i = 0; i < 2; i++) {
		fails_with(one, name, "voice_memory_mb");
		fails_with(other, name, "voice_memory_mb");
	}
	stop_engine(&one);
	stop_engine(&other);
	configure("");
}

/* As the kernel does when the machine is short of memory. */
static void test_killed_voice_means_again(void **state)
{
	static struct play_result result;
	struct play_input input;
	int killed = 0;
	struct play play = play_of(&(struct speech_request) { .text = text }, &input);
	play.on_progress = kill_child;
	play.context = &killed;
	player_run(player, &play, &result);
	assert_true(killed > 0);
	assert_false(result.died);
	assert_int_equal(result.verdict, VERDICT_RETRY);
	assert_contains(result.reason, "was killed: is the machine short of memory?");
	play_result_free(&result);
	test_speaks(state);
}

/* ---- what a model may make of a text ---- */

static char strange[] = "/tmp/test_neural-XXXXXX"; /* where voices are that nobody wants */

static void write_voice_file(const char *voice, const char *file, const void *data, size_t len)
{
	char path[300];
	snprintf(path, sizeof path, "%s/%s", strange, voice);
	mkdir(path, 0755);
	snprintf(path, sizeof path, "%s/%s/%s", strange, voice, file);
	FILE *out = fopen(path, "we");
	assert_non_null(out);
	assert_int_equal(fwrite(data, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

/* A voice with this model, of which the last `missing` bytes are not there. */
static void add_strange(
	const char *voice, const char *kind, int64_t samples, float value, size_t missing)
{
	static const char tokens[] = "_ 0\n^ 1\n$ 2\n  3\na 14\ne 18\no 27\ns 31\nt 32\n";
	char toml[300];
	struct buf model = BUF_EMPTY;
	tiny_model(&model, samples, value);
	snprintf(toml, sizeof toml,
		"[voice]\nengine = \"sherpa\"\nkind = \"%s\"\nlanguage = \"en-us\"\n"
		"sample_rate = 22050\nmodel = \"model.onnx\"\ntokens = \"tokens.txt\"\n%s",
		kind, strcmp(kind, "kokoro") == 0 ? "styles = \"tokens.txt\"\n" : "");
	write_voice_file(voice, "voice.toml", toml, strlen(toml));
	write_voice_file(voice, "tokens.txt", tokens, sizeof tokens - 1);
	write_voice_file(voice, "model.onnx", model.data, model.len - missing);
	buf_free(&model);
}

static int setup_strange(void **state)
{
	(void)state;
	if (!mkdtemp(strange))
		return -1;
	add_strange("whole", "piper", 1500, 0.1f, 0);
	add_strange("number", "piper", 1500, NAN, 0);
	add_strange("silent", "piper", 1500, 0, 0);
	add_strange("nothing", "piper", 0, 0.1f, 0);
	add_strange("loud", "piper", 1500, 9, 0);
	add_strange("hour", "piper", INT64_C(4000000), 0.1f, 0);
	add_strange("year", "piper", INT64_C(40000000000), 0.1f, 0);
	add_strange("half", "piper", 1500, 0.1f, 150);
	add_strange("other", "kokoro", 1500, 0.1f, 0);
	snprintf(settings, sizeof settings,
		"[tts_service]\nengine = \"espeak\"\nvoices_dir = \"%s\"\n", strange);
	player = start_engine("tts-service", settings);
	return 0;
}

static int teardown_strange(void **state)
{
	char command[100];
	teardown(state);
	snprintf(command, sizeof command, "rm -r %s", strange);
	return system(command);
}

static void test_strange_models(void **state)
{
	(void)state;
	struct speech_sample sample;
	fails_with(player, "number", "samples that are not numbers");
	fails_with(player, "silent", "it made no sound");
	fails_with(player, "nothing", "made no sound");
	fails_with(player, "loud", "of its samples are clipped");
	fails_with(player, "hour", "of speech is too long for 5 letters");
	fails_with(player, "year", "more memory than voice_memory_mb = 2048 allows");
	fails_with(player, "half", "its model cannot be loaded: ");
	fails_with(player, "other", "its model is damaged or of another kind");
	speak_with(player,
		(struct speech_request) { .text = "Seats.\n", .options = "{\"voice\":\"whole\"}" },
		&sample);
	assert_string_equal(sample.engine, "sherpa");
	buf_free(&sample.pcm);
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
		cmocka_unit_test(test_short_of_memory),
		cmocka_unit_test(test_killed_voice_means_again),
	};
	if (!voice || access(voice, R_OK) < 0) {
		puts("skipped: LECTERN_TEST_VOICE names no voice (packaging/install-voice makes one)");
		return 77;
	}
	const char *slash = strrchr(voice, '/');
	snprintf(directory, sizeof directory, "%.*s", (int)(slash - voice), voice);
	snprintf(name, sizeof name, "%s", slash + 1);
	const struct CMUnitTest of_strange[] = { cmocka_unit_test(test_strange_models) };
	int failed = cmocka_run_group_tests(tests, setup, teardown);
	return failed + cmocka_run_group_tests(of_strange, setup_strange, teardown_strange);
}
