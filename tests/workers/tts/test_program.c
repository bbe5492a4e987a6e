/* test_tts_program.c: speech by a program of somebody else's: what it is told, what it can see and
 * do, how it may fail, and who speaks then. tests/tools/fake_chatllm is the program. */
#include "config.h"

#include "tests/workers/engine/speech_sample.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/lectern-program-XXXXXX";
static char program[PATH_MAX], model[64];

static const char hello[] = "The river runs. It was quiet then.\n\nNobody came.\n";

static int setup(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(directory));
	snprintf(model, sizeof model, "%s/model", directory);
	assert_non_null(realpath("tests/tools/fake_chatllm", program));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(model);
	return rmdir(directory);
}

/* How the program will behave from now on. */
static void behave(const char *manner)
{
	FILE *file = fopen(model, "w");
	assert_non_null(file);
	fprintf(file, "%s\n", manner);
	fclose(file);
}

enum { SETTINGS_SIZE = 3 * PATH_MAX };

static void settings_of(char text[SETTINGS_SIZE], const char *engine, const char *more)
{
	snprintf(text, SETTINGS_SIZE,
		"[tts_service]\nengine = \"%s\"\nprogram = \"%s\"\nmodel = \"%s\"\n%s", engine,
		program, model, more);
}

static struct player *start(const char *engine, const char *more)
{
	char text[SETTINGS_SIZE];
	settings_of(text, engine, more);
	return start_engine("tts-service", text);
}

#define COMMAND   "program_arguments = [\"-m\", \"{model}\", \"--command\"]\n"
#define NO_PAUSES "sentence_pause_ms = 0\nparagraph_pause_ms = 0\nheading_pause_ms = 0\n"

/* The samples as the text that they are made of. */
static const char *text_of(struct speech_sample *sample)
{
	buf_append_char(&sample->pcm, '\0');
	return sample->pcm.data;
}

/* ---- what it is told ---- */

static void test_speech(void **state)
{
	(void)state;
	struct speech_sample sample, again;
	behave("tone");
	struct player *player = start("chatllm", "");
	speak_with(player,
		(struct speech_request) { .text = hello, .metadata = "{\"language\":\"eng\"}" },
		&sample);
	assert_string_equal(sample.outcome, "spoken");
	assert_string_equal(sample.rate, "24000");
	assert_string_equal(sample.channels, "1");
	assert_string_equal(sample.encoding, "s16le");
	assert_string_equal(sample.language, "eng");
	assert_string_equal(sample.engine, "chatllm");
	assert_string_equal(sample.fault, "");
	/* 46 characters of 1/20 s, a paragraph's pause, a sentence's at the end. */
	assert_true(seconds_of(&sample) > 3.29 && seconds_of(&sample) < 3.31);
	assert_true(silence_of(&sample, 0.2, 0) > 0.69 && silence_of(&sample, 0.2, 0) < 0.71);
	assert_true(silence_of(&sample, 0.2, 1) > 0.29 && silence_of(&sample, 0.2, 1) < 0.31);
	speak_with(player, (struct speech_request) { .text = hello }, &again);
	assert_same(&sample, &again);
	buf_free(&again.pcm);
	speak_with(player,
		(struct speech_request) { .text = hello, .parameters = "{\"seed\":\"7\"}" },
		&again);
	assert_other(&sample, &again);
	buf_free(&again.pcm);
	speak_with(player,
		(struct speech_request) {
			.text = "",
		},
		&again);
	assert_string_equal(again.outcome, "blank");
	assert_string_equal(again.rate, "24000");
	buf_free(&again.pcm);
	buf_free(&sample.pcm);
	stop_engine(&player);
}

static void check_text(struct player *player, struct speech_request request, const char *expected)
{
	struct speech_sample sample;
	speak_with(player, request, &sample);
	assert_contains(text_of(&sample), expected);
	buf_free(&sample.pcm);
}

