/* test_languages.c: tests of common/text/languages and workers/language/guess. */
#include "unit.h"

#include "common/text/languages.h"
#include "workers/language/guess.h"

static void check_name(const char *name, const char *print)
{
	const struct language_name *found = language_named(name);
	if (!print) {
		assert_null(found);
		return;
	}
	assert_non_null(found);
	assert_string_equal(found->print, print);
}

static void languages_have_names(void **state)
{
	(void)state;
	check_name("German", "deu");
	check_name("deutsch", "deu");
	check_name("DE", "deu");
	check_name("de-AT", "deu");
	check_name("pt_BR", "por");
	check_name("deu+eng", "deu");
	check_name("zh-CN", "chi_sim");
	check_name("zh-Hant-HK", "chi_tra");
	check_name("nb-NO", "nor");
	check_name("Klingon", NULL);
	check_name("germanic", NULL);
	check_name("d", NULL);
	check_name("", NULL);
	check_name("-", NULL);
	check_name(NULL, NULL);
}

static void several_names(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	assert_string_equal(languages_print_names("English+German", arena), "eng+deu");
	assert_string_equal(languages_print_names("chi_sim", arena), "chi_sim");
	assert_string_equal(languages_print_names("auto", arena), "auto");
	assert_string_equal(languages_print_names("+Klingon+", arena), "+Klingon+");
	arena_free(&arena);
}

static const char german[] = "Die Kinder gingen früh am Morgen zum Hafen, um die Schiffe zu sehen, "
			     "die in der Nacht angekommen waren.";
static const char french[] = "Les enfants allaient tôt le matin au port pour voir les bateaux qui "
			     "étaient arrivés pendant la nuit.";
static const char english[] =
	"Early in the morning the children went to the harbour to see the "
	"ships that had come in during the night, and nobody spoke a word. The water was still, and "
	"the masts stood in it like a wood in winter, with all of its leaves gone and the birds away.";

static void check_guess(
	const struct guess *guess, const char *text, const char *claimed, const char *print)
{
	const char *found = guess_language(guess, text, strlen(text), claimed);
	if (print)
		assert_string_equal(found, print);
	else
		assert_null(found);
}

static void the_text_tells(void **state)
{
	struct guess *guess = guess_new();
	(void)state;
	assert_non_null(guess);
	check_guess(guess, german, NULL, "deu");
	check_guess(guess, french, NULL, "fra");
	check_guess(guess, english, NULL, "eng");
	/* The document's claim does not outweigh a text in another language. */
	check_guess(guess, english, "de-DE", "eng");
	check_guess(guess, german, "de-AT", "deu");
	guess_free(&guess);
	guess_free(&guess);
}

static void too_little_tells_nothing(void **state)
{
	struct guess *guess = guess_new();
	(void)state;
	check_guess(guess, "", NULL, NULL);
	check_guess(guess, "12 13 14\n15 16 17 - 18", NULL, NULL);
	check_guess(guess, "Die Kinder gingen", NULL, NULL);
	check_guess(guess,
		"Arnold, Casa, Dover, Ferri, Lucia, Marina, Murano, Nova, Padua, Portus, "
		"Ravenna, Romana, Rosa, Salerno, Sancta, Silva, Terra, Verona, Via, Villa",
		NULL, NULL);
	check_guess(guess, "Die Kinder gingen", "de", "deu");
	check_guess(guess, "Die Kinder gingen", "x-unknown", NULL);
	check_guess(NULL, german, NULL, NULL);
	check_guess(NULL, german, "fr", "fra");
	guess_free(&guess);
}

static void a_mixture_tells_nothing(void **state)
{
	struct guess *guess = guess_new();
	struct arena *arena = arena_new();
	char *text = arena_string(arena, "");
	(void)state;
	for (int i = 0; i < 8; i++)
		text = arena_printf(arena, "%s %s", text, i < 4 ? german : french);
	check_guess(guess, text, NULL, NULL);
	check_guess(guess, text, "en", "eng");
	arena_free(&arena);
	guess_free(&guess);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(languages_have_names),
		cmocka_unit_test(several_names),
		cmocka_unit_test(the_text_tells),
		cmocka_unit_test(too_little_tells_nothing),
		cmocka_unit_test(a_mixture_tells_nothing),
	};
	return RUN(tests);
}
