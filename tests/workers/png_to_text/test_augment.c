/* Tests of workers/augment: a page's text with what a model said about it. */
#include "unit.h"

#include "workers/png_to_text/augment.h"

static const struct augmentation both = {
	.present = true,
	.commentary = true,
	.summary = true,
	.summary_placement = "top",
};

static void assert_composed(const struct augmentation *augmentation, const char *language,
	const char *commentary, const char *summary, const char *expected)
{
	struct arena *arena = arena_new();
	const char *const added[AUGMENT_KINDS] = {
		[AUGMENT_COMMENTARY] = commentary,
		[AUGMENT_SUMMARY] = summary,
	};
	assert_string_equal(
		augment_compose(arena, augmentation, language, "The page.\n\n", added), expected);
	arena_free(&arena);
}

static void in_its_place(void **state)
{
	(void)state;
	struct augmentation augmentation = both;
	assert_composed(&augmentation, "eng", "Odd.", "Short.",
		"Summary: Short.\n\nThe page.\n\nCommentary: Odd.\n");
	augmentation.summary_placement = "bottom";
	assert_composed(&augmentation, "eng", "Odd.", "Short.",
		"The page.\n\nSummary: Short.\n\nCommentary: Odd.\n");
	augmentation.summary_placement = NULL;
	assert_composed(&augmentation, "eng", NULL, "Short.", "Summary: Short.\n\nThe page.\n");
	assert_composed(&augmentation, "eng", "Odd.", NULL, "The page.\n\nCommentary: Odd.\n");
}

static void in_the_language_of_the_page(void **state)
{
	(void)state;
	assert_composed(&both, "deu", "Gut.", "Kurz.",
		"Zusammenfassung: Kurz.\n\nThe page.\n\nKommentar: Gut.\n");
	assert_composed(&both, "fra+eng", "Bon.", "Court.",
		"R\xc3\xa9sum\xc3\xa9\xc2\xa0: Court.\n\nThe page.\n\nCommentaire\xc2\xa0: Bon.\n");
	assert_composed(&both, "fin", "Ok.", NULL, "The page.\n\nCommentary: Ok.\n");
	assert_composed(&both, NULL, "Ok.", NULL, "The page.\n\nCommentary: Ok.\n");
	assert_composed(&both, "e", "Ok.", NULL, "The page.\n\nCommentary: Ok.\n");
	assert_string_equal(augment_language("deu_latf"), "German");
	assert_string_equal(augment_language("frk"), "German");
	assert_string_equal(augment_language("eng+deu"), "English");
	assert_null(augment_language("fin"));
	assert_null(augment_language(""));
	assert_null(augment_language(NULL));
}

static void introduced_once(void **state)
{
	(void)state;
	assert_composed(&both, "eng", "Commentary: Odd.", "summary:\nShort.",
		"Summary: Short.\n\nThe page.\n\nCommentary: Odd.\n");
	assert_composed(&both, "fra", NULL, "R\xc3\xa9sum\xc3\xa9 : Court.",
		"R\xc3\xa9sum\xc3\xa9\xc2\xa0: Court.\n\nThe page.\n");
	assert_composed(&both, "eng", "Commentary", NULL, "The page.\n\nCommentary: Commentary\n");
	assert_composed(
		&both, "eng", "Commentary:", NULL, "The page.\n\nCommentary: Commentary:\n");
	assert_composed(&both, "eng", "Commentary on it.", NULL,
		"The page.\n\nCommentary: Commentary on it.\n");
}

static void marks_differ_as_requests_do(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct augmentation augmentations[6] = { both, both, both, both, both, both };
	augmentations[1].summary = false;
	augmentations[2].commentary = false;
	augmentations[3].summary_placement = "bottom";
	augmentations[4].commentary_instructions = "x";
	augmentations[5].summary_instructions = "x";
	for (size_t i = 0; i < 6; i++) {
		for (size_t j = 0; j < 6; j++) {
			bool same = strcmp(augment_mark(arena, &augmentations[i]),
					    augment_mark(arena, &augmentations[j])) == 0;
			assert_int_equal(same, i == j);
		}
	}
	augmentations[3].summary_placement = NULL; /* is "top" */
	assert_string_equal(augment_mark(arena, &both), augment_mark(arena, &augmentations[3]));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_its_place),
		cmocka_unit_test(in_the_language_of_the_page),
		cmocka_unit_test(introduced_once),
		cmocka_unit_test(marks_differ_as_requests_do),
	};
	return RUN(tests);
}