static void test_arguments(void **state)
{
	(void)state;
	char expected[400];
	behave("arguments");
	struct player *player = start("chatllm", NO_PAUSES);
	snprintf(expected, sizeof expected,
		"[-m][%s][-p][Say it.][--tts_export][/proc/self/fd/3][--seed][0][-ngl][0][--top_p]"
		"[0.95][--repeat_penalty][1.1][--temp][0.7][--set][voice][en]",
		model);
	check_text(player, (struct speech_request) { .text = "Say it." }, expected);
	/* The event before the job's options before the settings. */
	check_text(player,
		(struct speech_request) { .text = "Say it.",
			.parameters = "{\"voice\":\"leo\",\"seed\":\"42\",\"topP\":"
				      "\"0.94999999999999996\"}",
			.options = "{\"voice\":\"tara\",\"ngl\":\"99\",\"temperature\":\"0\"}" },
		"[--seed][42][-ngl][99][--top_p][0.95][--repeat_penalty][1.1][--temp][0][--set]"
		"[voice][leo]");
	stop_engine(&player);
	player = start("chatllm", NO_PAUSES
		"program_arguments = [\"-m\", \"{model}\", \"--snac_model\", \"{{snac}\", "
		"\"-p\", \"{voice}: {text}\", \"--tts_export\", \"{out}\", "
		"\"--repetition_penalty\", \"{repetition_penalty}\"]\n");
	check_text(player, (struct speech_request) { .text = "Say it." },
		"[--snac_model][{snac}][-p][en: Say it.][--tts_export][/proc/self/fd/3]"
		"[--repetition_penalty][1.1]");
	stop_engine(&player);
}

/* No shell and no template ever looks at a text. */
static void test_text_is_text(void **state)
{
	(void)state;
	behave("text");
	struct player *player = start("chatllm", NO_PAUSES);
	check_text(player,
		(struct speech_request) { .text = "$(touch /tmp/x); `id` \"'\\ {model} {{ %s -m" },
		"[$(touch /tmp/x); `id` \"'\\ {model} {{ %s -m]");
	check_text(player, (struct speech_request) { .text = "--seed\n-m x" }, "[--seed -m x]");
	check_text(player,
		(struct speech_request) { .text = "a\xff"
						  "b \x1b[1m" },
		"[a b  [1m]");
	stop_engine(&player);
}

static void test_pieces(void **state)
{
	(void)state;
	behave("text");
	struct player *player = start("chatllm", NO_PAUSES "max_chunk_chars = 30\n");
	check_text(player,
		(struct speech_request) {
			.text = "One two three. Four five six. Seven eight nine ten.\n\n***\n\n"
				"Eleven twelve, thirteen fourteen fifteen sixteen." },
		"[One two three. Four five six.]\n[Seven eight nine ten.]\n"
		"[Eleven twelve, thirteen]\n[fourteen fifteen sixteen.]\n");
	check_text(player,
		(struct speech_request) {
			.text = "Eleven twelve, thirteen fourteen fifteen sixteen." },
		"[Eleven twelve, thirteen]\n[fourteen fifteen sixteen.]\n");
	check_text(player,
		(struct speech_request) { .text = "SQL",
			.options = "{\"pronunciation\":"
				   "\"sql=sequel\"}" },
		"[sequel]");
	stop_engine(&player);
}

static void test_voices(void **state)
{
	(void)state;
	behave("arguments");
	struct player *player = start("chatllm", "voices = [\"tara\", \"leo\"]\nvoice = \"leo\"\n");
	check_text(player, (struct speech_request) { .text = "Say it." }, "[voice][leo]");
	check_text(player,
		(struct speech_request) { .text = "Say it.", .options = "{\"voice\":\"tara\"}" },
		"[voice][tara]");
	struct speech_request request = { .text = "Say it.", .options = "{\"voice\":\"de\"}" };
	struct play_input input;
	struct play play = play_of(&request, &input);
	run_rejected(player, &play, "voice: there is no \"de\"; available: tara, leo");
	stop_engine(&player);
}

/* ---- what it can see and do ---- */

