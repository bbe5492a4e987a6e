/* test_chapters.c: which headings are chapters, where a title is said, what a player steps through.
 */
#include "tests/common/unit.h"

#include "workers/wav_aggregator/chapters.h"
#include "workers/wav_aggregator/headings.h"

#include <string.h>
#include <time.h>

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static void test_names_of_chapters(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum heading_rank rank;
	} rows[] = {
		{ "Chapter 3", HEADING_CHAPTER },
		{ "CHAPTER XIV. In which nothing happens", HEADING_CHAPTER },
		{ "Kapitel 2: Der Mond", HEADING_CHAPTER },
		{ "Erstes Kapitel", HEADING_CHAPTER },
		{ "Chapitre premier", HEADING_CHAPTER },
		{ "Part II", HEADING_PART },
		{ "Zweiter Teil", HEADING_PART },
		{ "Preface", HEADING_NAMED },
		{ "Chapters and verses of old books", HEADING_OTHER },
		{ "Part of the truth", HEADING_OTHER },
		{ "", HEADING_OTHER },
		{ "...", HEADING_OTHER },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(heading_rank(rows[i].text), rows[i].rank);
}

static struct book_entry entry(int level, const char *title, int page, double start)
{
	return (struct book_entry) { level, title, page, -1, start, -1, 0 };
}

static const struct chapter_lengths lengths = { 300, 3600 };

static void test_long_chapters_are_parted_and_nothing_is_left_out(void **state)
{
	(void)state;
	struct book_entry items[] = {
		entry(1, "One", 2, 100),
		entry(2, "One, one", 3, 120),
		entry(1, "Two", 10, 1000),
		entry(2, "Two, one", 11, 1100), /* too near to the beginning */
		entry(2, "Two, two", 20, 3000),
		entry(2, "Two, three", 30, 6000),
		entry(2, "Two, four", 31, 6100), /* too near to the one before */
		entry(1, "Three", 40, 8000),
	};
	struct book_entries outline = { items, sizeof items / sizeof *items };
	chapters_close(&outline, 8100);
	assert_true(outline.items[0].end == 1000 && outline.items[1].end == 1000);
	const struct book_entries chosen =
		chapters_choose(&outline, 8100, &lengths, "The Book", arena);
	static const char *const titles[] = { "The Book", "One", "Two", "Two, two", "Two, three",
		"Three" };
	assert_int_equal(chosen.count, 6);
	for (size_t i = 0; i < chosen.count; i++) {
		assert_string_equal(chosen.items[i].title, titles[i]);
		assert_true(chosen.items[i].end ==
			    (i + 1 < chosen.count ? chosen.items[i + 1].start : 8100));
	}
	assert_true(chosen.items[0].start == 0);
}

static void test_outlines_that_part_nothing(void **state)
{
	(void)state;
	struct book_entry all_on_one[] = { entry(1, "A", 1, 0), entry(1, "B", 1, 0),
		entry(1, "C", 1, 0) };
	struct book_entry figures[] = { entry(1, "Figure 1", 3, 0), entry(1, "Figure 2", 4, 0),
		entry(1, "Intro", 1, 0) };
	struct book_entry numbers[] = { entry(1, "1", 1, 0), entry(1, "Page 2", 2, 0) };
	struct book_entry good[] = { entry(1, "A", 1, 0), entry(1, "B", 7, 0) };
	assert_false(chapters_is_sound(&(struct book_entries) { all_on_one, 3 }, 50));
	assert_false(chapters_is_sound(&(struct book_entries) { figures, 3 }, 50));
	assert_false(chapters_is_sound(&(struct book_entries) { numbers, 2 }, 50));
	assert_false(chapters_is_sound(&(struct book_entries) { NULL, 0 }, 50));
	assert_true(chapters_is_sound(&(struct book_entries) { good, 2 }, 50));
}

static struct timeline_utterance said(const char *role, const char *text)
{
	return (struct timeline_utterance) { .role = role, .section = "body", .text = text };
}

static void test_a_title_is_found_where_it_is_said(void **state)
{
	(void)state;
	struct timeline_utterance items[] = {
		said("paragraph", "The end of the last chapter."),
		said("heading", "3."),
		said("heading", "The Moons of Jupiter"),
		said("paragraph", "The moons are four."),
	};
	const struct timeline page = { "", "", 1, 100, items, 4 };
	struct book_entry wanted = entry(1, "3 The moons of Jupiter", 1, -1);
	assert_int_equal(headings_find(&page, &wanted), 1);
	wanted.title = "The Moons of JUPITER";
	assert_int_equal(headings_find(&page, &wanted), 2);
	wanted.title = "Chapter 3: The Moons of Jupiter";
	assert_int_equal(headings_find(&page, &wanted), 1);
	wanted.title = "Saturn";
	assert_int_equal(headings_find(&page, &wanted), -1);
}

