/* Tests of workers/page/page_text and words_json. */
#include "unit.h"

#include "workers/page/words_join.h"

static const struct layout_box first_box[] = { { 10, 20, 30, 40 } };
static const struct layout_box broken_box[] = { { 80, 20, 100, 40 }, { 0, 60, 20, 80 } };

/* "It weighs 5 kg, Dr. Ames" under a heading. */
static struct page_text sample(struct arena *arena)
{
	static const struct text_word words[] = {
		{ { 0, 2 }, { 0, 0 }, first_box, 1, 0 },
		{ { 3, 9 }, { 0, 0 }, broken_box, 2, 0 },
		{ { 10, 11 }, { 0, 0 }, NULL, 0, 0 },
		{ { 12, 15 }, { 0, 0 }, NULL, 0, 0 },
		{ { 16, 19 }, { 0, 0 }, NULL, 0, 0 },
		{ { 20, 24 }, { 0, 0 }, NULL, 0, 0 },
	};
	static const struct text_word heading[] = { { { 0, 4 }, { 0, 0 }, NULL, 0, 0 } };
	struct text_paragraph *paragraphs = arena_alloc(arena, 2 * sizeof *paragraphs);
	paragraphs[0] = (struct text_paragraph) { .role = TEXT_HEADING, .printed = "Gr\xc3\xb6" };
	paragraphs[0].words = arena_alloc(arena, sizeof heading);
	memcpy(paragraphs[0].words, heading, sizeof heading);
	paragraphs[0].word_count = 1;
	paragraphs[1] = (struct text_paragraph) { .role = TEXT_PARAGRAPH,
		.printed = "It weighs 5 kg, Dr. Ames" };
	paragraphs[1].words = arena_alloc(arena, sizeof words);
	memcpy(paragraphs[1].words, words, sizeof words);
	paragraphs[1].word_count = sizeof words / sizeof *words;
	return (struct page_text) { .sheet = { 100, 200, 0 },
		.next = { 50, 100, 0 },
		.paragraphs = paragraphs,
		.count = 2 };
}

static void check_said(const struct text_paragraph *paragraph, size_t word, const char *said)
{
	const struct text_range *range = &paragraph->words[word].said;
	assert_int_equal(range->end - range->start, strlen(said));
	assert_memory_equal(paragraph->said + range->start, said, strlen(said));
}

static void words_that_are_said_together_share_a_range(void **state)
{
	static const struct text_edit edits[] = { { 10, 14, "five kilograms" },
		{ 16, 19, "Doctor" } };
	struct arena *arena = arena_new();
	struct page_text text = sample(arena);
	(void)state;
	page_text_say(&text.paragraphs[1], edits, 2, arena);
	assert_string_equal(text.paragraphs[1].said, "It weighs five kilograms, Doctor Ames");
	check_said(&text.paragraphs[1], 0, "It");
	check_said(&text.paragraphs[1], 1, "weighs");
	check_said(&text.paragraphs[1], 2, "five kilograms,");
	check_said(&text.paragraphs[1], 3, "five kilograms,");
	check_said(&text.paragraphs[1], 4, "Doctor");
	check_said(&text.paragraphs[1], 5, "Ames");
	arena_free(&arena);
}

static void what_is_not_said_has_an_empty_range(void **state)
{
	static const struct text_edit edits[] = { { 9, 15, "" } };
	struct arena *arena = arena_new();
	struct page_text text = sample(arena);
	(void)state;
	page_text_say(&text.paragraphs[1], edits, 1, arena);
	assert_string_equal(text.paragraphs[1].said, "It weighs Dr. Ames");
	check_said(&text.paragraphs[1], 1, "weighs");
	check_said(&text.paragraphs[1], 3, "");
	check_said(&text.paragraphs[1], 4, "Dr.");
	page_text_say(&text.paragraphs[1], NULL, 0, arena);
	assert_string_equal(text.paragraphs[1].said, text.paragraphs[1].printed);
	check_said(&text.paragraphs[1], 3, "kg,");
	arena_free(&arena);
}