static void test_clean_surroundings(void **state)
{
	(void)state;
	struct speech_sample sample;
	setenv("LECTERN_TEST_SECRET", "open sesame", 1);
	behave("spy");
	struct player *player =
		start("chatllm", NO_PAUSES "program_environment = [\"LD_BIND_NOW=1\"]\n");
	speak_with(player, (struct speech_request) { .text = "Say it." }, &sample);
	const char *seen = text_of(&sample);
	assert_memory_equal(seen,
		"env PATH=/nonexistent\nenv HOME=/nonexistent\nenv LANG=C.UTF-8\n"
		"env LD_BIND_NOW=1\nfd 0 device\nfd 1 device\nfd 2 pipe\nfd 3 file\ncwd /\n",
		strlen("env PATH=/nonexistent\nenv HOME=/nonexistent\nenv LANG=C.UTF-8\n"
		       "env LD_BIND_NOW=1\nfd 0 device\nfd 1 device\nfd 2 pipe\nfd 3 file\n"
		       "cwd /\n"));
	assert_null(strstr(seen, "sesame"));
#ifndef LECTERN_SANITIZED
	assert_contains(seen, "read /etc/passwd: Permission denied\n");
	assert_contains(seen, "write /tmp: Permission denied\n");
	assert_contains(seen, "connect: Operation not permitted\n");
	assert_contains(seen, "signal the parent: Operation not permitted\n");
	assert_contains(seen, "run another: Permission denied\n");
#endif
	unlink("/tmp/lectern-fake-chatllm");
	buf_free(&sample.pcm);
	stop_engine(&player);
}

/* A player that is there, even in the engine's PATH, is not heard. */
static void check_no_player(const char *more)
{
	char path[PATH_MAX], player_program[PATH_MAX], heard[PATH_MAX];
	struct speech_sample sample;
	snprintf(player_program, sizeof player_program, "%s/ffplay", directory);
	snprintf(heard, sizeof heard, "%s/heard", directory);
	FILE *file = fopen(player_program, "w");
	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n: >%s\n", heard);
	fclose(file);
	chmod(player_program, 0755);
	const char *path_of_test = getenv("PATH");
	char *old = strdup(path_of_test ? path_of_test : "/usr/bin:/bin");
	snprintf(path, sizeof path, "%s:%s", directory, old);
	setenv("PATH", path, 1);
	/* The test can see it. */
	assert_int_equal(system("ffplay"), 0);
	assert_int_equal(unlink(heard), 0);
	behave("tone");
	struct player *player = start("chatllm", more);
	speak_with(player, (struct speech_request) { .text = hello }, &sample);
	assert_string_equal(sample.engine, "chatllm");
	assert_int_equal(access(heard, F_OK), -1);
	buf_free(&sample.pcm);
	stop_engine(&player);
	setenv("PATH", old, 1);
	free(old);
	unlink(player_program);
}

static void test_no_player(void **state)
{
	(void)state;
	check_no_player("");
	check_no_player("[supervisor]\nsandbox = \"off\"\n");
}

/* ---- how it may fail ---- */

static void check_failure(struct player *player, const char *manner, const char *reason)
{
	static struct play_result result;
	struct speech_request request = { .text = hello };
	struct play_input input;
	struct play play = play_of(&request, &input);
	behave(manner);
	player_run(player, &play, &result);
	assert_false(result.died);
	assert_contains(result.reason, reason);
	assert_int_equal(result.verdict, VERDICT_RETRY);
	assert_int_equal(result.put_count, 0);
	play_result_free(&result);
}

static void check_good(struct player *player, const char *manner)
{
	struct speech_sample sample;
	behave(manner);
	speak_with(player, (struct speech_request) { .text = hello }, &sample);
	assert_string_equal(sample.outcome, "spoken");
	assert_true(seconds_of(&sample) > 2.5 && seconds_of(&sample) < 4);
	buf_free(&sample.pcm);
}