static void add(struct headings *headings, const char *text, int page, float height)
{
	const struct timeline_box box = { 0.1F, 0.1F, 0.2F, 0.1F + height };
	struct timeline_word word = { text, 0, 10, &box, 1, 0 };
	struct timeline_utterance utterance = said("heading", text);
	utterance.words = &word;
	utterance.word_count = 1;
	headings_add(headings, &(struct timeline) { "", "", 1, 10, &utterance, 1 }, page,
		page * 100, 1, arena);
}

static void test_headings_make_an_outline(void **state)
{
	(void)state;
	struct headings headings = { NULL, 0, 0 };
	add(&headings, "My Book", 1, 0.06F); /* a class of its own: the title */
	add(&headings, "The moon", 3, 0.03F);
	add(&headings, "Its size", 4, 0.02F);
	add(&headings, "Its way", 5, 0.021F);
	add(&headings, "The sun", 9, 0.031F);
	add(&headings, "The sun", 10, 0.031F); /* a running head */
	struct book_entries outline = headings_outline(&headings, arena);
	assert_int_equal(outline.count, 4);
	assert_string_equal(outline.items[0].title, "The moon");
	assert_int_equal(outline.items[1].level, 2);
	assert_string_equal(outline.items[3].title, "The sun");
	assert_int_equal(outline.items[3].level, 1);
	add(&headings, "Chapter 1", 20, 0.01F);
	add(&headings, "Chapter 2", 30, 0.01F);
	outline = headings_outline(&headings, arena);
	assert_int_equal(outline.count, 2);
	assert_int_equal(outline.items[0].level, 1);
	headings_free(&headings);
}

/* Numbers tell chapters from headings that are printed as large, or larger. */
static void test_numbered_headings_make_an_outline(void **state)
{
	(void)state;
	struct headings headings = { NULL, 0, 0 };
	add(&headings, "A Guide", 1, 0.06F);
	add(&headings, "For Users", 1, 0.05F);
	add(&headings, "1 First steps", 3, 0.03F);
	add(&headings, "1.1 A step", 3, 0.03F);
	add(&headings, "A warning", 4, 0.03F);
	add(&headings, "1.1.1.1.1.1.1.1.1.1.1.1 Too deep", 4, 0.03F);
	add(&headings, "\xc2\xaa h h h", 5, 0.03F); /* notes of music */
	add(&headings, "2 Next steps", 9, 0.031F);
	add(&headings, "1 A list's item", 10, 0.02F);
	add(&headings, "3. Last steps", 20, 0.029F);
	add(&headings, "Appendix A The licence of this guide and its parts", 30, 0.03F);
	add(&headings, "Concept Index", 40, 0.03F);
	struct book_entries outline = headings_outline(&headings, arena);
	static const struct {
		int level;
		const char *title;
	} wanted[] = {
		{ 1, "1 First steps" },
		{ 2, "1.1 A step" },
		{ 3, "A warning" },
		{ BOOK_MAX_LEVEL, "1.1.1.1.1.1.1.1.1.1.1.1 Too deep" },
		{ 1, "2 Next steps" },
		{ 2, "1 A list's item" },
		{ 1, "3. Last steps" },
		{ 1, "Appendix A The licence of this guide and its parts" },
		{ 1, "Concept Index" },
	};
	assert_int_equal(outline.count, sizeof wanted / sizeof *wanted);
	for (size_t i = 0; i < outline.count; i++) {
		assert_string_equal(outline.items[i].title, wanted[i].title);
		assert_int_equal(outline.items[i].level, wanted[i].level);
	}
	headings_free(&headings);
}

static void expect_chapters(const struct headings *headings, const char *titles)
{
	const struct book_entries outline = headings_outline(headings, arena);
	const char *found = "";
	for (size_t i = 0; i < outline.count; i++) {
		if (outline.items[i].level == 1)
			found = arena_printf(arena, "%s%s/", found, outline.items[i].title);
	}
	assert_string_equal(found, titles);
}

/* Labels that stand above names, what is set like chapters, and what only has their words. */
static void test_chapters_are_known_by_how_they_are_set(void **state)
{
	(void)state;
	struct headings headings = { NULL, 0, 0 };
	add(&headings, "Preface", 1, 0.041F);
	add(&headings, "CHAPTER 1. SHIPS", 4, 0.04F);
	add(&headings, "Chapter 1", 5, 0.013F); /* a running head */
	add(&headings, "Warning", 6, 0.02F);
	add(&headings, "Foreword by another", 7, 0.015F); /* an example */
	add(&headings, "Chapter 9 of a sample", 8, 0.02F);
	add(&headings, "CHAPTER 2. SAILS", 10, 0.04F);
	add(&headings, "What comes next", 20, 0.041F);
	add(&headings, "Appendix A of this book. . . . 30", 29, 0.04F); /* of the contents */
	add(&headings, "Index of ships", 30, 0.02F);
	add(&headings, "Concept Index", 31, 0.04F);
	expect_chapters(&headings,
		"Preface/CHAPTER 1. SHIPS/CHAPTER 2. SAILS/What comes next/Concept Index/");
	headings_free(&headings);
}

