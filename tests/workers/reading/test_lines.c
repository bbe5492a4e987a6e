/* test_lines.c: lines that were drawn in odd ways, and what stands beside and across them. */
#include "unit.h"

#include "tests/workers/reading/sketch.h"
#include "workers/reading/parts.h"
#include "workers/reading/text.h"

#include <stdbool.h>
#include <string.h>

static void letters_drawn_twice_are_one(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add_prose(72, 300);
	sketch_add("EEvveerryy lleetttteerr ttwwiiccee..", 72, 360, 10);
	sketch_check_has(sketch_printed(arena), "\n\nEvery letter twice.\n");
	sketch_add_prose(72, 300);
	sketch_add("Name of the ship:", 72, 360, 10);
	sketch_add("Name of the ship: Augusta", 71.5f, 360, 10);
	sketch_check_has(sketch_printed(arena), "\n\nName of the ship: Augusta\n");
	arena_free(&arena);
}

static void letters_with_white_between_are_words(void **state)
{
	static const struct layout_span spans[] = { { 72, 80 }, { 84, 92 }, { 96, 104 },
		{ 114, 122 }, { 126, 134 }, { 138, 146 } };
	struct arena *arena = arena_new();
	(void)state;
	struct layout_line *line = sketch_add("T H E E N D", 72, 270, 12);
	line->words = spans;
	line->word_count = 6;
	sketch_add_prose(72, 300);
	sketch_check_has(sketch_printed(arena), "THE END\n");
	line = sketch_add("A B C D E F", 72, 270, 12); /* names of columns */
	line->words = spans;
	line->word_count = 6;
	sketch_add_prose(72, 300);
	sketch_check_has(sketch_printed(arena), "A B C D E F\n");
	arena_free(&arena);
}

static void a_word_with_white_between_its_letters(void **state)
{
	static const struct layout_span spans[] = { { 72, 88 }, { 91, 105 }, { 109, 114 },
		{ 117, 122 }, { 125, 130 }, { 133, 138 }, { 145, 150 }, { 153, 158 }, { 161, 166 },
		{ 169, 174 }, { 180, 200 } };
	struct arena *arena = arena_new();
	(void)state;
	struct layout_line *line = sketch_add("Das war s e h r w e i t weg.", 72, 270, 10);
	line->words = spans;
	line->word_count = 11;
	sketch_add_prose(72, 300);
	sketch_check_has(sketch_printed(arena), "Das war sehr weit weg.");
	arena_free(&arena);
}

static void a_large_letter_belongs_to_its_word(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add_prose(72, 200);
	sketch_add("T", 72, 260, 36);
	sketch_add("his morning people came down to the water early to see what was left", 95, 262,
		10);
	sketch_add("behind on the shingle, and for an hour they walked up and down there", 95, 274,
		10);
	sketch_add(
		"without finding anything but rope and an oar that was painted green", 95, 286, 10);
	sketch_add("and white. They went home hungry, and told each other so.", 72, 298, 10);
	sketch_check_has(sketch_printed(arena),
		"This morning people came down to the water early to see what was left behind");
	sketch_add_prose(72, 200);
	sketch_add("A", 72, 260, 36);
	sketch_add("long time ago people came down to the water early to see what it left", 101,
		262, 10);
	sketch_add("behind on the shingle, and for an hour they walked up and down there", 95, 274,
		10);
	sketch_check_has(sketch_printed(arena), "A long time ago people");
	arena_free(&arena);
}