static void test_failures(void **state)
{
	(void)state;
	behave("tone");
	struct player *player =
		start("chatllm", "program_timeout_seconds = 1\nmax_chunk_seconds = 3\n");
	check_failure(player, "crash", "fake_chatllm was killed by SIGABRT");
	check_failure(player, "hang", "fake_chatllm was not done within 1 s and was killed");
	check_failure(player, "nothing", "it made no sound");
	check_good(player, "odd");
	check_failure(player, "silent", "it made only silence");
	check_failure(player, "json",
		"it wrote text instead of audio: {\"error\": {\"message\": \"the model is asleep\"}}");
	check_failure(player, "huge", "fake_chatllm made more than 148096 bytes of audio");
	check_failure(player, "unhappy", "fake_chatllm: exit status 3: it is all   too much");
	check_failure(player, "nonsense", "fake_chatllm: exit status 1: error: ");
	/* And yet, whatever happened. */
	check_good(player, "noise");
	check_good(player, "unheard");
	check_good(player, "tone");
	stop_engine(&player);
}

static void test_missing_files(void **state)
{
	(void)state;
	char text[SETTINGS_SIZE], reason[500];
	unlink(model);
	settings_of(text, "chatllm", "");
	assert_null(player_start("tts-service", text, reason));
	assert_contains(reason, "engine = \"chatllm\": the model /tmp/lectern-program-");
	assert_contains(reason, "/model: No such file or directory");
	behave("tone");
	struct player *player = start("chatllm", "");
	unlink(model);
	static struct play_result result;
	struct speech_request request = { .text = hello };
	struct play_input input;
	struct play play = play_of(&request, &input);
	player_run(player, &play, &result);
	assert_int_equal(result.verdict, VERDICT_RETRY);
	assert_contains(result.reason, "/model: No such file or directory");
	play_result_free(&result);
	check_good(player, "tone");
	stop_engine(&player);
	snprintf(text, sizeof text,
		"[tts_service]\nengine = \"command\"\nprogram = \"/nonexistent/piper\"\n"
		"program_arguments = []\n");
	assert_null(player_start("tts-service", text, reason));
	assert_contains(reason, "the program /nonexistent/piper: No such file or directory");
}

static void test_fallback(void **state)
{
	(void)state;
	struct speech_sample sample, espeak;
	struct player *plain = start_engine("tts-service", "[tts_service]\nvoice = \"de\"\n");
	behave("tone");
	struct player *player = start("chatllm", "fallback_engine = \"espeak\"\n");
	check_good(player, "tone");
	/* What it made of the first piece is not heard. */
	behave("crash");
	speak_with(player,
		(struct speech_request) {
			.text = hello, .options = "{\"language\":\"deu\",\"voice\":\"tara\"}" },
		&sample);
	assert_string_equal(sample.engine, "espeak");
	assert_contains(sample.fault, "fake_chatllm was killed by SIGABRT");
	speak_with(plain, (struct speech_request) { .text = hello }, &espeak);
	assert_same(&sample, &espeak);
	buf_free(&sample.pcm);
	buf_free(&espeak.pcm);
	check_good(player, "tone");
	stop_engine(&player);
	stop_engine(&plain);
}

/* One piece of three that fails leaves a silence, and the page says which. */
static void test_a_piece_is_missing(void **state)
{
	(void)state;
	struct speech_sample whole, holed;
	behave("tone");
	struct player *player = start("chatllm", "max_chunk_chars = 40\n");
	static const char three[] =
		"The first piece is fine, it is.\n\nHere is where we stumble.\n\n"
		"The third piece is fine, it is.\n";
	speak_with(player, (struct speech_request) { .text = three }, &whole);
	assert_string_equal(whole.fault, "");
	behave("stumble");
	speak_with(player, (struct speech_request) { .text = three }, &holed);
	assert_string_equal(holed.engine, "chatllm");
	assert_contains(holed.fault, "\"Here is where we stumble.\" is missing: ");
	assert_contains(holed.fault, "it made no sound");
	assert_true(seconds_of(&holed) < seconds_of(&whole));
	assert_true(seconds_of(&holed) > seconds_of(&whole) / 2);
	buf_free(&whole.pcm);
	buf_free(&holed.pcm);
	/* Nothing but what fails is a failure. */
	static struct play_result result;
	struct speech_request request = { .text = "We stumble." };
	struct play_input input;
	struct play play = play_of(&request, &input);
	player_run(player, &play, &result);
	assert_int_equal(result.verdict, VERDICT_RETRY);
	play_result_free(&result);
	stop_engine(&player);
}