static void add_two(struct headings *headings, const char *label, const char *name, int page)
{
	const struct timeline_box box = { 0.1F, 0.1F, 0.2F, 0.14F };
	struct timeline_word word = { "", 0, 10, &box, 1, 0 };
	struct timeline_utterance lines[] = { said("heading", label), said("heading", name) };
	for (size_t i = 0; i < 2; i++) {
		lines[i].words = &word;
		lines[i].word_count = 1;
	}
	headings_add(headings, &(struct timeline) { "", "", 1, 10, lines, 2 }, page, page * 100, 1,
		arena);
}

static void test_labels_above_names(void **state)
{
	(void)state;
	struct headings headings = { NULL, 0, 0 };
	add_two(&headings, "One", "Starting off", 3);
	add(&headings, "A section", 4, 0.02F);
	add_two(&headings, "Twenty-two", "Going on", 9);
	add(&headings, "Chapter 7", 12, 0.04F); /* in figures: an example */
	add_two(&headings, "TWENTYTHREE", "At the finish", 20);
	add_two(&headings, "Appendix A", "Tables", 30);
	add_two(&headings, "B", "Figures", 40);
	add_two(&headings, "C", "D", 50); /* letters of an index */
	expect_chapters(&headings, "One Starting off/Twenty-two Going on/TWENTYTHREE At the finish/"
				   "Appendix A Tables/B Figures/");
	headings_free(&headings);
}

/* Several books in one, each with numbers of its own. */
static void test_books_within_a_book(void **state)
{
	(void)state;
	struct headings headings = { NULL, 0, 0 };
	add(&headings, "User Manual", 1, 0.04F);
	add(&headings, "1. First steps", 2, 0.04F);
	add(&headings, "1.1. A step", 2, 0.03F);
	add(&headings, "2. More", 9, 0.04F);
	add(&headings, "3. And more", 15, 0.04F);
	add(&headings, "Technical Notes", 20, 0.04F);
	add(&headings, "1. Design", 21, 0.04F);
	add(&headings, "2. Tests", 30, 0.04F);
	expect_chapters(&headings, "User Manual/Technical Notes/");
	headings_free(&headings);
}

/* As many as are kept, each a number that might go on from any before it. */
static void test_hostile_numbers_take_no_time(void **state)
{
	(void)state;
	enum {
		MANY = 20000,
		MOST_SECONDS = 2 /* of CPU: a hundred times what it takes */
	};
	for (int step = 1; step <= 4; step++) {
		struct headings headings = { NULL, 0, 0 };
		for (int i = 0; i < MANY; i++)
			add(&headings, arena_printf(arena, "%d moon", 1 + i * step % 997),
				1 + i / 4, 0.03F);
		const clock_t start = clock();
		headings_outline(&headings, arena);
		assert_true(clock() - start < MOST_SECONDS * CLOCKS_PER_SEC);
		headings_free(&headings);
	}
}

/* "CHAPTER", "ONE" and the title on three lines. */
static void test_a_chapter_in_three_lines(void **state)
{
	(void)state;
	struct headings headings = { NULL, 0, 0 };
	for (int page = 1; page <= 2; page++) {
		struct timeline_utterance lines[] = {
			said("heading", "CHAPTER"),
			said("heading", page == 1 ? "ONE" : "TWO"),
			said("heading", page == 1 ? "SCOPE" : "MEMBERS"),
		};
		headings_add(&headings, &(struct timeline) { "", "", 1, 10, lines, 3 }, page, page,
			1, arena);
	}
	struct book_entries outline = headings_outline(&headings, arena);
	assert_int_equal(outline.count, 2);
	assert_string_equal(outline.items[0].title, "CHAPTER ONE SCOPE");
	assert_string_equal(outline.items[1].title, "CHAPTER TWO MEMBERS");
	headings_free(&headings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_of_chapters),
		cmocka_unit_test(test_long_chapters_are_parted_and_nothing_is_left_out),
		cmocka_unit_test(test_outlines_that_part_nothing),
		cmocka_unit_test(test_a_title_is_found_where_it_is_said),
		cmocka_unit_test(test_headings_make_an_outline),
		cmocka_unit_test(test_numbered_headings_make_an_outline),
		cmocka_unit_test(test_chapters_are_known_by_how_they_are_set),
		cmocka_unit_test(test_labels_above_names),
		cmocka_unit_test(test_books_within_a_book),
		cmocka_unit_test(test_hostile_numbers_take_no_time),
		cmocka_unit_test(test_a_chapter_in_three_lines),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
