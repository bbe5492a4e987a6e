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

/* Without a file only what is said in no language's words goes. */
static void test_unknown_language(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	struct saying saying = saying_convert("*A* 1832 kg, Dr. B", "jpn", NULL, arena);
	assert_string_equal(saying_apply("*A* 1832 kg, Dr. B", &saying, arena), "A 1832 kg, Dr. B");
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
		cmocka_unit_test(test_unknown_language),
	};
	return RUN(tests);
}