/* ---- any command ---- */

/* So many times as much sound, pauses aside, and no click of a head in it. */
static void check_longer(
	struct player *player, const char *manner, const struct speech_sample *once, int times)
{
	struct speech_sample sample;
	behave(manner);
	speak_with(player, (struct speech_request) { .text = hello }, &sample);
	double pauses = 1.0; /* between two paragraphs, and at the end */
	double expected = (seconds_of(once) - pauses) * times + pauses;
	assert_true(seconds_of(&sample) > expected - 0.01 && seconds_of(&sample) < expected + 0.01);
	const int16_t *samples = (const int16_t *)(const void *)sample.pcm.data;
	for (size_t i = 0; i < sample.pcm.len / 2; i++)
		assert_true(samples[i] == 0 || abs(samples[i]) == 8000);
	buf_free(&sample.pcm);
}

static void test_command(void **state)
{
	(void)state;
	struct speech_sample raw, wav, streamed;
	behave("tone");
	struct player *player = start("command", COMMAND "program_sample_rate = 22050\n");
	speak_with(player, (struct speech_request) { .text = hello }, &raw);
	assert_string_equal(raw.rate, "22050");
	assert_string_equal(raw.engine, "command");
	check_good(player, "odd");
	check_failure(player, "nothing", "it made no sound");
	/* Its status alone says whether what it wrote is whole. */
	check_failure(player, "unheard", "fake_chatllm: exit status 1");
	check_good(player, "noise");
	behave("text");
	check_text(player, (struct speech_request) { .text = "$(id) {model} -m" },
		"[$(id) {model} -m]");
	stop_engine(&player);
	behave("wav");
	player = start("command", COMMAND "program_output = \"wav\"\n");
	speak_with(player, (struct speech_request) { .text = hello }, &wav);
	assert_string_equal(wav.rate, "22050");
	assert_same(&raw, &wav);
	behave("streamed");
	speak_with(player, (struct speech_request) { .text = hello }, &streamed);
	assert_same(&raw, &streamed);
	buf_free(&streamed.pcm);
	behave("billions");
	speak_with(player, (struct speech_request) { .text = hello }, &streamed);
	assert_same(&raw, &streamed);
	buf_free(&streamed.pcm);
	behave("oddwav");
	speak_with(player, (struct speech_request) { .text = hello }, &streamed);
	assert_same(&raw, &streamed);
	check_longer(player, "two", &raw, 2);
	check_longer(player, "three", &raw, 3);
	check_failure(player, "short", "its WAV ends early");
	check_failure(player, "float", "its WAV is 32-bit floating point: 16-bit PCM is needed");
	check_failure(player, "tone", "its output is not a WAV");
	stop_engine(&player);
	buf_free(&raw.pcm);
	buf_free(&wav.pcm);
	buf_free(&streamed.pcm);
}

static void check_script(const char *path, const char *more, const char *said)
{
	char text[SETTINGS_SIZE];
	struct speech_sample sample;
	snprintf(text, sizeof text,
		"[tts_service]\nengine = \"command\"\nprogram = \"%s\"\nprogram_arguments = []\n%s",
		path, more);
	struct player *player = start_engine("tts-service", text);
	speak_with(player, (struct speech_request) { .text = "Hello" }, &sample);
	assert_string_equal(text_of(&sample), said);
	buf_free(&sample.pcm);
	stop_engine(&player);
}

