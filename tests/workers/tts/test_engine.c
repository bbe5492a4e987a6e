/* test_tts.c: texts are spoken the same way always; what cannot be spoken is told. */
#include "tests/workers/engine/speech_level.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char settings[] = "[tts_service]\nblank_page_seconds = 0.25\n";
static const char hello[] = "The river runs through the old village.\n\nThen it was quiet.\n";

static struct player *player;

static int setup(void **state)
{
	(void)state;
	player = start_engine("tts-service", settings);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&player);
	return 0;
}

static void speak(struct speech_request request, struct speech_sample *sample)
{
	speak_with(player, request, sample);
}

static void refuse(struct speech_request request, const char *reason)
{
	struct play_input input;
	struct play play = play_of(&request, &input);
	run_rejected(player, &play, reason);
}

static void test_speech(void **state)
{
	(void)state;
	struct speech_sample sample;
	speak((struct speech_request) { .text = hello, .metadata = "{\"language\":\"eng\"}" },
		&sample);
	assert_string_equal(sample.outcome, "spoken");
	assert_string_equal(sample.rate, "22050");
	assert_string_equal(sample.channels, "1");
	assert_string_equal(sample.encoding, "s16le");
	assert_string_equal(sample.language, "eng");
	assert_true(sample.progress_count >= 1);
	/* 11 words at 175 a minute, with pauses; and they can be heard. */
	assert_true(seconds_of(&sample) > 2.5 && seconds_of(&sample) < 8);
	const int16_t *samples = (const int16_t *)(const void *)sample.pcm.data;
	int loudest = 0;
	for (size_t i = 0; i < sample.pcm.len / 2; i++)
		loudest = abs(samples[i]) > loudest ? abs(samples[i]) : loudest;
	assert_in_range(loudest, 5000, 32768);
	buf_free(&sample.pcm);
}

/* The same whatever was said before, by whichever voice, in this engine or another. */
static void test_same_text_same_sound(void **state)
{
	(void)state;
	static const struct speech_request between[] = {
		{ .text = "Something else was said, at length; twice! Was it? 1, 2, 3." },
		{ .text = hello, .parameters = "{\"voice\":\"de\"}" },
		{ .text = hello, .options = "{\"speed\":\"300\"}" },
		{ .text = "", .len = 0 },
		{ .text = hello, .parameters = "{\"voice\":\"en-us\"}" },
	};
	struct speech_sample first, other, again;
	speak((struct speech_request) { .text = hello }, &first);
	for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
		speak(between[i], &other);
		speak((struct speech_request) { .text = hello }, &again);
		assert_same(&first, &again);
		assert_other(&first, &other);
		buf_free(&other.pcm);
		buf_free(&again.pcm);
	}
	refuse((struct speech_request) { .text = hello, .parameters = "{\"voice\":\"xx-none\"}" },
		"xx-none");
	struct player *newcomer = start_engine("tts-service", settings);
	speak_with(newcomer, (struct speech_request) { .text = hello }, &again);
	assert_same(&first, &again);
	stop_engine(&newcomer);
	buf_free(&first.pcm);
	buf_free(&again.pcm);
}

static void test_voice_and_speed(void **state)
{
	(void)state;
	struct speech_sample normal, fast, german, optional;
	speak((struct speech_request) { .text = hello }, &normal);
	speak((struct speech_request) { .text = hello, .options = "{\"speed\":\"350\"}" }, &fast);
	assert_true(seconds_of(&fast) < seconds_of(&normal) * 0.7);
	/* The event is obeyed before the job's option, the option before the settings. */
	speak((struct speech_request) { .text = hello,
		      .parameters = "{\"voice\":\"de\"}",
		      .options = "{\"voice\":\"fr\"}" },
		&german);
	speak((struct speech_request) { .text = hello, .options = "{\"voice\":\"de\"}" },
		&optional);
	assert_same(&german, &optional);
	assert_other(&normal, &german);
	buf_free(&normal.pcm);
	buf_free(&fast.pcm);
	buf_free(&german.pcm);
	buf_free(&optional.pcm);
}