static void a_page_is_stored_and_read_back(void **state)
{
	struct arena *arena = arena_new();
	struct page_text text = sample(arena);
	struct page_words words, read;
	struct err err;
	(void)state;
	page_text_say(&text.paragraphs[0], NULL, 0, arena);
	page_text_say(&text.paragraphs[1], NULL, 0, arena);
	words = page_words_of(&text, "eng", "SHA-256=x", arena);
	const char *json = page_words_format(&words, arena);
	assert_non_null(strstr(json,
		"\"printed\":\"\\n\\nGr\xc3\xb6\\n\\nIt weighs 5 kg, Dr. Ames\\n\","
		"\"paragraphs\":[{\"role\":\"heading\",\"printed\":[2,5],\"said\":[2,5]},"
		"{\"role\":\"paragraph\",\"printed\":[7,31],\"said\":[7,31]}],"
		"\"words\":[{\"p\":[2,5],\"s\":[2,5],\"b\":[]},"
		"{\"p\":[7,9],\"s\":[7,9],\"b\":[[0.1,0.1,0.3,0.2]]},"
		"{\"p\":[10,16],\"s\":[10,16],\"b\":[[0.8,0.1,1,0.2],[0,0.3,0.2,0.4]]},"));
	assert_int_equal(page_words_parse(json, strlen(json), arena, &read, &err), 0);
	assert_string_equal(read.digest, "SHA-256=x");
	assert_int_equal(read.word_count, 7);
	assert_string_equal(page_words_format(&read, arena), json);
	/* A page that lay on its side: its left is the bottom of what is shown. */
	text.sheet.quarter_turns = 1;
	words = page_words_of(&text, "eng", "", arena);
	const struct layout_box *box = &words.words[1].boxes[0];
	assert_true(box->left > 0.09f && box->left < 0.11f && box->top > 0.69f &&
		    box->bottom > 0.89f && box->bottom < 0.91f);
	arena_free(&arena);
}

static void a_word_may_end_on_the_next_page(void **state)
{
	struct arena *arena = arena_new();
	struct page_text text = sample(arena);
	struct page_words words, read;
	struct err err;
	(void)state;
	page_text_say(&text.paragraphs[1], NULL, 0, arena);
	text.paragraphs[0].said = text.paragraphs[0].printed;
	text.paragraphs[1].words[0].next_count = 1;
	text.paragraphs[1].words[1].next_count = 1;
	words = page_words_of(&text, "eng", "", arena);
	const char *json = page_words_format(&words, arena);
	assert_non_null(strstr(json, "\"b\":[],\"n\":[[0.2,0.2,0.6,0.4]]},"));
	assert_non_null(strstr(json, "\"b\":[[0.8,0.1,1,0.2]],\"n\":[[0,0.6,0.4,0.8]]},"));
	assert_int_equal(page_words_parse(json, strlen(json), arena, &read, &err), 0);
	assert_int_equal(read.words[2].box_count, 2);
	assert_int_equal(read.words[2].next_count, 1);
	assert_string_equal(page_words_format(&read, arena), json);
	/* Nothing is known of the next page's size. */
	text.next.width = 0;
	words = page_words_of(&text, "eng", "", arena);
	assert_int_equal(words.words[2].box_count, 1);
	assert_int_equal(words.words[2].next_count, 0);
	arena_free(&arena);
}

