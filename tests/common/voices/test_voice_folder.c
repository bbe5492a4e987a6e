/* test_voice_folder.c: voice.toml is read correctly, and the files it names stay inside the folder.
 */
#include "tests/common/unit.h"

#include "common/voices/voice_choice.h"
#include "common/voices/voice_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[64];
static struct arena *arena;

static const char good[] = "[voice]\nengine = \"sherpa\"\nkind = \"kokoro\"\nlanguage = \"en-us\"\n"
			   "sample_rate = 24000\nmodel = \"model.onnx\"\ntokens = \"tokens.txt\"\n"
			   "styles = \"voices.bin\"\nspeakers = [\"af_heart\", \"ef_dora\"]\n"
			   "speaker_languages = [\"en-us\", \"es\"]\n"
			   "default_speaker = \"ef_dora\"\n"
			   "gain_db = -2.5\nrepeatable = true\nlicense = \"MIT\"\n";

static void write_file(const char *name, const char *text)
{
	char path[200];
	snprintf(path, sizeof path, "%s/kokoro/%s", directory, name);
	unlink(path);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int setup(void **state)
{
	char path[200];
	(void)state;
	strcpy(directory, "/tmp/test_voice_folder-XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof path, "%s/kokoro", directory);
	mkdir(path, 0755);
	arena = arena_new();
	write_file("model.onnx", "model");
	write_file("tokens.txt", "a 1\n");
	write_file("voices.bin", "styles");
	write_file("voice.toml", good);
	return 0;
}

static int teardown(void **state)
{
	char command[200];
	(void)state;
	arena_free(&arena);
	snprintf(command, sizeof command, "rm -rf %s", directory);
	return system(command);
}

static int read_it(struct voice_folder *folder, struct err *err)
{
	char path[200];
	snprintf(path, sizeof path, "%s/kokoro", directory);
	return voice_folder_read(arena, path, folder, err);
}

static void refused(const char *toml, const char *reason)
{
	struct voice_folder folder;
	struct err err;
	write_file("voice.toml", toml);
	assert_int_equal(read_it(&folder, &err), -1);
	if (!strstr(err.text, reason))
		fail_msg("\"%s\" is not in \"%s\"", reason, err.text);
}

/* `good` with one line replaced. */
static void refused_line(const char *key, const char *line, const char *reason)
{
	char toml[2000] = "";
	for (const char *at = good, *end; *at; at = end + 1) {
		end = strchr(at, '\n');
		if (strncmp(at, key, strlen(key)) == 0 && at[strlen(key)] == ' ')
			strcat(toml, line);
		else
			strncat(toml, at, (size_t)(end - at));
		strcat(toml, "\n");
	}
	refused(toml, reason);
}

static void a_good_one(void **state)
{
	(void)state;
	struct voice_folder folder;
	struct err err;
	assert_int_equal(read_it(&folder, &err), 0);
	assert_string_equal(folder.name, "kokoro");
	assert_string_equal(folder.title, "kokoro");
	assert_int_equal(folder.speaker_count, 2);
	assert_int_equal(folder.sample_rate, 24000);
	assert_true(folder.gain_db < -2.4 && folder.gain_db > -2.6);
	assert_int_equal(voice_folder_speaker(&folder, NULL), 1);
	assert_int_equal(voice_folder_speaker(&folder, "af_heart"), 0);
	assert_int_equal(voice_folder_speaker(&folder, "nobody"), -1);
	assert_string_equal(voice_folder_language(&folder, 1), "es");
	assert_true(voice_folder_speaks(&folder, 0, "en"));
	assert_true(voice_folder_speaks(&folder, 0, "en-gb"));
	assert_false(voice_folder_speaks(&folder, 1, "en"));
	assert_int_equal(folder.model_bytes, 5 + 4 + 6);
}

static void bad_values(void **state)
{
	(void)state;
	refused("", "engine is missing");
	refused("engine = \"sherpa\"\n", "before any [section]");
	refused("[else]\n", "[voice]");
	refused_line("engine", "engine = \"magic\"", "engine must be");
	refused_line("kind", "kind = \"tape\"", "kind must be");
	refused_line("language", "language = \"../en\"", "language");
	refused_line("sample_rate", "sample_rate = 3", "from 8000");
	refused_line("sample_rate", "sample_rate = \"x\"", "whole number");
	refused_line("gain_db", "gain_db = 900", "from -40 to 40");
	refused_line("license", "colour = \"red\"", "is not known");
	refused_line("speakers", "speakers = [\"a b\"]", "is not a name");
	refused_line("speaker_languages", "speaker_languages = [\"en\"]", "one entry for each");
	refused_line("default_speaker", "default_speaker = \"bob\"", "is not one of speakers");
	refused_line("styles", "", "styles is missing");
}

/* Nothing outside the folder, no links, no special files, nothing huge. */
static void bad_files(void **state)
{
	(void)state;
	struct voice_folder folder;
	struct err err;
	char path[200];
	refused_line("model", "model = \"../kokoro/model.onnx\"", "inside the folder");
	refused_line("model", "model = \"/etc/passwd\"", "inside the folder");
	refused_line("model", "model = \"..\"", "inside the folder");
	refused_line("model", "model = \"other.onnx\"", "other.onnx");
	write_file("voice.toml", good);
	snprintf(path, sizeof path, "%s/kokoro/tokens.txt", directory);
	unlink(path);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_int_equal(read_it(&folder, &err), -1);
	assert_non_null(strstr(err.text, "link"));
	unlink(path);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(read_it(&folder, &err), -1);
	rmdir(path);
	write_file("tokens.txt", "a 1\n");
	assert_int_equal(truncate(path, (off_t)1024 * 1024 * 1024), 0);
	assert_int_equal(read_it(&folder, &err), -1);
	assert_non_null(strstr(err.text, "1073741824 bytes"));
	write_file("tokens.txt", "a 1\n");
	snprintf(path, sizeof path, "%s/kokoro/voice.toml", directory);
	unlink(path);
	assert_int_equal(mkfifo(path, 0644), 0);
	assert_int_equal(read_it(&folder, &err), -1);
	unlink(path);
}

static void names(void **state)
{
	(void)state;
	static const char *const bad[] = { "", ".", "..", ".hidden", "-x", "a/b", "a b", "a\n", "ä",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(voice_name_is_valid(bad[i]));
	assert_true(voice_name_is_valid("en_US-joe-medium"));
	assert_true(voice_name_is_valid("kokoro-v1.0"));
}

static void choices(void **state)
{
	(void)state;
	struct tts_settings settings = {
		.engine = "espeak",
		.voice = "en",
		.voices_dir = directory,
		.program = "",
		.base_url = "",
	};
	struct voice_list *list = voice_list_new(&settings, NULL, NULL);
	struct voice_choice choice;
	struct err err;
	assert_int_equal(voice_choose(&settings, list, "kokoro:af_heart", &choice, &err), 0);
	assert_int_equal(choice.engine, VOICE_OF_FOLDER);
	assert_int_equal(choice.speaker, 0);
	assert_int_equal(voice_choose(&settings, list, "kokoro", &choice, &err), 0);
	assert_int_equal(choice.speaker, 1);
	assert_int_equal(voice_choose(&settings, list, "en-gb", &choice, &err), 0);
	assert_int_equal(choice.engine, VOICE_OF_ESPEAK);
	assert_int_equal(voice_choose(&settings, list, NULL, &choice, &err), 0);
	assert_string_equal(choice.name, "en");
	assert_int_equal(voice_choose(&settings, list, "espeak:de", &choice, &err), 0);
	assert_string_equal(choice.name, "de");
	assert_int_equal(voice_choose(&settings, list, "kokoro:bob", &choice, &err), -1);
	assert_non_null(strstr(err.text, "af_heart, ef_dora"));
	assert_int_equal(voice_choose(&settings, list, "chatllm:tara", &choice, &err), -1);
	assert_int_equal(voice_choose(&settings, list, "openai:alloy", &choice, &err), -1);
	settings.base_url = "http://127.0.0.1:1/v1";
	assert_int_equal(voice_choose(&settings, list, "openai:alloy", &choice, &err), 0);
	assert_int_equal(choice.engine, VOICE_OF_SERVER);
	assert_string_equal(choice.name, "alloy");
	/* A program can be used in addition to the configured engine. */
	settings.program = "/bin/cat";
	assert_int_equal(voice_choose(&settings, list, "command:cat", &choice, &err), 0);
	assert_int_equal(choice.engine, VOICE_OF_PROGRAM);
	assert_int_equal(voice_choose(&settings, list, "chatllm:tara", &choice, &err), -1);
	settings.engine = "chatllm";
	assert_int_equal(voice_choose(&settings, list, "chatllm:tara", &choice, &err), 0);
	assert_int_equal(choice.engine, VOICE_OF_PROGRAM);
	assert_int_equal(voice_choose(&settings, list, "tara", &choice, &err), 0);
	assert_int_equal(choice.engine, VOICE_OF_PROGRAM);
	voice_list_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_good_one, setup, teardown),
		cmocka_unit_test_setup_teardown(bad_values, setup, teardown),
		cmocka_unit_test_setup_teardown(bad_files, setup, teardown),
		cmocka_unit_test(names),
		cmocka_unit_test_setup_teardown(choices, setup, teardown),
	};
	return RUN(tests);
}