/* Every voice is as loud as any other, whatever it says. */
static void test_level(void **state)
{
	(void)state;
	static const struct {
		const char *parameters, *text;
	} cases[] = {
		{ "{\"voice\":\"en-gb\"}",
			"The clerk folded the letter twice and laid it under the lamp. Outside the "
			"rain had not stopped since Tuesday, and the gutters ran over. When he "
			"turned round, the door stood open, and on the mat lay a single glove." },
		{ "{\"voice\":\"en+f3\"}",
			"The clerk folded the letter twice and laid it under the lamp. Outside the "
			"rain had not stopped since Tuesday, and the gutters ran over." },
		{ "{\"voice\":\"de\"}",
			"Der Schreiber faltete den Brief zweimal und legte ihn unter die Lampe. "
			"Draußen hatte es seit Dienstag geregnet, und die Rinnen liefen über. Als "
			"er sich umdrehte, stand die Tür offen." },
		{ "{\"voice\":\"fr\"}",
			"Le commis plia la lettre en deux et la posa sous la lampe. Dehors, la pluie "
			"ne cessait pas depuis mardi, et les gouttières débordaient. Quand il se "
			"retourna, la porte était ouverte." },
		{ "{\"voice\":\"es\"}",
			"El escribiente dobló la carta dos veces y la dejó bajo la lámpara. Fuera no "
			"había dejado de llover desde el martes, y los canalones rebosaban." },
		{ "{\"voice\":\"ru\"}",
			"Писарь дважды сложил письмо и положил его под лампу. На улице со вторника не "
			"переставал дождь. Когда он обернулся, дверь была открыта." },
		{ "{\"voice\":\"cmn\"}",
			"书记员把信折了两次，放在灯下。外面的雨从星期二起就没有停过。"
			"他转过身来的时候，门已经开了，地上有一只手套。" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct speech_sample sample;
		speak((struct speech_request) { .text = cases[i].text,
			      .parameters = cases[i].parameters },
			&sample);
		assert_level(&sample);
		buf_free(&sample.pcm);
	}
}

static void test_bad_wishes(void **state)
{
	(void)state;
	static const char *const voices[] = { "klingonese", "../../etc/passwd", "gmw/en", "", "+",
		"e", "en+nobody", "en+", "en+../f3", "mb-en1" };
	for (size_t i = 0; i < sizeof voices / sizeof *voices; i++) {
		char parameters[80], reason[80];
		snprintf(parameters, sizeof parameters, "{\"voice\":\"%s\"}", voices[i]);
		snprintf(reason, sizeof reason, "eSpeak NG has no voice \"%s\"", voices[i]);
		refuse((struct speech_request) { .text = hello, .parameters = parameters }, reason);
	}
	refuse((struct speech_request) { .text = hello, .options = "{\"speed\":\"fast\"}" },
		"speed \"fast\"");
	refuse((struct speech_request) { .text = hello, .options = "{\"speed\":\"1000\"}" },
		"from 80 to 450");
	struct play nothing = { .page = 1 };
	run_rejected(player, &nothing, "no such object");
}

/* Names, files and languages of voices, in any case. */
static void check_same_voice(const char *one, const char *other)
{
	struct speech_sample a, b;
	char options[80];
	snprintf(options, sizeof options, "{\"voice\":\"%s\"}", one);
	speak((struct speech_request) { .text = hello, .options = options }, &a);
	snprintf(options, sizeof options, "{\"voice\":\"%s\"}", other);
	speak((struct speech_request) { .text = hello, .options = options }, &b);
	assert_same(&a, &b);
	buf_free(&a.pcm);
	buf_free(&b.pcm);
}

static void test_names_of_voices(void **state)
{
	(void)state;
	check_same_voice("en", "en-gb");
	check_same_voice("en", "English (Great Britain)");
	check_same_voice("en-us", "english (america)");
	check_same_voice("de", "de-AT");
	check_same_voice("en-gb+F3", "en+f3");
	struct speech_sample plain, variant;
	speak((struct speech_request) { .text = hello, .options = "{\"voice\":\"en\"}" }, &plain);
	speak((struct speech_request) { .text = hello, .options = "{\"voice\":\"en+f3\"}" },
		&variant);
	assert_other(&plain, &variant);
	buf_free(&plain.pcm);
	buf_free(&variant.pcm);
}

static void test_voice_of_the_settings_is_missing(void **state)
{
	(void)state;
	char reason[500];
	assert_null(player_start("tts-service", "[tts_service]\nvoice = \"klingonese\"\n", reason));
	assert_contains(reason, "no voice \"klingonese\"");
}

static void check_silence(struct speech_request request)
{
	struct speech_sample sample;
	speak(request, &sample);
	assert_string_equal(sample.outcome, "blank");
	assert_true(seconds_of(&sample) > 0.249 && seconds_of(&sample) < 0.251);
	for (size_t i = 0; i < sample.pcm.len; i++)
		assert_int_equal(sample.pcm.data[i], 0);
	buf_free(&sample.pcm);
}

static void test_blank_pages_are_short_silences(void **state)
{
	(void)state;
	check_silence(
		(struct speech_request) { .text = "", .metadata = "{\"outcome\":\"blank\"}" });
	check_silence((struct speech_request) {
		.text = "specks", .metadata = "{\"outcome\":\"blank\"}" });
	check_silence((struct speech_request) { .text = "" });
	check_silence((struct speech_request) { .text = " .,-\n| ~" });
}

/* Strangers' texts are text: never markup, never phonemes, and any bytes will do. */
static void test_text_is_text(void **state)
{
	(void)state;
	static const char nul[] = "before\0after";
	struct speech_sample plain, other;
	speak((struct speech_request) { .text = "before after" }, &plain);
	speak((struct speech_request) { .text = nul, .len = sizeof nul - 1 }, &other);
	assert_same(&plain, &other);
	buf_free(&other.pcm);
	speak((struct speech_request) { .text = "before\xff"
						"after" },
		&other);
	assert_same(&plain, &other);
	buf_free(&other.pcm);
	speak((struct speech_request) { .text = "before \x1b\x01 after" }, &other);
	assert_same(&plain, &other);
	buf_free(&plain.pcm);
	buf_free(&other.pcm);
	/* A voice that markup asks for would make it the same as this. */
	speak((struct speech_request) { .text = "before after",
		      .parameters = "{\"voice\":\"de\"}" },
		&plain);
	speak(
		(struct speech_request) {
			.text = "<speak><voice name=\"de\">before after</voice></speak>" },
		&other);
	assert_true(seconds_of(&other) > seconds_of(&plain) * 2);
	buf_free(&plain.pcm);
	buf_free(&other.pcm);
	speak((struct speech_request) { .text = "one <break time='99s'/> two" }, &other);
	assert_true(seconds_of(&other) < 10);
	buf_free(&other.pcm);
	speak((struct speech_request) { .text = "one &lt; two" }, &plain);
	speak((struct speech_request) { .text = "one < two" }, &other);
	assert_other(&plain, &other);
	buf_free(&plain.pcm);
	buf_free(&other.pcm);
	speak((struct speech_request) { .text = "[[h@l'oU]]" }, &plain);
	speak((struct speech_request) { .text = "hello" }, &other);
	assert_other(&plain, &other);
	buf_free(&plain.pcm);
	buf_free(&other.pcm);
}

/* What is between the silences must be what it would be without them. */
static double sum_of(const char *const *texts, size_t count)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		struct speech_sample part;
		speak((struct speech_request) { .text = texts[i] }, &part);
		sum += seconds_of(&part);
		buf_free(&part.pcm);
	}
	return sum;
}