static void check_refused(const char *json)
{
	struct arena *arena = arena_new();
	struct page_words words;
	struct err err = { 0 };
	assert_int_equal(page_words_parse(json, strlen(json), arena, &words, &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	assert_true(strncmp(err.text, "words: ", 7) == 0);
	arena_free(&arena);
}

static void what_makes_no_sense_is_refused(void **state)
{
	static const char *const lists[] = { "\"words\":[{\"p\":[0,9],\"s\":[0,1],\"b\":[]}]",
		"\"words\":[{\"p\":[1,0],\"s\":[0,1],\"b\":[]}]",
		"\"words\":[{\"p\":[0,1],\"s\":[0,1]}]",
		"\"words\":[{\"p\":[0,1],\"s\":[0,1],\"b\":[[0,0,1]]}]",
		"\"words\":[{\"p\":[0,1],\"s\":[0,1],\"b\":[],\"n\":[[0,0,1]]}]",
		"\"words\":[{\"p\":[0,1],\"s\":[0,1],\"b\":[],\"n\":{}}]",
		"\"words\":[{\"p\":[0,1],\"s\":[0,1],\"b\":[[0,0,1.5,1]]}]",
		"\"words\":[{\"p\":[0,2],\"s\":[0,1],\"b\":[]},{\"p\":[1,2],\"s\":[0,1],\"b\":[]}]",
		"\"paragraphs\":[{\"role\":\"tea\",\"printed\":[0,1],\"said\":[0,1]}]",
		"\"paragraphs\":{}" };
	struct arena *arena = arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		check_refused(arena_printf(arena,
			"{\"version\":1,\"language\":\"\",\"digest\":\"\",\"printed\":\"abc\",%s}",
			lists[i]));
	check_refused("{\"version\":2,\"language\":\"\",\"digest\":\"\",\"printed\":\"\"}");
	check_refused("{\"version\":1,\"language\":\"\",\"digest\":\"\"}");
	check_refused("[]");
	arena_free(&arena);
}

static void texts_behind_each_other_keep_their_ties(void **state)
{
	static const struct text_edit edits[] = { { 10, 14, "five kilograms" } };
	static const struct text_edit heard[] = { { 0, 3, "Doctor" } };
	struct arena *arena = arena_new();
	struct page_text page = sample(arena);
	struct page_text added =
		page_text_of_plain("Dr. Gr\xc3\xb6.\n\n\n Two\nlines \n", TEXT_COMMENTARY, arena);
	(void)state;
	page_text_say(&page.paragraphs[0], NULL, 0, arena);
	page_text_say(&page.paragraphs[1], edits, 1, arena);
	page_text_say(&added.paragraphs[0], heard, 1, arena);
	const struct words_piece pieces[] = {
		{ page_text_said(&added, arena, NULL), page_words_of(&added, "eng", "", arena) },
		{ page_text_said(&page, arena, NULL), page_words_of(&page, "eng", "", arena) },
	};
	struct words_piece all = page_words_join(pieces, 2, "deu", arena), read;
	assert_string_equal(all.said, "Doctor Gr\xc3\xb6.\n\nTwo\nlines\n\n\nGr\xc3\xb6\n\n"
				      "It weighs five kilograms, Dr. Ames\n");
	assert_string_equal(all.words.printed, "Dr. Gr\xc3\xb6.\n\nTwo\nlines\n\n\nGr\xc3\xb6\n\n"
					       "It weighs 5 kg, Dr. Ames\n");
	assert_string_equal(all.words.language, "deu");
	assert_string_equal(all.words.digest, page_words_digest(all.said, strlen(all.said), arena));
	/* "kg," of the page, in code points */
	const struct words_word *word = &all.words.words[8];
	assert_int_equal(word->printed.start, 39);
	assert_int_equal(word->printed.end, 42);
	assert_int_equal(word->said.start, 40);
	assert_int_equal(word->said.end, 55);
	assert_int_equal(all.words.words[6].box_count, 2);
	const char *json = page_words_format(&all.words, arena);
	struct err err;
	assert_int_equal(page_words_parse(json, strlen(json), arena, &read.words, &err), 0);
	assert_int_equal(read.words.word_count, 11);
	assert_int_equal(read.words.paragraphs[0].role, TEXT_COMMENTARY);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_that_are_said_together_share_a_range),
		cmocka_unit_test(texts_behind_each_other_keep_their_ties),
		cmocka_unit_test(what_is_not_said_has_an_empty_range),
		cmocka_unit_test(a_page_is_stored_and_read_back),
		cmocka_unit_test(a_word_may_end_on_the_next_page),
		cmocka_unit_test(what_makes_no_sense_is_refused),
	};
	return RUN(tests);
}
