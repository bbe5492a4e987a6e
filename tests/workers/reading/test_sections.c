/* Tests of contents, indexes, references and notes: what is one, what only looks like it, and what
 * is left out. */
#include "unit.h"

#include "common/base/buf.h"
#include "workers/reading/text.h"

#include <string.h>

enum { LEFT = 72, LETTER = 5, SIZE = 11, STEP = 14, MAX_LINES = 50 };

/* Rows of the PDF's own text, parted by newlines; "#" begins a heading, and an empty one is a gap.
 */
static struct reading read_rows(struct arena *arena, const char *rows, unsigned skip)
{
	struct layout *layout = arena_alloc(arena, sizeof *layout);
	*layout = (struct layout) { LAYOUT_FROM_TEXT, 500, 800,
		arena_alloc(arena, MAX_LINES * sizeof *layout->lines), 0, 0, NULL, 0 };
	char *rest = arena_string(arena, rows), *row;
	float top = 80;
	int block = 0;
	while ((row = strsep(&rest, "\n"))) {
		bool heading = *row == '#';
		top += STEP;
		block += !*row;
		if (!*row)
			continue;
		float right = LEFT + LETTER * (float)strlen(row);
		layout->lines[layout->count++] = (struct layout_line) { row + heading,
			{ LEFT, top, right, top + (heading ? 16 : SIZE) }, heading ? 16 : SIZE,
			heading, block, 100, NULL, 0 };
	}
	const struct reading_options options = { .language = "eng", .skip = skip };
	return reading_text_clean(layout, NULL, &options, arena);
}

/* Of the paragraph that begins so. */
static enum text_section section_of(const struct reading *reading, const char *begins)
{
	for (size_t i = 0; i < reading->page.count; i++) {
		const struct text_paragraph *paragraph = &reading->page.paragraphs[i];
		if (strncmp(paragraph->printed, begins, strlen(begins)) == 0)
			return paragraph->section;
	}
	fail_msg("no paragraph begins with \"%s\":\n%s", begins, reading->text);
	return TEXT_BODY;
}

static const char contents[] = "#Contents\n\n"
			       "1. The harbour ........ 3\n"
			       "2. The tides ..........12\n"
			       "2.1 Low water ......... 14\n"
			       "3. The boats .......... 31\n"
			       "Index ................. 90";

static const char plain_index[] = "#Index\n\n"
				  "anchors, 12, 34\n"
				  "boats, 3, 5-9, 40\n"
				  "captains, 17\n"
				  "harbour, 1-4\n"
				  "tides, 12, 13, 20";

static const char references[] = "It was said before that the tides are older than the town.\n\n"
				 "#References\n\n"
				 "[1] J. Ames. The tides of the north. Harbour Press, 1984.\n\n"
				 "[2] R. Bell and C. Dow. On boats. Journal of Mud, 12, 1999.";

static void sections_have_a_title(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct reading reading = read_rows(arena, contents, 0);
	assert_int_equal(section_of(&reading, "Contents"), TEXT_CONTENTS);
	assert_int_equal(section_of(&reading, "2. The tides"), TEXT_CONTENTS);
	reading = read_rows(arena, plain_index, 0);
	assert_int_equal(section_of(&reading, "boats"), TEXT_INDEX);
	reading = read_rows(arena, references, 0);
	assert_int_equal(section_of(&reading, "It was said"), TEXT_BODY);
	assert_int_equal(section_of(&reading, "References"), TEXT_BIBLIOGRAPHY);
	assert_int_equal(section_of(&reading, "[2]"), TEXT_BIBLIOGRAPHY);
	reading = read_rows(arena, "#7. Literaturverzeichnis\n\nAmes, J.: Gezeiten. Kiel 1984.", 0);
	assert_int_equal(section_of(&reading, "Ames"), TEXT_BIBLIOGRAPHY);
	reading = read_rows(arena,
		"#Notes\n\n1. See the tide tables.\n2. That was in May.\n3. Nobody knows.", 0);
	assert_int_equal(section_of(&reading, "2. That"), TEXT_NOTES);
	arena_free(&arena);
}

static void or_a_form(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct reading reading = read_rows(arena, strchr(contents, '\n') + 2, 0);
	assert_int_equal(section_of(&reading, "2.1 Low water"), TEXT_CONTENTS);
	struct buf rows = BUF_EMPTY;
	for (int letter = 'a'; letter < 'p'; letter++)
		buf_printf(&rows, "%cnchor, %d, %d\n", letter, 90 - letter % 7, 100 + letter);
	reading = read_rows(arena, buf_string(&rows), 0);
	assert_int_equal(section_of(&reading, "cnchor"), TEXT_INDEX);
	buf_clear(&rows);
	for (int letter = 'A'; letter < 'F'; letter++)
		buf_printf(&rows, "%cmes, J. The tides of the north. Harbour Press, 198%d.\n\n",
			letter, letter - 'A');
	reading = read_rows(arena, buf_string(&rows), 0);
	assert_int_equal(section_of(&reading, "Cmes"), TEXT_BIBLIOGRAPHY);
	buf_free(&rows);
	arena_free(&arena);
}