static void numbers_of_lines_are_not_said(void **state)
{
	static const char *const numbered[] = { "14\tThe boats had come in early, and nobody was",
		"15\tthere to see what was in them when the",
		"16\tharbour master opened his window and", "17\tlooked out at the grey water.",
		"18\tThen he went back to bed." };
	static const char *const verse[] = { "The boats are in, the boats are out",
		"The wind is in the west", "And all the women on the quay",
		"Have put away their best", "And wait for what the tide will bring\t5",
		"Of silver or of gold", "And what the tide will take away",
		"From them when they are old", "And wait as only women wait",
		"Who have no tales to tell\t10", "And hear the water in the night",
		"And over it the bell", "And hear the water go again", "As it has always gone",
		"And put away their best and wait\t15" };
	struct arena *arena = arena_new();
	(void)state;
	for (size_t i = 0; i < 5; i++)
		sketch_add(numbered[i], 72, 300 + 20 * (float)i, 10);
	const char *text = sketch_printed(arena);
	sketch_check_has(text, "nobody was there to see what was in them when the harbour master");
	sketch_check_lacks(text, "14");
	sketch_check_lacks(text, "18");
	for (size_t i = 0; i < 15; i++)
		sketch_add(verse[i], 100, 100 + 14 * (float)i, 10);
	text = sketch_printed(arena);
	sketch_check_lacks(text, "5");
	sketch_check_lacks(text, "10");
	/* paper that is printed with numbers, further down than its text goes */
	for (size_t i = 0; i < 9; i++) {
		sketch_add(arena_printf(arena, "%zu", i + 1), 50, 300 + 20 * (float)i, 10);
		if (i < 5)
			sketch_add(strchr(numbered[i], '\t') + 1, 72, 300 + 20 * (float)i, 10);
	}
	text = sketch_printed(arena);
	sketch_check_has(text, "when the harbour master");
	sketch_check_lacks(text, "9");
	/* A list counts its items, and a table its years. */
	sketch_add("1\tBread from the baker in the harbour street", 72, 300, 10);
	sketch_add("2\tButter, if there is any to be had today", 72, 314, 10);
	sketch_add("3\tCheese from the farm beyond the church", 72, 328, 10);
	sketch_add("4\tEggs, but no more than a dozen of them", 72, 342, 10);
	sketch_check_has(sketch_printed(arena), "3");
	arena_free(&arena);
}

static void a_word_across_the_page_is_not_said(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	struct layout_line *draft = sketch_add("DRAFT", 74, 230, 110);
	draft->box = (struct layout_box) { 74, 230, 450, 600 };
	sketch_add_prose(72, 300);
	sketch_check_lacks(sketch_printed(arena), "DRAFT");
	arena_free(&arena);
}

static void signs_before_items_are_not_said(void **state)
{
	static const char *const items[] = { "G ropes of hemp", "o lamps with oil",
		"\xc2\xa7 sails of flax" };
	static const struct layout_span spans[] = { { 80, 87 }, { 98, 120 }, { 123, 130 },
		{ 133, 160 } };
	struct arena *arena = arena_new();
	(void)state;
	sketch_add_prose(72, 300);
	for (size_t i = 0; i < 3; i++) {
		struct layout_line *line = sketch_add(items[i], 80, 350 + 16 * (float)i, 10);
		line->words = spans;
		line->word_count = 4;
	}
	sketch_add("G oars of ash", 80, 420, 10)->word_count = 4; /* whose places nobody knows */
	sketch_check_has(
		sketch_printed(arena), "\n\nropes of hemp\n\nlamps with oil\n\nsails of flax\n");
	arena_free(&arena);
}

static void hyphens_at_the_end_of_lines(void **state)
{
	static const struct {
		const char *first, *second, *said;
	} samples[] = {
		{ "The clerk said it was n-", "tridecanal, and wrote it down", "n-tridecanal" },
		{ "They measured the Cross--", "sectional area of the bridge", "Cross-sectional" },
		{ "He was afraid of orphan-", "ing a child, and of the sea", "orphaning" },
		{ "It was the house of Pe-", "sarin, the baker of the town", "Pesarin" },
		{ "He used what was called 2-", "methyl in the book of the", "2-methyl" },
		{ "Speech by Anna Nowak-", "\xc5\x81uczak, who had come by",
			"Nowak-\xc5\x81uczak" },
	};
	struct arena *arena = arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		sketch_add(samples[i].first, 72, 300, 10);
		sketch_add(samples[i].second, 72, 312, 10);
		sketch_check_has(sketch_printed(arena), samples[i].said);
	}
	arena_free(&arena);
}

/* Their first words begin small, and nothing ends them but the verse. */
static void verse_without_capitals_keeps_its_lines(void **state)
{
	static const char *const verse[] = { "the lamp is lit above the bay",
		"and none is on the stair", "the oil will last until the day", "and then" };
	static const char *const prose[] = { "the lamp is lit above the bay and it is",
		"seen from where nobody is on the stair", "until the oil is gone that lasts until",
		"the day and then" };
	struct arena *arena = arena_new();
	(void)state;
	for (size_t i = 0; i < 4; i++)
		sketch_add(verse[i], 100, 100 + 14 * (float)i, 10);
	sketch_check_has(sketch_printed(arena), "bay\nand none is on the stair\nthe oil");
	for (size_t i = 0; i < 4; i++)
		sketch_add(prose[i], 100, 100 + 14 * (float)i, 10);
	sketch_check_has(sketch_printed(arena), "and it is seen from where nobody is on the stair");
	arena_free(&arena);
}

