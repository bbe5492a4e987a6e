/* test_no_prose.c: listings, formulas and tables, and what only looks like one of them. */
#include "unit.h"

#include "common/base/buf.h"
#include "tests/workers/reading/sketch.h"

static size_t count_role(struct reading reading, enum text_role role)
{
	size_t count = 0;
	for (size_t i = 0; i < reading.page.count; i++)
		count += reading.page.paragraphs[i].role == role;
	return count;
}

static void a_listing_has_columns_too(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add_prose(72, 200);
	sketch_add_typed("@InBook{dubbel1990,", 72, 260, 9);
	sketch_add_typed("title =\t{Handbook},", 82, 271, 9);
	sketch_add_typed("year =\t1990,", 82, 282, 9);
	sketch_add_typed("pages =\t{1--120},", 82, 293, 9);
	sketch_add_typed("1990", 82, 304, 9);
	sketch_add_prose(72, 340);
	const char *said = sketch_said(arena);
	sketch_check_has(said, "\n\nCode, 5 lines.\n\n");
	sketch_check_lacks(said, "Handbook");
	/* in the same type, but no program */
	sketch_add_prose(72, 200);
	sketch_add_typed("Name\tGiven\tYear", 72, 260, 9);
	sketch_add_typed("Augusta\tLeith\t1882", 72, 271, 9);
	sketch_add_typed("Harriet\tWick\t1883", 72, 282, 9);
	sketch_add_prose(72, 340);
	sketch_check_has(sketch_said(arena), "\nHarriet, Wick, ");
	arena_free(&arena);
}

/* Helvetica's digits are as wide as Courier's letters. */
static void numbers_alone_are_no_listing(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add_prose(72, 200);
	sketch_add_typed("11 12 18", 72, 260, 9);
	sketch_add_typed("24 25 19", 72, 271, 9);
	sketch_add_typed("34 17 20", 72, 282, 9);
	sketch_add_prose(72, 340);
	assert_int_equal(count_role(sketch_read(arena), TEXT_VERSE), 0);
	arena_free(&arena);
}

static void a_listing_has_lines_without_signs(void **state)
{
	static const char *const listing[] = { "if (lamp.is_lit()) {", "oil = oil - 1;",
		"while (fog > 0) { blow(horn); }", "return oil;", "} else {", "light(lamp);", "}" };
	struct arena *arena = arena_new();
	(void)state;
	sketch_add_prose(72, 200);
	for (size_t i = 0; i < sizeof listing / sizeof *listing; i++)
		sketch_add(listing[i], 90, 260 + 11 * (float)i, 9);
	sketch_add_prose(72, 360);
	const char *said = sketch_said(arena);
	sketch_check_has(said, "bed.\n\nCode, 6 lines.\n\nThe boats");
	/* what explains the next listing is none of it */
	sketch_add_typed("a = b[1];", 90, 260, 9);
	sketch_add_typed("c = a + 2;", 90, 271, 9);
	sketch_add("The other one is this:", 72, 284, 10);
	sketch_add_typed("d = b[2];", 90, 297, 9);
	sketch_add_typed("print(d);", 90, 308, 9);
	sketch_add_prose(72, 360);
	sketch_check_has(sketch_said(arena), "The other one is this:");
	arena_free(&arena);
}

/* No caption is at the chart, but it has an axis. */
static void a_chart_is_known_by_its_axis(void **state)
{
	static const char *const axis[] = { "400", "300", "200", "100", "0" };
	static const char *const towers[] = { "Wick", "Oban", "Leith", "Thurso", "Perth" };
	struct arena *arena = arena_new();
	(void)state;
	for (int chart = 0; chart < 2; chart++) {
		sketch_add_prose(72, 100);
		for (int i = 0; i < 5; i++) {
			float top = 160 + 20 * (float)i;
			/* rows that are numbered, or counted, are a table's */
			sketch_add(chart ? axis[i] : axis[4 - i], 80, top, 8)->box.right = 100;
			if (!chart)
				sketch_add(towers[i], 120, top, 8);
		}
		sketch_add("1830", 120, 252, 8);
		sketch_add("1840", 220, 252, 8);
		sketch_add("Oil in gallons", 160, 264, 8);
		sketch_add_prose(72, 320);
		const char *text = sketch_printed(arena);
		if (chart)
			sketch_check_has(text, "back to bed.\n\nThe boats");
		else
			sketch_check_has(text, "400");
	}
	arena_free(&arena);
}

/* Years that fall, each above what happened in it. */
static void a_chronicle_is_no_chart(void **state)
{
	static const char *const years[] = { "2023", "2022", "2021", "2020", "2019" };
	struct arena *arena = arena_new();
	(void)state;
	sketch_add_prose(72, 100);
	for (int i = 0; i < 5; i++) {
		float top = 160 + 40 * (float)i;
		sketch_add(years[i], 72, top, 10);
		sketch_add("Sold the boat", 72, top + 20, 10);
	}
	sketch_add_prose(72, 400);
	const char *text = sketch_printed(arena);
	for (int i = 0; i < 5; i++)
		sketch_check_has(text, years[i]);
	arena_free(&arena);
}

/* A name in quotes and a colon, as JSON has them too. */
static void quoted_words_are_no_code(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add("The word \"foo\": it is a name that is used in examples when", 72, 100, 10);
	sketch_add("nothing better comes to mind, and \"bar\": the one behind it.", 72, 112, 10);
	sketch_add("\"Baz\": what comes third, as everybody knows who has read them.", 72, 124, 10);
	sketch_check_has(sketch_said(arena), "everybody knows");
	arena_free(&arena);
}