static void what_only_looks_like_one_is_text(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	/* ages, in no book */
	const char *ages = "Ann Ames, 12\nBob Bell, 13\nCarl Dow, 17\nDora Eck, 31\nEmil Fox, 40";
	struct reading reading = read_rows(arena, ages, 0xff);
	assert_int_equal(section_of(&reading, "Bob"), TEXT_BODY);
	assert_non_null(strstr(reading.text, "thirteen"));
	assert_int_equal(reading.skipped, 0);
	/* a title without anything of it */
	reading = read_rows(arena,
		"#Contents\n\nThe chest held a coat, two letters and a knife without a handle.\n\n"
		"Nobody asked for them. They were sold in the spring of that year.",
		0xff);
	assert_int_equal(section_of(&reading, "The chest"), TEXT_BODY);
	/* text between */
	reading = read_rows(arena, "The index of prices rose by 4, 5 and in the end 12.", 0xff);
	assert_int_equal(reading.skipped, 0);
	arena_free(&arena);
}

static void contents_are_said_without_leaders_and_pages(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const struct reading reading = read_rows(arena, contents, 0);
	assert_non_null(strstr(reading.text, "The tides\n"));
	assert_non_null(strstr(reading.text, "Index\n"));
	assert_null(strstr(reading.text, ".."));
	assert_null(strstr(reading.text, "12"));
	assert_null(strstr(reading.text, "twelve"));
	assert_non_null(strstr(page_text_printed(&reading.page, arena, NULL), "12"));
	arena_free(&arena);
}

static void what_is_left_out_is_printed_and_listed(void **state)
{
	(void)state;
	static const struct {
		const char *rows, *name;
		enum text_section section;
		const char *gone;
	} cases[] = {
		{ contents, "contents", TEXT_CONTENTS, "harbour" },
		{ plain_index, "index", TEXT_INDEX, "captains" },
		{ references, "bibliography", TEXT_BIBLIOGRAPHY, "Ames" },
	};
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unsigned skip = 0;
		assert_true(reading_sections_parse(cases[i].name, &skip));
		assert_int_equal(skip, 1u << cases[i].section);
		const struct reading reading = read_rows(arena, cases[i].rows, skip);
		assert_null(strstr(reading.text, cases[i].gone));
		assert_non_null(
			strstr(page_text_printed(&reading.page, arena, NULL), cases[i].gone));
		assert_int_equal(reading.skipped, skip);
		assert_non_null(strstr(
			reading_changes_format(&reading, 4096, arena), "\"kind\":\"section\""));
		/* another is not */
		const struct reading whole = read_rows(arena, cases[i].rows, 0xff & ~skip);
		assert_non_null(strstr(whole.text, cases[i].gone));
	}
	const struct reading reading = read_rows(arena, references, 1u << TEXT_BIBLIOGRAPHY);
	assert_non_null(strstr(reading.text, "older than the town"));
	arena_free(&arena);
}

static void each_entry_is_said_by_itself(void **state)
{
	static const char *const entries[] = { "\n\nPreface\n", "\n\none The tower\n",
		"\n\n1.1 The garden\n", "\n\nIndex\n" };
	(void)state;
	struct arena *arena = arena_new();
	struct reading reading = read_rows(arena,
		"#Contents\n\nPreface\tvii\n1\tThe tower\t1\n1.1 The garden ...... 3\n"
		"2\tThe birds\t17\nIndex\t41",
		0);
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
		assert_non_null(strstr(reading.text, entries[i]));
	/* the same rows without such a title are a table */
	reading = read_rows(
		arena, "No.\tName\tLamps\n1\tThe tower\t1\n2\tThe birds\t17\n3\tThe boat\t9", 0);
	assert_non_null(strstr(reading.text, "Lamps seventeen"));
	reading = read_rows(arena,
		"#Index\n\nbirds, 21, 30\nboatman, number of, 21 n. 4\nfog, 17, 21\n"
		"keeper, passim\nlamp, 4, 6\nrails, 9\nwire, 22, 31",
		0);
	assert_non_null(strstr(reading.text, "\n\nkeeper, passim\n\nlamp, four, six\n"));
	arena_free(&arena);
}

static void names_of_sections(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	unsigned sections = 0;
	assert_true(reading_sections_parse("index, notes", &sections));
	assert_int_equal(sections, 1u << TEXT_INDEX | 1u << TEXT_NOTES);
	assert_string_equal(reading_sections_format(sections, arena), "index,notes");
	assert_true(reading_sections_parse("", &sections));
	assert_int_equal(sections, 0);
	assert_false(reading_sections_parse("body", &sections));
	assert_false(reading_sections_parse("index,prose", &sections));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_have_a_title),
		cmocka_unit_test(or_a_form),
		cmocka_unit_test(what_only_looks_like_one_is_text),
		cmocka_unit_test(contents_are_said_without_leaders_and_pages),
		cmocka_unit_test(what_is_left_out_is_printed_and_listed),
		cmocka_unit_test(each_entry_is_said_by_itself),
		cmocka_unit_test(names_of_sections),
	};
	return RUN(tests);
}