static void check_about(double is, double should_be)
{
	if (is < should_be - 0.08 || is > should_be + 0.15)
		fail_msg("%.3f s, not about %.3f s", is, should_be);
}

/* Sentence, paragraph, heading: each pause as long as the settings say; the voice's own fading adds
 * a little. */
static void test_pauses(void **state)
{
	(void)state;
	static const char *const parts[] = { "Mud", "Bad dog", "Add", "Good" };
	struct player *other = start_engine("tts-service",
		"[tts_service]\nsentence_pause_ms = 500\nparagraph_pause_ms = 1000\n"
		"heading_pause_ms = 2000\n");
	struct speech_sample sample;
	speak_with(other,
		(struct speech_request) {
			.text = "\n\nMud\n\nBad dog.\n\nAdd. Good.\n\n\nMud\n\nAdd." },
		&sample);
	static const double pauses[] = { 2, 2, 1, 0.5, 2, 2, 0.5 };
	for (int i = 0; i < 7; i++)
		check_about(silence_of(&sample, 0.4, i), pauses[i]);
	assert_true(silence_of(&sample, 0.4, 7) < 0.1);
	buf_free(&sample.pcm);
	/* By default: 1.2 s before a heading and behind it, 0.7 s at a paragraph, 0.3 s else. */
	speak((struct speech_request) { .text = "Mud.\n\n\nBad dog\n\nAdd.\n\nGood." }, &sample);
	check_about(seconds_of(&sample), sum_of(parts, 4) - 4 * 0.3 + 1.2 + 1.2 + 0.7 + 0.3);
	buf_free(&sample.pcm);
	stop_engine(&other);
}

