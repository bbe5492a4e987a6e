/* test_script_models.c: what a script is read with, of the models that are installed. */
#include "unit.h"

#include "common/base/arena.h"
#include "workers/ocr/ocr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct ocr *ocr;
static struct arena *arena;
static char directory[] = "/tmp/lectern-models-XXXXXX";

/* Names count here: Tesseract lists files, and loads them when they are used. */
static const char *const installed[] = { "eng", "osd", "equ", "rus", "bul", "ukr", "bel", "ell",
	"script/Thai", "tha", "jpn" };

static char *path_of(const char *name)
{
	return arena_printf(arena, "%s/%s.traineddata", directory, name);
}

static int setup(void **state)
{
	(void)state;
	struct err err = { ERR_NONE, "" };
	arena = arena_new();
	if (!mkdtemp(directory) || mkdir(arena_printf(arena, "%s/script", directory), 0700) < 0 ||
		ocr_new("", "eng", &ocr, &err) < 0)
		fail_msg("%s: %s", directory, err.text);
	const char *real = arena_printf(arena, "%s/eng.traineddata", ocr_data_path(ocr));
	for (size_t i = 0; i < sizeof installed / sizeof *installed; i++)
		assert_int_equal(symlink(real, path_of(installed[i])), 0);
	ocr_free(&ocr);
	assert_int_equal(ocr_new(directory, "eng", &ocr, &err), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	ocr_free(&ocr);
	for (size_t i = 0; i < sizeof installed / sizeof *installed; i++)
		unlink(path_of(installed[i]));
	rmdir(arena_printf(arena, "%s/script", directory));
	rmdir(directory);
	arena_free(&arena);
	return 0;
}

static void languages_of_the_script_are_taken(void **state)
{
	(void)state;
	assert_string_equal(ocr_models_for_script(ocr, "Greek", arena), "ell");
	assert_string_equal(ocr_models_for_script(ocr, "Latin", arena), "eng");
	assert_string_equal(ocr_models_for_script(ocr, "Japanese", arena), "jpn");
}

static void a_few_in_one_order(void **state)
{
	(void)state;
	assert_string_equal(ocr_models_for_script(ocr, "Cyrillic", arena), "bel+bul+rus");
}

static void its_own_model_reads_all_of_them(void **state)
{
	(void)state;
	assert_string_equal(ocr_models_for_script(ocr, "Thai", arena), "script/Thai");
}

static void nothing_is_installed(void **state)
{
	(void)state;
	assert_null(ocr_models_for_script(ocr, "Tamil", arena));
}

static void models_are_found_without_loading(void **state)
{
	(void)state;
	char *path = ocr_find_models(directory, "eng+rus");
	assert_non_null(path);
	assert_int_equal(strncmp(path, directory, strlen(directory)), 0);
	free(path);
	assert_null(ocr_find_models(directory, "eng+deu"));
	assert_null(ocr_find_models("/nonexistent", "eng"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(models_are_found_without_loading),
		cmocka_unit_test(languages_of_the_script_are_taken),
		cmocka_unit_test(a_few_in_one_order),
		cmocka_unit_test(its_own_model_reads_all_of_them),
		cmocka_unit_test(nothing_is_installed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