/* A script is run by what its first line names, and runs nothing but what program_paths has. */
static void test_script(void **state)
{
	(void)state;
	char path[PATH_MAX];
	snprintf(path, sizeof path, "%s/speak", directory);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("#!/bin/sh\nread -r line\n/bin/true 2>/dev/null && line=Helped\n"
	      "printf '%s' \"$line\" | while read -r x || [ \"$x\" ]; do printf '%s!!' \"$x\"; done\n"
	      "[ \"$line\" = Hello ] && printf '!' || :\n",
		file);
	fclose(file);
	chmod(path, 0755);
#ifndef LECTERN_SANITIZED
	check_script(path, NO_PAUSES, "Hello!!!");
#endif
	check_script(path, NO_PAUSES "program_paths = [\"/bin/true\"]\n", "Helped!!");
	unlink(path);
}

/* ---- nobody is left ---- */

static bool is_gone(int pid)
{
	char path[64], line[300] = "";
	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	FILE *file = fopen(path, "r");
	if (!file)
		return true;
	const char *end = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
	fclose(file);
	return end && end[1] == ' ' && (end[2] == 'Z' || end[2] == 'X');
}

static void wait_until_gone(int pid)
{
	for (int i = 0; i < 3000 && !is_gone(pid); i++)
		usleep(10000);
	assert_true(is_gone(pid));
}

static void test_nobody_is_left_by_the_program(void **state)
{
	(void)state;
	struct speech_sample sample;
	behave("leave");
	struct player *player = start("chatllm", NO_PAUSES);
	speak_with(player, (struct speech_request) { .text = "Say it." }, &sample);
	const char *number = strchr(text_of(&sample), '[');
	assert_non_null(number);
	wait_until_gone(atoi(number + 1));
	buf_free(&sample.pcm);
	stop_engine(&player);
}

static int only_child(int pid)
{
	char path[80];
	int child = 0;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
	FILE *children = fopen(path, "r");
	if (children && fscanf(children, "%d", &child) != 1)
		child = 0;
	if (children)
		fclose(children);
	return child;
}

/* Kills the engine while the program runs, and notes the program's number. */
static void kill_engine(struct player *player, void *context)
{
	int *found = context;
	int launcher = only_child(player_pid(player));
	*found = launcher ? only_child(launcher) : 0;
	if (*found > 0)
		kill(player_pid(player), SIGKILL);
}

static void test_nobody_is_left_by_the_engine(void **state)
{
	(void)state;
	static struct play_result result;
	struct speech_request request = { .text = hello };
	struct play_input input;
	struct play play = play_of(&request, &input);
	int running = 0;
	behave("hang");
	struct player *player = start("chatllm", "");
	play.on_progress = kill_engine;
	play.context = &running;
	player_run(player, &play, &result);
	assert_true(result.died);
	assert_true(running > 0);
	wait_until_gone(running);
	play_result_free(&result);
	player_stop(&player);
}

static void kill_launcher(struct player *player, void *context)
{
	int launcher = only_child(player_pid(player));
	if (launcher > 0 && only_child(launcher) > 0 && *(int *)context == 0)
		*(int *)context = kill(launcher, SIGKILL) == 0;
}

/* Without its launcher an engine cannot speak: it asks to be replaced. */
static void test_lost_launcher(void **state)
{
	(void)state;
	static struct play_result result;
	struct speech_request request = { .text = hello };
	struct play_input input;
	struct play play = play_of(&request, &input);
	int killed = 0;
	behave("hang");
	struct player *player = start("chatllm", "fallback_engine = \"espeak\"\n");
	play.on_progress = kill_launcher;
	play.context = &killed;
	player_run(player, &play, &result);
	assert_false(result.died);
	assert_int_equal(result.verdict, VERDICT_FATAL);
	assert_contains(result.reason, "the process that runs");
	play_result_free(&result);
	stop_engine(&player);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_speech),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_text_is_text),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_voices),
		cmocka_unit_test(test_clean_surroundings),
		cmocka_unit_test(test_no_player),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_missing_files),
		cmocka_unit_test(test_fallback),
		cmocka_unit_test(test_a_piece_is_missing),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_script),
		cmocka_unit_test(test_nobody_is_left_by_the_program),
		cmocka_unit_test(test_nobody_is_left_by_the_engine),
		cmocka_unit_test(test_lost_launcher),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