static void test_pitch(void **state)
{
	(void)state;
	struct speech_sample normal, high;
	speak((struct speech_request) { .text = hello }, &normal);
	speak((struct speech_request) { .text = hello, .options = "{\"pitch\":\"90\"}" }, &high);
	assert_other(&normal, &high);
	buf_free(&high.pcm);
	speak((struct speech_request) { .text = hello, .options = "{\"pitch\":\"50\"}" }, &high);
	assert_same(&normal, &high);
	buf_free(&high.pcm);
	buf_free(&normal.pcm);
	refuse((struct speech_request) { .text = hello, .options = "{\"pitch\":\"100\"}" },
		"pitch \"100\": must be a whole number from 0 to 99");
}

/* ---- words as they are to be spoken ---- */

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void test_pronunciation(void **state)
{
	(void)state;
	char path[] = "/tmp/lectern-words-XXXXXX", text[200], reason[500];
	close(mkstemp(path));
	write_file(path, "# of this server\ngif = jif\nSQL = sequel\n");
	snprintf(text, sizeof text, "[tts_service]\npronunciation_file = \"%s\"\n", path);
	struct player *other = start_engine("tts-service", text);
	struct speech_sample plain, spoken;
	speak((struct speech_request) { .text = "The jif of sequel." }, &plain);
	speak_with(other, (struct speech_request) { .text = "The GIF of SQL." }, &spoken);
	assert_same(&plain, &spoken);
	buf_free(&spoken.pcm);
	/* The job's own words go first, and none stay for the next job. */
	static const struct speech_request jobs[] = {
		{ .text = "The CAT of DOG.",
			.options = "{\"pronunciation\":\"cat=jif; DOG = sequel; SQL=no\"}" },
		{ .text = "The jif of CAT.", .options = "{\"pronunciation\":\"cat=sequel\"}" },
		{ .text = "The gif of CAT.", .options = "{\"pronunciation\":\"cat=sequel\"}" },
		{ .text = "The gif of SQL." },
	};
	for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
		speak_with(other, jobs[i], &spoken);
		assert_same(&plain, &spoken);
		buf_free(&spoken.pcm);
	}
	buf_free(&plain.pcm);
	stop_engine(&other);
	refuse((struct speech_request) { .text = hello, .options = "{\"pronunciation\":\"cat\"}" },
		"pronunciation: \"cat\" has no \"=\"");
	write_file(path, "gif = jif\nnonsense\n");
	assert_null(player_start("tts-service", text, reason));
	assert_contains(reason, ":2: \"nonsense\" has no \"=\"");
	unlink(path);
	assert_null(player_start("tts-service", text, reason));
	assert_contains(reason, "No such file");
}