static void accents_behind_letters_become_one(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add("In the cafe\xcc\x81 they were nai\xcc\x88ve", 72, 300, 10);
	sketch_check_has(sketch_printed(arena), "In the caf\xc3\xa9 they were na\xc3\xafve");
	arena_free(&arena);
}

/* A line that was taken to go over the white between two columns, with the places of its words. */
static void add_across(const char *left, const char *right, float top, struct arena *arena)
{
	size_t words = 1, used = 0;
	const char *text = arena_printf(arena, "%s\t%s", left, right);
	for (const char *p = text; *p; p++)
		words += *p == ' ' || *p == '\t';
	struct layout_span *spans = arena_alloc(arena, words * sizeof *spans);
	float at = 60;
	for (const char *p = text; *p; p += *p != '\0') {
		size_t len = strcspn(p, " \t");
		spans[used++] = (struct layout_span) { at, at + 5 * (float)len };
		p += len;
		at = *p == '\t' ? 320 : at + 5 * (float)(len + 1);
	}
	struct layout_line *line = sketch_add(text, 60, top, 10);
	line->box.right = spans[used - 1].right;
	line->words = spans;
	line->word_count = used;
}

static void short_columns_are_no_table(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add("The Storm of the Year", 72, 240, 15);
	add_across("The harbour lay quiet in the early light and",
		"their baskets and talked of the storm that had", 280, arena);
	add_across("the boats that had come in were still covered",
		"passed to the north, and nobody expected the", 294, arena);
	add_across(
		"with canvas. Along the quay the women set out", "ferry before noon.", 308, arena);
	sketch_check_has(
		sketch_printed(arena), "the women set out their baskets and talked of the storm");
	add_across("Command", "What it is for, and where it is to be found", 280, arena);
	add_across("cat", "Puts one file behind the other", 294, arena);
	add_across("chgrp", "Changes the group that a file belongs to", 308, arena);
	sketch_check_has(sketch_printed(arena), "cat, Puts one file behind the other");
	arena_free(&arena);
}

/* A column of short lines, one below the other. */
static void add_below(const char *const *texts, size_t n, float left, float top)
{
	for (size_t i = 0; i < n; i++)
		sketch_add(texts[i], left, top + 12 * (float)i, 10);
}

static void what_was_drawn_by_itself_is_read_by_itself(void **state)
{
	static const char *const left[] = { "Ada Reader", "Institute of Rope", "Leith, Scotland" };
	static const char *const middle[] = { "Bo Listener", "Harbour College", "Oban, Scotland" };
	static const char *const right[] = { "Cy Writer", "School of Nets", "Wick, Scotland" };
	static const char *const numbers[] = { "12", "13", "14" };
	struct arena *arena = arena_new();
	(void)state;
	sketch_add("On the Patience of Fishermen", 150, 200, 18);
	add_below(left, 3, 72, 240);
	add_below(middle, 3, 240, 240);
	add_below(right, 3, 400, 240);
	sketch_add_prose(72, 300);
	const char *text = sketch_printed(arena);
	sketch_check_has(text, "Ada Reader\nInstitute of Rope\nLeith, Scotland\n\nBo Listener");
	sketch_check_has(text, "Oban, Scotland\n\nCy Writer");
	sketch_check_has(text, "Wick, Scotland\n\nThe boats");
	/* rows, however they were drawn, when numbers stand beside them */
	add_below(left, 3, 72, 240);
	add_below(numbers, 3, 240, 240);
	sketch_add_prose(72, 300);
	sketch_check_has(sketch_printed(arena), "Ada Reader 12\n\nInstitute of Rope 13");
	/* and where they were drawn as such */
	for (size_t i = 0; i < 3; i++) {
		add_below(left + i, 1, 72, 240 + 12 * (float)i);
		add_below(middle + i, 1, 240, 240 + 12 * (float)i);
	}
	sketch_add_prose(72, 300);
	sketch_check_has(
		sketch_printed(arena), "Ada Reader, Bo Listener.\nInstitute of Rope, Harbour");
	arena_free(&arena);
}

