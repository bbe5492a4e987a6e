/* test_asides.c: what stands beside a text that makes room for it, and what only looks so. */
#include "unit.h"

#include "tests/workers/reading/sketch.h"

#include <string.h>

static const char *const narrow[] = { "The ferry left the pier a little after",
	"six when the fog had lifted enough for", "the pilot to see the second buoy and a",
	"woman counted the crates that had been", "loaded during the night and wrote each" };
enum { NARROW = sizeof narrow / sizeof *narrow };

/* Prose that is narrower where something stands beside it, and flows on below. */
static void add_text_around(float left_of_narrow)
{
	sketch_add_prose(72, 100);
	for (int i = 0; i < NARROW; i++)
		sketch_add(narrow[i], left_of_narrow, 136 + 12 * (float)i, 10);
	sketch_add(
		"number into a small book that she kept in the pocket of her long green coat, and",
		72, 196, 10);
	sketch_add(
		"then she went below to see whether the mate had slept at all since the last bell.",
		72, 208, 10);
	sketch_add_prose(72, 220);
}

#define AROUND                                                                               \
	"for the pilot to see the second buoy and a woman counted the crates that had been " \
	"loaded during the night and wrote each number into a small book"

static void a_text_flows_around_a_quote(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	for (int left = 0; left < 2; left++) {
		float at = left ? 72 : 290;
		sketch_add("\"The sound of the sea", at, 141, 14);
		sketch_add("changes before", at, 158, 14);
		sketch_add("the wind does\"", at, 175, 14);
		add_text_around(left ? 280 : 72);
		const char *said = sketch_said(arena);
		sketch_check_has(said, AROUND);
		sketch_check_has(said, "The sound of the sea changes before the wind does");
	}
	arena_free(&arena);
}

/* Of the same type, whose lines stand level with the text's. */
static void a_box_begins_by_itself(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	add_text_around(72);
	sketch_add("The breakwater is long and", 300, 136, 10);
	sketch_add("was built by hand before", 300, 148, 10);
	sketch_add("any of them was born.", 300, 160, 10);
	const char *said = sketch_said(arena);
	sketch_check_has(said, AROUND);
	sketch_check_has(
		said, "\n\nThe breakwater is long and was built by hand before any of them");
	arena_free(&arena);
}

/* Cells with long texts have their numbers beside the first line of each. */
static void rows_of_a_table_stay_together(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	for (int i = 0; i < 4; i++) {
		float top = 100 + 24 * (float)i;
		sketch_add("Crates that were loaded during the night", 72, top, 10);
		sketch_add("and counted in the morning by the mate.", 72, top + 12, 10);
		sketch_add("412", 320, top, 10);
	}
	sketch_add_prose(72, 220);
	const char *said = sketch_said(arena);
	sketch_check_has(said, "night four hundred and twelve");
	arena_free(&arena);
}

/* A title page and the text's first column side by side on one sheet. */
static void a_title_stands_beside_a_column(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add("On Harbours", 72, 117, 24);
	sketch_add("Ruth Allan", 72, 165, 12);
	sketch_add("University of Leith", 72, 195, 9);
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < NARROW; k++)
			sketch_add(narrow[k], 320, 100 + 12 * (float)(i * NARROW + k), 10);
	}
	const char *said = sketch_said(arena);
	sketch_check_has(said, "University of Leith\n\nThe ferry left the pier");
	sketch_check_has(said, "loaded during the night and wrote each");
	arena_free(&arena);
}

/* The order of drawing tells, row after row down the page. */
static void paragraphs_in_two_languages(void **state)
{
	enum { ROWS = 7 };
	struct arena *arena = arena_new();
	(void)state;
	for (int i = 0; i < ROWS; i++) {
		float top = 100 + 40 * (float)i;
		sketch_add("The members meet once a year in", 72, top, 10);
		sketch_add("the hall of the harbour.", 72, top + 12, 10);
		sketch_add("Die Mitglieder treten einmal im", 300, top, 10);
		sketch_add("Jahr in der Halle zusammen.", 300, top + 12, 10);
	}
	const char *said = sketch_said(arena);
	for (int i = 0; i < ROWS; i++) {
		const char *row = "The members meet once a year in the hall of the harbour.\n\n"
				  "Die Mitglieder treten einmal im Jahr in der Halle zusammen.\n";
		sketch_check_has(said, row);
		said = strstr(said, row) + strlen(row);
	}
	arena_free(&arena);
}

/* In small type, whose lines stand level with the text's all down the page. */
static void notes_in_the_margin_are_read_behind_the_text(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	for (int i = 0; i < 3; i++) {
		float top = 100 + 60 * (float)i;
		for (int k = 0; k < NARROW; k++)
			sketch_add(narrow[k], 72, top + 12 * (float)k, 10);
		sketch_add("The fog and", 320, top + 2, 8);
		sketch_add("the second buoy", 320, top + 14, 8);
	}
	const char *said = sketch_said(arena);
	sketch_check_has(said, "a little after six when the fog had lifted enough for the pilot");
	sketch_check_has(said, "\n\nThe fog and the second buoy\n");
	arena_free(&arena);
}

/* A form names what is filled in later. */
static void what_stands_in_a_row_is_read_from_the_left(void **state)
{
	static const struct layout_span names[] = { { 72, 102 }, { 222, 242 } };
	struct arena *arena = arena_new();
	(void)state;
	struct layout_line *line = sketch_add("Owner:\tBoat:", 72, 200, 10);
	line->box.right = 242;
	line->words = names;
	line->word_count = 2;
	sketch_add_prose(72, 300);
	sketch_add("Ruth Allan", 110, 200, 10);
	sketch_add("Augusta", 250, 200, 10);
	const char *text = sketch_printed(arena);
	assert_true(strstr(text, "Owner:") < strstr(text, "Ruth Allan"));
	assert_true(strstr(text, "Ruth Allan") < strstr(text, "Boat:"));
	assert_true(strstr(text, "Boat:") < strstr(text, "Augusta"));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_flows_around_a_quote),
		cmocka_unit_test(a_box_begins_by_itself),
		cmocka_unit_test(rows_of_a_table_stay_together),
		cmocka_unit_test(a_title_stands_beside_a_column),
		cmocka_unit_test(paragraphs_in_two_languages),
		cmocka_unit_test(notes_in_the_margin_are_read_behind_the_text),
		cmocka_unit_test(what_stands_in_a_row_is_read_from_the_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