static void same_without(const char *text, const char *voice, const char *read, const char *unread)
{
	char parameters[80];
	struct speech_sample sample, plain;
	snprintf(parameters, sizeof parameters, "{\"voice\":\"%s\"}", voice);
	speak((struct speech_request) { .text = text, .parameters = parameters }, &sample);
	speak((struct speech_request) { .text = read, .parameters = parameters }, &plain);
	assert_same(&plain, &sample);
	assert_string_equal(sample.unread, unread);
	assert_string_equal(plain.unread, "");
	buf_free(&sample.pcm);
	buf_free(&plain.pcm);
}

/* Nobody hears "Chinese letter, Chinese letter": what a voice cannot read is left out, and told. */
static void test_unread_letters(void **state)
{
	struct speech_sample sample;
	(void)state;
	speak((struct speech_request) { .text = "今天天气很好。",
		      .parameters = "{\"voice\":\"en\"}" },
		&sample);
	assert_string_equal(sample.outcome, "blank");
	assert_string_equal(sample.unread, "Chinese characters");
	buf_free(&sample.pcm);
	same_without(
		"The word 今天 means today.", "en", "The word means today.", "Chinese characters");
	same_without("今日はいい。", "ja", "はいい。", "Chinese characters");
	same_without(
		"He wrote привет at once.", "en-us+f3", "He wrote at once.", "Cyrillic letters");
	/* A letter has a name. */
	same_without("The letter ж and α here.", "en", "The letter ж and α here.", "");
	same_without("Он сказал привет.", "ru", "Он сказал привет.", "");
	same_without("今天天气很好。", "yue", "今天天气很好。", "");
}

/* eSpeak NG 1.51 has a Mandarin voice that says "hao two", and one that does not. */
static void test_mandarin(void **state)
{
	struct speech_sample plain, pinyin;
	(void)state;
	speak((struct speech_request) { .text = "你好。", .parameters = "{\"voice\":\"cmn\"}" },
		&plain);
	speak((struct speech_request) { .text = "你好。",
		      .parameters = "{\"voice\":\"cmn-latn-pinyin\"}" },
		&pinyin);
	assert_same(&plain, &pinyin);
	buf_free(&plain.pcm);
	buf_free(&pinyin.pcm);
}

/* What differs is where eSpeak NG cuts its waves: samples, no sounds. */
static void assert_as_long(const struct speech_sample *a, const struct speech_sample *b)
{
	assert_true(a->pcm.len > b->pcm.len * 98 / 100 && b->pcm.len > a->pcm.len * 98 / 100);
}

/* The voice's own phonemes of a word, in IPA, are that word again; nobody's text has any. */
static void test_ipa(void **state)
{
	static const char mine[] =
		"{\"pronunciation\":\"Constantinople = /həlˈoʊ/\",\"voice\":\"en-us\"}";
	static const char none[] = "{\"voice\":\"en-us\"}";
	(void)state;
	struct speech_sample plain, spoken, spelled;
	speak((struct speech_request) { .text = "The robot said Constantinople.", .options = mine },
		&spoken);
	speak((struct speech_request) { .text = "The robot said hello.", .options = none }, &plain);
	speak((struct speech_request) { .text = "The robot said Constantinople.", .options = none },
		&spelled);
	assert_as_long(&plain, &spoken);
	assert_true(spelled.pcm.len > spoken.pcm.len * 11 / 10);
	buf_free(&plain.pcm);
	buf_free(&spoken.pcm);
	buf_free(&spelled.pcm);
	speak((struct speech_request) { .text = "A \xef\xbf\xb9ngh\xef\xbf\xbb here." }, &spoken);
	speak((struct speech_request) { .text = "A    ngh    here." }, &plain);
	assert_same(&plain, &spoken);
	buf_free(&plain.pcm);
	buf_free(&spoken.pcm);
}