static void references_hang(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add_prose(72, 100);
	sketch_add(
		"Andler, S. (1979). Path expressions. In Proceedings of the Sixth Symposium on the",
		72, 160, 10);
	sketch_add("Principles of Languages. Press.", 92, 172, 10);
	sketch_add("Computing Reviews, New York, and the first two thousand and six of them, among",
		92, 184, 10);
	sketch_add("many others, is a book that nobody who", 92, 196, 10);
	sketch_add("reads it forgets.", 92, 208, 10);
	sketch_add(
		"Bornmann, L. (2019). Citation concept analysis as a new form of what was done before",
		72, 208, 10);
	sketch_add("by others, and by those who came behind them. Available from", 92, 220, 10);
	sketch_add("https:", 92, 232, 10);
	sketch_add("//doi.example.org/10.", 92, 244, 10);
	sketch_add("1145/1057270", 92, 256, 10);
	sketch_add(
		"Clarkson, K. (1985). Algorithms for closest points, a dissertation of the university",
		72, 268, 10);
	sketch_add("of ropes.", 92, 268, 10);
	const char *text = sketch_printed(arena);
	sketch_check_has(text, "Languages. Press. Computing Reviews");
	sketch_check_has(text, "who reads it forgets.\n\nBornmann");
	sketch_check_has(text, "from https://doi.example.org/10.1145/1057270\n\nClarkson");
	/* and items with a label, whose headings are none */
	sketch_add(
		"1. Rope. It is kept in the shed behind the office, in a dry place, and must be hung",
		72, 160, 10);
	sketch_add("up. Nets:", 86, 172, 10);
	sketch_add("Dry them first.", 86, 184, 10);
	sketch_add("2. Lamps.", 72, 208, 10);
	sketch_add(
		"They are in the office, and nobody may take one without a word to the clerk, who is",
		92, 220, 10);
	sketch_add("there until noon.", 72, 232, 10);
	sketch_add_prose(72, 300);
	text = sketch_printed(arena);
	sketch_check_has(
		text, "must be hung up. Nets: Dry them first.\n\n2. Lamps.\n\nThey are in");
	arena_free(&arena);
}

static void what_ocr_did_not_read_is_not_said(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_source = LAYOUT_FROM_OCR;
	sketch_add_prose(72, 100);
	sketch_add("M139 = Ary (ro + OF) Mint + BT59 (To", 120, 160, 10)->confidence = 58;
	sketch_add("gg oggtgtg..., gat adtgtg*...", 120, 172, 10)->confidence = 32;
	sketch_add_prose(72, 200);
	sketch_add("ie a i ae Hi oe", 300, 260, 10)->confidence = 31;
	sketch_add("the valve opens here", 300, 290, 10)->confidence = 41;
	sketch_add("[15]", 72, 320, 10)->confidence = 33;
	sketch_add_prose(72, 340);
	const char *text = sketch_said(arena);
	sketch_check_has(text, "bed.\n\nFormula.\n\nThe boats");
	sketch_check_lacks(text, "gat");
	sketch_check_lacks(text, "Hi oe");
	sketch_check_has(text, "the valve opens here");
	sketch_check_has(text, "fifteen");
	sketch_source = LAYOUT_FROM_TEXT;
	arena_free(&arena);
}

static void labels_in_a_drawing_are_not_said(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add_prose(72, 100);
	sketch_add("300", 80, 160, 8);
	sketch_add("Catch", 60, 172, 8);
	sketch_add("200", 80, 184, 8);
	sketch_add("100", 80, 196, 8);
	sketch_add("1830", 100, 208, 8);
	sketch_add("1840", 160, 208, 8);
	sketch_add("Figure 3. The catch of herring in these years.", 72, 230, 10);
	sketch_add_prose(72, 260);
	const char *text = sketch_printed(arena);
	sketch_check_has(text, "back to bed.\n\nFigure 3. The catch");
	sketch_check_lacks(text, "1840");
	/* a list above a caption is none, nor is a title */
	sketch_add_prose(72, 100);
	sketch_add("Results", 72, 150, 10);
	sketch_add("rope", 72, 172, 10);
	sketch_add("nets", 72, 184, 10);
	sketch_add("lamps", 72, 196, 10);
	sketch_add("Figure 3. The store.", 72, 230, 10);
	sketch_add_prose(72, 260);
	text = sketch_printed(arena);
	sketch_check_has(text, "Results");
	sketch_check_has(text, "nets");
	arena_free(&arena);
}

