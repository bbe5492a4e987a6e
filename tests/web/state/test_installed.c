/* test_installed: voices and languages, from directories like those of eSpeak NG and Tesseract. */
#include "tests/common/unit.h"

#include "common/base/arena.h"
#include "web/state/installed.h"

#include <sys/stat.h>

static char root[] = "/tmp/lectern-installed-XXXXXX";
static struct arena *arena;
static struct installed *installed;

static void make_file(const char *path, const char *text)
{
	char full[300];
	snprintf(full, sizeof full, "%s/%s", root, path);
	FILE *file = fopen(full, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void make_directory(const char *path)
{
	char full[300];
	snprintf(full, sizeof full, "%s/%s", root, path);
	assert_int_equal(mkdir(full, 0700), 0);
}

static int set_up(void **state)
{
	(void)state;
	static const char *const directories[] = { "lang", "lang/gmw", "voices", "voices/!v",
		"voices/mb", "tess", "tess/script" };
	arena = arena_new();
	assert_non_null(mkdtemp(root));
	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
		make_directory(directories[i]);
	make_file("lang/gmw/en-GB-x-rp",
		"name English (Received Pronunciation)\nlanguage en-gb-x-rp\nlanguage en 5\n");
	make_file("lang/gmw/de", "name German\nlanguage de\n");
	make_file("lang/fi", "language fi 4\r\nname Finnish \r\n");
	make_file("lang/README", "nothing of the kind");
	make_file("voices/!v/f3", "language variant\n");
	make_file("voices/mb/mb-en1", "name english-mb-en1\n");
	make_file("tess/eng.traineddata", "");
	make_file("tess/osd.traineddata", "");
	make_file("tess/deu.traineddata", "");
	make_file("tess/pdf.ttf", "");
	make_file("tess/script/Latin.traineddata", "");
	char tess[300];
	snprintf(tess, sizeof tess, "%s/tess", root);
	installed = installed_read(root, tess);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	installed_free(&installed);
	arena_free(&arena);
	char command[300];
	snprintf(command, sizeof command, "rm -rf '%s'", root);
	return system(command);
}

static int check(const char *name, const char *value, struct err *err)
{
	struct meta options = { NULL, 0, 0 };
	meta_set(&options, arena, name, value);
	return installed_check(installed, &options, NULL, err);
}

static void lists(void **state)
{
	(void)state;
	size_t count;
	const struct installed_voice *voices = installed_voices(installed, &count);
	assert_int_equal(count, 3);
	assert_string_equal(voices[0].name, "English (Received Pronunciation)");
	assert_string_equal(voices[0].code, "en-gb-x-rp");
	assert_string_equal(voices[1].name, "Finnish");
	assert_string_equal(voices[1].code, "fi");
	const char *const *languages = installed_languages(installed, &count);
	assert_int_equal(count, 2);
	assert_string_equal(languages[0], "deu");
	assert_string_equal(languages[1], "eng");
}

static void requests(void **state)
{
	(void)state;
	struct err err;
	assert_int_equal(check("voice", "de", &err), 0);
	assert_int_equal(check("voice", "DE", &err), 0);
	assert_int_equal(check("voice", "en-gb-x-rp", &err), 0);
	assert_int_equal(check("voice", "de+f3", &err), 0);
	assert_int_equal(check("voice", "mb-en1", &err), 0);
	assert_int_equal(check("voice", "klingon", &err), -1);
	assert_contains(err.text, "klingon");
	assert_int_equal(check("voice", "de+f99", &err), -1);
	assert_int_equal(check("language", "eng", &err), 0);
	assert_int_equal(check("language", "eng+deu", &err), 0);
	assert_int_equal(check("language", "eng+fra", &err), -1);
	assert_string_equal(err.text, "language: \"fra\" is not installed; available: deu, eng");
	assert_int_equal(check("language", "fra", &err), 0); /* of a PDF with text of its own */
	assert_int_equal(check("language", "tlh", &err), -1);
	assert_int_equal(check("language", "osd", &err), -1);
	assert_int_equal(check("pages", "1", &err), 0);
}

static void the_unknown_passes(void **state)
{
	(void)state;
	struct installed *nothing = installed_read("/nonexistent", NULL);
	struct meta options = { NULL, 0, 0 };
	struct err err;
	size_t count;
	meta_set(&options, arena, "voice", "klingon");
	meta_set(&options, arena, "language", "tlh");
	assert_int_equal(installed_check(nothing, &options, NULL, &err), 0);
	installed_voices(nothing, &count);
	assert_int_equal(count, 0);
	installed_free(&nothing);
}

/* A program that speaks has the voices of the settings, and no other case of them. */
static void voices_of_a_program(void **state)
{
	(void)state;
	static const char text[] = "[tts_service]\nengine = \"command\"\nprogram = \"x\"\n"
				   "program_arguments = []\nvoices = [\"tara\", \"leo\"]\n"
				   "voice = \"leo\"\nvoices_dir = \"/nonexistent\"\n";
	struct settings *settings;
	struct err err;
	struct meta options = { NULL, 0, 0 };
	size_t count;
	assert_int_equal(settings_parse("p.toml", text, sizeof text - 1, &settings, &err), 0);
	struct installed *program = installed_new(settings);
	const struct installed_voice *voices = installed_voices(program, &count);
	assert_int_equal(count, 2);
	assert_string_equal(voices[0].code, "tara");
	meta_set(&options, arena, "voice", "leo");
	assert_int_equal(installed_check(program, &options, NULL, &err), 0);
	meta_set(&options, arena, "voice", "Leo");
	assert_int_equal(installed_check(program, &options, NULL, &err), -1);
	assert_string_equal(err.text, "voice: there is no \"Leo\"; available: tara, leo");
	installed_free(&program);
	settings_free(&settings);
}

/* An installed voice stands beside eSpeak NG's, by its name and by those of its speakers. */
static void installed_voices_are_folders(void **state)
{
	(void)state;
	static const char voice[] = "[voice]\nengine = \"sherpa\"\nkind = \"kokoro\"\n"
				    "title = \"Kokoro\"\nlanguage = \"en-us\"\nlicense = \"MIT\"\n"
				    "sample_rate = 24000\nmodel = \"m\"\ntokens = \"t\"\n"
				    "styles = \"s\"\nspeakers = [\"heart\", \"dora\"]\n"
				    "speaker_languages = [\"en-us\", \"es\"]\n";
	static const char *const files[] = { "m", "t", "s" };
	char text[600], path[100];
	struct settings *settings;
	struct err err;
	struct meta options = { NULL, 0, 0 };
	make_directory("folders");
	make_directory("folders/kokoro");
	make_file("folders/kokoro/voice.toml", voice);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "folders/kokoro/%s", files[i]);
		make_file(path, "x");
	}
	snprintf(text, sizeof text, "[tts_service]\nvoices_dir = \"%s/folders\"\n", root);
	assert_int_equal(settings_parse("p.toml", text, strlen(text), &settings, &err), 0);
	struct installed *all = installed_new(settings);
	const struct installed_voice *found = installed_voice(all, "kokoro:dora");
	assert_non_null(found);
	assert_string_equal(found->name, "Kokoro: dora");
	assert_string_equal(found->engine, "sherpa");
	assert_string_equal(found->language, "es");
	assert_string_equal(found->license, "MIT");
	/* Another model in its place is another voice. */
	assert_string_equal(found->version, installed_voice(all, "kokoro")->version);
	assert_non_null(strstr(found->version, " 3 "));
	assert_null(installed_voice(all, "kokoro:bob"));
	meta_set(&options, arena, "voice", "kokoro:heart");
	assert_int_equal(installed_check(all, &options, NULL, &err), 0);
	meta_set(&options, arena, "voice", "kokoro:bob");
	assert_int_equal(installed_check(all, &options, NULL, &err), -1);
	assert_contains(err.text, "heart, dora");
	meta_set(&options, arena, "voice", "kokoro:dora");
	assert_int_equal(
		installed_check(all, &options, NULL, &err), 0); /* the book may be Spanish */
	assert_int_equal(installed_check(all, &options, "deu", &err), -1); /* it is German */
	meta_set(&options, arena, "language", "auto");
	assert_int_equal(installed_check(all, &options, NULL, &err), 0);
	meta_set(&options, arena, "language", "eng");
	assert_int_equal(installed_check(all, &options, NULL, &err), -1);
	assert_contains(err.text, "kokoro speaks es, but the book's language is \"eng\"");
	meta_set(&options, arena, "voice", "kokoro");
	meta_set(&options, arena, "pitch", "70");
	assert_int_equal(installed_check(all, &options, NULL, &err), -1);
	assert_contains(err.text, "pitch: the voice kokoro has a fixed pitch");
	installed_free(&all);
	settings_free(&settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists),
		cmocka_unit_test(requests),
		cmocka_unit_test(the_unknown_passes),
		cmocka_unit_test(voices_of_a_program),
		cmocka_unit_test(installed_voices_are_folders),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
