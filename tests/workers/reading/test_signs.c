/* test_signs: fractions and signs in words, and what only looks like them. */
#include "unit.h"

#include "common/base/arena.h"
#include "workers/reading/signs.h"

static void check(const char *language, const char *text, const char *expected)
{
	struct arena *arena = arena_new();
	assert_string_equal(signs_spoken(text, language, arena), expected);
	arena_free(&arena);
}

static void check_stay(const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check("eng", texts[i], texts[i]);
}

static void fractions_are_said(void **state)
{
	(void)state;
	check("eng", "5⅜ in", "5 and three eighths in");
	check("eng", "5 ⅜ in", "5 and three eighths in");
	check("eng", "⅛ of it", "one eighth of it");
	check("eng", "3½ inches", "3 and a half inches");
	check("eng", "½ cup, £2¾.", "one half cup, £2 and three quarters.");
	check("eng", "(⅔)", "(two thirds)");
	check("eng", "3 1/2 inches", "3 and a half inches");
	check("eng", "of 3 3/16\"", "of 3 and three sixteenths\"");
	check("eng", "1⁄2 of", "one half of");
	check("eng", "2 1⁄4 and ¹⁄₃", "2 and one quarter and one third");
	check("eng", "2¹⁄₃", "2 and one third");
	check("eng", "2½-3 hours", "2 and a half-3 hours");
	check("eng", "a 3 1/2-inch disk", "a 3 and a half-inch disk");
	check("eng", "In 2020 ¾ of them", "In 2020 three quarters of them");
	check("eng", "11⁄13", "11/13");
	check("deu", "3½ und 2⅜", "3 einhalb und 2 drei Achtel");
	check("deu", "⅓", "ein Drittel");
	check("fra", "3½ et 2¾", "3 et demi et 2 et trois quarts");
	check("deu+eng", "⅛", "ein Achtel");
	check("spa", "5⅜ y ½", "5 3/8 y ½");
	check("spa", "5 ¾", "5 3/4");
	check("ita", "5 ¾ e ⅛", "5 ¾ e 1/8");
	check(NULL, "⅞", "7/8");
}

static void what_is_no_fraction_stays(void **state)
{
	(void)state;
	static const char *const texts[] = { "", "1/2 a page", "on 24/7 duty", "9/11",
		"version 3.1 /2", "/usr/3 1/2/3", "chapter 3 12/24/2020", "3 5/2 of", "3 1/2a",
		"1.3 1/2", "a1/2", "21⁄2x", "and 100/200", "at 10 10/100", "2/3/4", "x⁄2",
		"Week 3 1/4 of", "Day 2 1/2", "in 2020 3/4 of", "bar 5 3/7 time", "1⁄2³ of",
		"3 1/4² of", "is 5 1/2.5", "3 1/2", "no ⁄ here", "the end 3" };
	check_stay(texts, sizeof texts / sizeof *texts);
}

static void signs_are_said(void **state)
{
	(void)state;
	check("eng", "p < 0.05", "p less than 0.05");
	check("eng", "(p<.001)", "(p less than .001)");
	check("eng", "width > 5 cm", "width greater than 5 cm");
	check("eng", "if a < b, x>5", "if a less than b, x greater than 5");
	check("eng", "f(x) > -3", "f(x) greater than -3");
	check("eng", "0 < x < limit", "0 less than x less than limit");
	check("eng", "x > -3, N > 30", "x greater than -3, N greater than 30");
	check("eng", "A ⇒ B, x∈M", "A implies B, x in M");
	check("eng", "5‰ of", "5 per mille of");
	check("deu", "n > 30", "n größer als 30");
	check("fra", "√2 et ∀ x", "racine de 2 et pour tout x");
	check("fra", "x = 5 ≤ y", "x égale 5 inférieur ou égal à y");
}

static void what_is_no_comparison_stays(void **state)
{
	(void)state;
	static const char *const texts[] = { "File > Open", "A > B > C", "Insert > 3 columns",
		"wrote: > 5 people", "Plan B > A new", "M<2, 3> m", "1 <b>2</b>", "x>y>3",
		"Tools ⇒ Options", "∅ 12 mm", "Ver¬ waltung", "cat < file", "<package> and </b>",
		"vector<int>", "vector<3>", "F<T>", "F<3>", "-> here", "a => b", "cat <file >out",
		"> quoted", "⇒ an item", "x <", "5 ≤ 7", "a <b> c", "<5 kg", "<< 3" };
	check_stay(texts, sizeof texts / sizeof *texts);
	check("deu", "Heft 3 1/2 erschien", "Heft 3 1/2 erschien");
	check("fra", "--dpi=300 nom=valeur", "--dpi=300 nom=valeur");
	check("spa", "p < 0.05", "p < 0.05");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fractions_are_said),
		cmocka_unit_test(what_is_no_fraction_stays),
		cmocka_unit_test(signs_are_said),
		cmocka_unit_test(what_is_no_comparison_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