/* Signs of three bytes each, one below the other. */
static void add_signs(const char *text, float left, float top, struct arena *arena)
{
	for (size_t i = 0; text[3 * i]; i++) {
		struct layout_line *line = sketch_add(
			arena_string_n(arena, text + 3 * i, 3), left, top + 13 * (float)i, 12);
		line->box.right = left + 12;
	}
}

static void columns_of_signs_are_read_from_the_right(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	add_signs("今日は天気がいいので港", 500, 78, arena);
	add_signs("へ行きました。", 478, 78, arena);
	add_signs("船が見えた。", 456, 91, arena);
	assert_string_equal(
		sketch_printed(arena), "今日は天気がいいので港へ行きました。\n\n船が見えた。\n");
	/* whichever was drawn first */
	add_signs("へ行きました。", 478, 78, arena);
	add_signs("今日は天気がいいので港", 500, 78, arena);
	assert_string_equal(sketch_printed(arena), "今日は天気がいいので港へ行きました。\n");
	arena_free(&arena);
}

/* Columns of signs run on, and their cells may look like a table with names, a text, and another
 * table: each number is named, and there is room for all of them. */
static void a_table_that_runs_on_after_a_text_has_room(void **state)
{
	enum { ROWS = 2000 };
	static const size_t from[] = { 0 };
	struct arena *arena = arena_new();
	struct reading_page page = { .arena = arena,
		.layout = &(struct layout) { .source = LAYOUT_FROM_TEXT },
		.lines = arena_alloc(arena, (ROWS + 3) * sizeof *page.lines),
		.count = ROWS + 3,
		.body = 10,
		.leading = 12 };
	(void)state;
	for (size_t i = 0; i < page.count; i++)
		page.lines[i] = (struct reading_line) { .text = "a\t12\t13",
			.box = { 10, 12 * (float)i, 300, 12 * (float)i + 10 },
			.size = 10,
			.role = LINE_ROW,
			.runs_on = i > 0,
			.head = "x\ty\tz",
			.from = from,
			.from_count = 1 };
	page.lines[2].role = LINE_TEXT;
	page.lines[2].head = NULL;
	page.lines[2].text = "text";
	const struct reading_options options = { .language = "eng" };
	const struct paragraphs list = paragraphs_of(&page, &options);
	size_t named = 0;
	for (size_t i = 0; i < list.count; i++) {
		const struct paragraph *paragraph = &list.items[i];
		assert_true(paragraph->insertion_count <= paragraph->insertion_room);
		for (size_t k = 0; k < paragraph->insertion_count; k++)
			assert_string_equal(
				paragraph->insertions[k].said, k % 2 == 0 ? "y " : "z ");
		named += paragraph->insertion_count;
	}
	assert_int_equal(list.count, 3);
	assert_int_equal(named, 2 * (ROWS + 2));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_drawn_twice_are_one),
		cmocka_unit_test(letters_with_white_between_are_words),
		cmocka_unit_test(a_word_with_white_between_its_letters),
		cmocka_unit_test(verse_without_capitals_keeps_its_lines),
		cmocka_unit_test(a_large_letter_belongs_to_its_word),
		cmocka_unit_test(numbers_of_lines_are_not_said),
		cmocka_unit_test(a_word_across_the_page_is_not_said),
		cmocka_unit_test(signs_before_items_are_not_said),
		cmocka_unit_test(hyphens_at_the_end_of_lines),
		cmocka_unit_test(accents_behind_letters_become_one),
		cmocka_unit_test(short_columns_are_no_table),
		cmocka_unit_test(what_was_drawn_by_itself_is_read_by_itself),
		cmocka_unit_test(references_hang),
		cmocka_unit_test(what_ocr_did_not_read_is_not_said),
		cmocka_unit_test(labels_in_a_drawing_are_not_said),
		cmocka_unit_test(columns_of_signs_are_read_from_the_right),
		cmocka_unit_test(a_table_that_runs_on_after_a_text_has_room),
	};
	return RUN(tests);
}