static void a_formula_is_announced_once(void **state)
{
	static const char *const pieces[][3] = {
		/* a fraction, with its number at the column's end */
		{ "1", "W = \xce\xbb \xe2\x88\x92 \xce\xbc + q\t(4)", "2m" },
		/* the limits of a sum, whose name is longer than a letter */
		{ "N n-2", "|M viol | = gS (Q2 - 1)\t(5)", "i<j perm" },
	};
	struct arena *arena = arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		sketch_add_prose(72, 200);
		sketch_add(pieces[i][0], 170, 250, 8);
		sketch_add(pieces[i][1], 140, 262, 10);
		sketch_add(pieces[i][2], 170, 274, 8);
		sketch_add_prose(72, 310);
		const char *said = sketch_said(arena);
		sketch_check_has(said, "went back to bed.\n\nFormula.\n\nThe boats");
	}
	arena_free(&arena);
}

static void a_table_with_signs_is_no_formula(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add_prose(72, 200);
	sketch_add("AB\t12\t<0.01", 72, 260, 10);
	sketch_add("AC\t14\t<0.05", 72, 272, 10);
	sketch_add("AD\t17\t0.20", 72, 284, 10);
	const char *said = sketch_said(arena);
	sketch_check_lacks(said, "Formula");
	sketch_check_has(said, "\nA D, ");
	arena_free(&arena);
}

static void letters_may_be_cells(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add_prose(72, 200);
	sketch_add("First letter\tElement", 72, 260, 10);
	sketch_add("C\tCapacitor", 72, 272, 10);
	sketch_add("F\tCurrent-controlled current source", 72, 284, 10);
	sketch_add("R\tResistor", 72, 296, 10);
	sketch_check_has(
		sketch_said(arena), "\nF, Current-controlled current source.\nR, Resistor.");
	arena_free(&arena);
}

/* The last page of a paper: more than half of it are references in small print. */
static void text_is_no_heading_for_being_larger(void **state)
{
	static char small[20][128];
	struct arena *arena = arena_new();
	(void)state;
	sketch_add("Acknowledgements", 72, 100, 14)->bold = true;
	for (int i = 0; i < 3; i++)
		sketch_add_prose(72, 130 + 36 * (float)i);
	for (int i = 0; i < 20; i++) {
		snprintf(small[i], sizeof small[i],
			"[%d] A. Author, On harbours and their masters, %d. "
			"Leith: Quay Press, many pages.",
			i + 1, 1900 + i);
		sketch_add(small[i], 72, 300 + 9 * (float)i, 7);
	}
	assert_int_equal(count_role(sketch_read(arena), TEXT_HEADING), 1);
	arena_free(&arena);
}

static void signs_mark_notes(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add("Ben Trovato\xe2\x88\x97 and G. Tobin\xe2\x88\x97", 72, 100, 10);
	for (int i = 0; i < 3; i++)
		sketch_add_prose(72, 130 + 36 * (float)i);
	sketch_add("\xe2\x88\x97 Both did as much.", 72, 700, 7);
	const char *said = sketch_said(arena);
	sketch_check_has(said, "Ben Trovato and G. Tobin\n");
	sketch_check_has(said, "\n\nFootnote: Both did as much.\n");
	arena_free(&arena);
}

/* Whoever sends a line of nothing but marks gets no more memory for it than for another. */
static void a_line_of_marks_costs_no_more(void **state)
{
	enum { MARKS = 16000 };
	struct arena *arena = arena_new();
	struct buf line = BUF_EMPTY;
	(void)state;
	for (int i = 0; i < MARKS; i++)
		buf_append_string(&line, i % 2 ? "a* " : "****");
	sketch_add(buf_string(&line), 72, 100, 10)->box.right = 400;
	sketch_add_prose(72, 130);
	sketch_add("* Both did as much.", 72, 700, 7);
	const char *said = sketch_said(arena);
	sketch_check_has(said, "****a ****a ");
	buf_free(&line);
	arena_free(&arena);
}

static void a_host_that_was_broken_is_whole(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	sketch_add(
		"They are to be had from the archive at the university (see https://cran.r-project.",
		72, 100, 10);
	sketch_add(
		"org) and from all its mirrors, which are many and stand in all parts of the world",
		72, 112, 10);
	sketch_check_has(sketch_said(arena), "cran dot r-project dot org");
	arena_free(&arena);
}

static void an_answer_is_no_part_of_its_question(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	for (int i = 0; i < 2; i++) {
		float top = 100 + 80 * (float)i;
		sketch_add(i ? "2. Who counts the crates?" : "1. When does the ferry leave?", 72,
			top, 10)
			->bold = true;
		sketch_add_prose(92, top + 14);
	}
	sketch_check_has(sketch_printed(arena), "2. Who counts the crates?\n\nThe boats");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_listing_has_columns_too),
		cmocka_unit_test(numbers_alone_are_no_listing),
		cmocka_unit_test(a_listing_has_lines_without_signs),
		cmocka_unit_test(a_chart_is_known_by_its_axis),
		cmocka_unit_test(a_chronicle_is_no_chart),
		cmocka_unit_test(quoted_words_are_no_code),
		cmocka_unit_test(a_formula_is_announced_once),
		cmocka_unit_test(a_table_with_signs_is_no_formula),
		cmocka_unit_test(letters_may_be_cells),
		cmocka_unit_test(text_is_no_heading_for_being_larger),
		cmocka_unit_test(signs_mark_notes),
		cmocka_unit_test(a_line_of_marks_costs_no_more),
		cmocka_unit_test(a_host_that_was_broken_is_whole),
		cmocka_unit_test(an_answer_is_no_part_of_its_question),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
