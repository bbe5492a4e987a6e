/* test_saying.c: the tables of sentences by language, the languages' files, and what edits promise.
 */
#include "unit.h"

#include "table.h"
#include "workers/saying/language.h"
#include "workers/saying/saying.h"

#include <stdbool.h>

/* Of a table: a rule of style may be seen otherwise now and then, no more. */
enum { LEAST_RIGHT_PERCENT = 97 };

static bool is_right(const struct table_item *item, const char *language, struct arena *arena)
{
	struct saying saying = saying_convert(item->printed, language, NULL, arena);
	const char *said = saying_apply(item->printed, &saying, arena);
	bool right = strcmp(said, item->said) == 0;
	if (!right)
		print_message("%s, %s: %s\n  said:   %s\n  wanted: %s\n", language, item->kind,
			item->printed, said, item->said);
	return right;
}

static void check_table(const char *language)
{
	struct arena *arena = arena_new();
	struct table table = table_read(
		arena_printf(arena, TEST_SRCDIR "/tests/workers/saying/%s.txt", language));
	size_t right = 0;
	for (size_t i = 0; i < table.count; i++)
		right += is_right(&table.items[i], language, arena);
	print_message("%s: %zu of %zu right\n", language, right, table.count);
	assert_true(table.count > 0);
	assert_true(right * 100 >= table.count * LEAST_RIGHT_PERCENT);
	table_free(&table);
	arena_free(&arena);
}

static void test_tables(void **state)
{
	static const char *const languages[] = { "en", "de", "fr", "es", "it", "pl" };
	(void)state;
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		check_table(languages[i]);
}

static void test_files(void **state)
{
	(void)state;
	for (const struct language_file *file = language_files; file->name; file++) {
		const char *complaint = language_complaint(file->lines, file->count);
		if (complaint)
			fail_msg("%s: %s", file->name, complaint);
	}
	static const char *const wrong[] = { "[settings]", "names = x", "[no such]" };
	assert_string_equal(
		language_complaint(wrong, 3), "line 3: there is no section of that name");
}

static void test_names(void **state)
{
	(void)state;
	assert_true(saying_knows("deu+eng") && saying_knows("de-at") && saying_knows("German"));
	assert_true(saying_knows("en-us") && saying_knows("pol"));
	assert_false(saying_knows("jpn") || saying_knows(NULL) || saying_knows(""));
}

static void test_edits(void **state)
{
	static const char text[] = "In 1832 Dr. Smith had $5.";
	struct arena *arena = arena_new();
	(void)state;
	struct saying saying = saying_convert(text, "en", NULL, arena);
	assert_int_equal(saying.count, 3);
	assert_int_equal(saying.edits[0].start, 3);
	assert_int_equal(saying.edits[0].end, 7);
	assert_string_equal(saying.edits[0].said, "eighteen thirty-two");
	assert_string_equal(saying_kind_name(saying.edits[0].kind), "year");
	assert_string_equal(saying_kind_name(saying.edits[1].kind), "abbreviation");
	assert_string_equal(saying_kind_name(saying.edits[2].kind), "money");
	arena_free(&arena);
}

static void test_options(void **state)
{
	const struct saying_options options = { EMOJI_SHORT, true };
	struct arena *arena = arena_new();
	(void)state;
	struct saying saying =
		saying_convert("On 03/05/2024 \xf0\x9f\x98\x80", "en", &options, arena);
	assert_int_equal(saying.count, 2);
	assert_string_equal(saying.edits[0].said, "the fifth of March twenty twenty-four");
	assert_string_equal(saying.edits[1].said, "grinning face");
	arena_free(&arena);
}

static void check_without(const char *const *texts, size_t count, enum saying_kind kind)
{
	for (size_t i = 0; i < count; i++) {
		struct arena *arena = arena_new();
		struct saying saying = saying_convert(texts[i], "eng", NULL, arena);
		for (size_t k = 0; k < saying.count; k++) {
			if (saying.edits[k].kind == kind)
				fail_msg("%s: \"%s\"", texts[i], saying.edits[k].said);
		}
		arena_free(&arena);
	}
}

static void test_what_is_no_fraction(void **state)
{
	static const char *const texts[] = { "", "1/2 a page", "9/11", "version 3.1 /2",
		"/usr/3 1/2/3", "chapter 3 12/24/2020", "3 5/2 of", "3 1/2a", "1.3 1/2", "a1/2",
		"21⁄2x", "and 100/200", "at 10 10/100", "2/3/4", "x⁄2", "Week 3 1/4 of",
		"Day 2 1/2", "in 2020 3/4 of", "bar 5 3/7 time", "1⁄2³ of", "3 1/4² of",
		"is 5 1/2.5", "3 1/2", "no ⁄ here", "the end 3" };
	(void)state;
	check_without(texts, sizeof texts / sizeof *texts, SAYING_FRACTION);
}

static void test_what_is_no_comparison(void **state)
{
	static const char *const texts[] = { "File > Open", "A > B > C", "Insert > 3 columns",
		"wrote: > 5 people", "Plan B > A new", "M<2, 3> m", "1 <b>2</b>", "x>y>3",
		"Tools ⇒ Options", "∅ 12 mm", "cat < file", "<package> and </b>", "vector<int>",
		"vector<3>", "F<T>", "F<3>", "-> here", "a => b", "cat <file >out", "> quoted",
		"⇒ an item", "x <", "a <b> c", "<5 kg", "<< 3" };
	(void)state;
	check_without(texts, sizeof texts / sizeof *texts, SAYING_SIGN);
}

/* Without a file only what is said in no language's words goes. */
static void test_unknown_language(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	struct saying saying = saying_convert("*A* 1832 kg, Dr. B", "jpn", NULL, arena);
	assert_string_equal(saying_apply("*A* 1832 kg, Dr. B", &saying, arena), "A 1832 kg, Dr. B");
	static const char fractions[] = "5⅜ ½ ⅞";
	saying = saying_convert(fractions, "jpn", NULL, arena);
	assert_string_equal(saying_apply(fractions, &saying, arena), "5 3/8 ½ 7/8");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_what_is_no_fraction),
		cmocka_unit_test(test_what_is_no_comparison),
		cmocka_unit_test(test_unknown_language),
	};
	return RUN(tests);
}