static void test_text_without_end(void **state)
{
	(void)state;
	struct speech_sample sample;
	size_t len = 50000;
	char *text = malloc(len + 1);
	assert_non_null(text);
	memset(text, 'a', len);
	text[len] = '\0';
	/* One word that never ends, then one sentence that never does. */
	speak(
		(struct speech_request) {
			.text = text, .len = len, .options = "{\"speed\":\"450\"}" },
		&sample);
	assert_string_equal(sample.outcome, "spoken");
	buf_free(&sample.pcm);
	for (size_t i = 0; i + 5 <= len; i += 5)
		memcpy(text + i, "word ", 5);
	speak(
		(struct speech_request) {
			.text = text, .len = len / 5 * 2, .options = "{\"speed\":\"450\"}" },
		&sample);
	assert_true(seconds_of(&sample) > 4000 / 450.0 * 60 / 2);
	assert_true(sample.progress_count >= 1);
	buf_free(&sample.pcm);
	free(text);
}

/* ---- death in the middle of a sentence ---- */

static void test_killed_speaker_means_again(void **state)
{
	(void)state;
	static struct play_result result;
	struct buf text = BUF_EMPTY;
	struct play_input input;
	int killed = 0;
	for (int i = 0; i < 2000; i++)
		buf_append_string(&text, hello);
	struct play play = play_of(&(struct speech_request) { .text = text.data }, &input);
	play.on_progress = kill_child;
	play.context = &killed;
	player_run(player, &play, &result);
	assert_true(killed > 0);
	assert_false(result.died);
	assert_int_equal(result.verdict, VERDICT_RETRY);
	assert_contains(result.reason, "eSpeak NG was killed by SIGKILL");
	play_result_free(&result);
	buf_free(&text);
	test_speech(state);
}

/* ---- eSpeak NG's data ---- */

/* Of another version than the library: what is first in it is that. */
static void test_data_of_another_version(void **state)
{
	(void)state;
	static const char *const files[] = { "phontab", "phonindex", "phondata", "intonations" };
	char directory_of_data[] = "/tmp/test_engine-XXXXXX", path[100], reason[500];
	assert_non_null(mkdtemp(directory_of_data));
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof path, "%s/%s", directory_of_data, files[i]);
		FILE *file = fopen(path, "we");
		assert_non_null(file);
		fwrite("\x01\x99\x01\x00\x22\x56\x00\x00", 8, 1, file);
		fclose(file);
	}
	setenv("ESPEAK_DATA_PATH", directory_of_data, 1);
	assert_null(player_start("tts-service", settings, reason));
	unsetenv("ESPEAK_DATA_PATH");
	assert_contains(reason, "of the same version as its library");
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof path, "%s/%s", directory_of_data, files[i]);
		unlink(path);
	}
	rmdir(directory_of_data);
}

static void test_front_that_goes_ends_the_engine(void **state)
{
	(void)state;
	static struct play_result result;
	struct buf text = BUF_EMPTY;
	struct play_input input;
	struct player *left = start_engine("tts-service", settings);
	for (int i = 0; i < 2000; i++)
		buf_append_string(&text, hello);
	struct play play = play_of(&(struct speech_request) { .text = text.data }, &input);
	play.leave_at_progress = true;
	player_run(left, &play, &result);
	assert_true(result.left);
	stop_engine(&left);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_speech),
		cmocka_unit_test(test_same_text_same_sound),
		cmocka_unit_test(test_voice_and_speed),
		cmocka_unit_test(test_level),
		cmocka_unit_test(test_bad_wishes),
		cmocka_unit_test(test_names_of_voices),
		cmocka_unit_test(test_voice_of_the_settings_is_missing),
		cmocka_unit_test(test_blank_pages_are_short_silences),
		cmocka_unit_test(test_text_is_text),
		cmocka_unit_test(test_pauses),
		cmocka_unit_test(test_pitch),
		cmocka_unit_test(test_pronunciation),
		cmocka_unit_test(test_unread_letters),
		cmocka_unit_test(test_mandarin),
		cmocka_unit_test(test_ipa),
		cmocka_unit_test(test_text_without_end),
		cmocka_unit_test(test_killed_speaker_means_again),
		cmocka_unit_test(test_data_of_another_version),
		cmocka_unit_test(test_front_that_goes_ends_the_engine),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
