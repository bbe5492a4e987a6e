/* test_print_script.c: which languages are printed in which script. */
#include "unit.h"

#include "workers/ocr/print_script.h"
#include "workers/png_to_text/spoken_by.h"

static void test_known_names(void **state)
{
	(void)state;
	assert_string_equal(print_script_known("Cyrillic"), "Cyrillic");
	assert_null(print_script_known("cyrillic"));
	assert_null(print_script_known("Common"));
	assert_null(print_script_known(""));
	assert_null(print_script_known(NULL));
}

static void test_one_language(void **state)
{
	(void)state;
	assert_true(print_script_suits("Latin", "eng"));
	assert_true(print_script_suits("Latin", "deu_latf"));
	assert_true(print_script_suits("Cyrillic", "rus"));
	assert_true(print_script_suits("Han", "jpn"));
	assert_true(print_script_suits("Japanese", "jpn"));
	assert_false(print_script_suits("Cyrillic", "eng"));
	assert_false(print_script_suits("Latin", "rus"));
	assert_false(print_script_suits("Hebrew", "ara"));
	assert_false(print_script_suits("Nonsense", "eng"));
}

static void test_several_languages(void **state)
{
	(void)state;
	assert_true(print_script_suits("Cyrillic", "eng+rus"));
	assert_true(print_script_suits("Latin", "rus+eng"));
	assert_false(print_script_suits("Greek", "eng+rus"));
}

/* A part of a name is no name. */
static void test_parts_of_names(void **state)
{
	(void)state;
	assert_true(print_script_suits("Latin", "ru"));
	assert_true(print_script_suits("Latin", "rusx"));
	assert_true(print_script_suits("Latin", "aze"));
	assert_true(print_script_suits("Cyrillic", "aze_cyrl"));
	assert_true(print_script_suits("Latin", ""));
}

static void rules_follow_language_or_voice(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	assert_string_equal(spoken_by("fra", "de", "eng", arena), "fra");
	assert_string_equal(spoken_by(NULL, "de", "eng", arena), "deu");
	assert_string_equal(spoken_by(NULL, "joe", "pol", arena), "pol");
	assert_string_equal(spoken_by("", NULL, "eng", arena), "eng");
	assert_true(spoken_month_first("en-us") && !spoken_month_first("en-gb"));
	assert_false(spoken_month_first(NULL));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_follow_language_or_voice),
		cmocka_unit_test(test_known_names),
		cmocka_unit_test(test_one_language),
		cmocka_unit_test(test_several_languages),
		cmocka_unit_test(test_parts_of_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
