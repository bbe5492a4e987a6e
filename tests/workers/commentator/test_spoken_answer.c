/* Tests of workers/spoken_answer: a model's markup, made fit for being read aloud. */
#include "unit.h"

#include "workers/commentator/spoken_answer.h"

static void assert_spoken(const char *answer, const char *expected)
{
	struct arena *arena = arena_new();
	assert_string_equal(spoken_answer(arena, answer, strlen(answer), 10000, false), expected);
	arena_free(&arena);
}

static void plain_text_stays(void **state)
{
	(void)state;
	assert_spoken("It is plain.", "It is plain.");
	assert_spoken("  Two\nlines.\n\n\n\nA paragraph.\n", "Two lines.\n\nA paragraph.");
	assert_spoken("3 * 4 is 12, max_value is_", "3 * 4 is 12, max_value is");
	assert_spoken("a < b, c > d, e<3", "a < b, c > d, e<3");
	assert_spoken("Caf\xc3\xa9, \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d, \xe4\xb8\xad\xe6\x96\x87.",
		"Caf\xc3\xa9, \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d, \xe4\xb8\xad\xe6\x96\x87.");
	assert_spoken("", "");
	assert_spoken(" \n\t\n", "");
}

static void emphasis_goes(void **state)
{
	(void)state;
	assert_spoken("**Bold**, *slanted*, __bold__, _slanted_, ~~gone~~, `code`.",
		"Bold, slanted, bold, slanted, gone, code.");
	assert_spoken("***both*** and \\*neither\\*", "both and *neither*");
	assert_spoken("**", "");
}

static void headings_and_items_are_paragraphs(void **state)
{
	(void)state;
	assert_spoken(
		"# Title\nText\nmore.\n## Next!\nEnd", "Title.\n\nText more.\n\nNext!\n\nEnd");
	assert_spoken(
		"- one\n* two;\n+ three.\n\xe2\x80\xa2 four", "one.\n\ntwo;\n\nthree.\n\nfour.");
	assert_spoken("1. one\n2) two\n", "1. one.\n\n2) two.");
	assert_spoken("> quoted\n> more", "quoted more");
	assert_spoken("above\n\n---\n\n* * *\n====\nbelow", "above\n\nbelow");
	assert_spoken("#\n- \ntext", "text");
}

static void code_and_tables(void **state)
{
	(void)state;
	assert_spoken("Before.\n```c\nint x;\n```\nAfter.", "Before.\n\nAfter.");
	assert_spoken("Before.\n~~~\nnever closed", "Before.");
	assert_spoken("| a | b |\n|---|:-:|\n| 1 | 2 |", "a , b.\n\n1 , 2.");
}

static void links_and_tags(void **state)
{
	(void)state;
	assert_spoken("See [the *page*](https://x.example/a?b=c).", "See the page.");
	assert_spoken("![A tree](data:image/png;base64,AAAA) grows", "A tree grows");
	assert_spoken("[not a link] (x) [open", "[not a link] (x) [open");
	assert_spoken("At https://www.example.org/a/b?c=d, and <http://y.example>.",
		"At example.org and y.example>.");
	assert_spoken("a<br/>b <b>bold</b> <!-- no -->c", "ab bold c");
	assert_spoken("[", "[");
	assert_spoken("![", "![");
	assert_spoken("<", "<");
}

static void thinking_is_left_out(void **state)
{
	(void)state;
	assert_spoken("<think>\nHmm.\n</think>\n\nIt is.", "It is.");
	assert_spoken("Hmm.\n</think>It is.", "It is.");
	assert_spoken("  <think>never done", "");
	assert_spoken("I <think> so", "I so");
}

static void strange_bytes_go(void **state)
{
	(void)state;
	assert_spoken("a\x01\x1b[31mb\x7f\xff\xc3(c", "a [31mb(c");
	assert_spoken("a\r\nb\rc\xe2\x80\xa8"
		      "d",
		"a b c d");
	/* Emoji, variation selectors, marks of direction, a byte order mark. */
	assert_spoken("\xef\xbb\xbfGood \xf0\x9f\x98\x80\xe2\x9c\x85\xef\xb8\x8f.", "Good .");
	struct arena *arena = arena_new();
	for (int last = 0xaa; last <= 0xae; last++) {
		const char *text = arena_printf(arena, "a\xe2\x80%cb", last);
		assert_string_equal(spoken_answer(arena, text, strlen(text), 100, false), "ab");
	}
	assert_string_equal(spoken_answer(arena, "a\0b", 3, 100, false), "a b");
	arena_free(&arena);
}

static void what_is_long_ends_well(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const char *text = "One is. Two is. Three is.";
	const struct {
		size_t max;
		bool cut;
		const char *expected;
	} cases[] = {
		{ 100, false, "One is. Two is. Three is." },
		{ 25, false, "One is. Two is. Three is." },
		{ 24, false, "One is. Two is." },
		{ 9, false, "One is." },
		{ 5, false, "One" },
		{ 2, false, "On" },
		{ 100, true, "One is. Two is. Three is." },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
			spoken_answer(arena, text, strlen(text), cases[i].max, cases[i].cut),
			cases[i].expected);
	assert_string_equal(spoken_answer(arena, "It is. It was no", 16, 100, true), "It is.");
	/* Characters, not bytes; and none is cut through. */
	assert_string_equal(
		spoken_answer(arena, "\xc3\xa4\xc3\xb6\xc3\xbc", 6, 2, false), "\xc3\xa4\xc3\xb6");
	const char *chinese = "\xe4\xb8\x80\xe3\x80\x82\xe4\xba\x8c\xe4\xb8\x89";
	assert_string_equal(spoken_answer(arena, chinese, strlen(chinese), 3, false),
		"\xe4\xb8\x80\xe3\x80\x82");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_stays),
		cmocka_unit_test(emphasis_goes),
		cmocka_unit_test(headings_and_items_are_paragraphs),
		cmocka_unit_test(code_and_tables),
		cmocka_unit_test(links_and_tags),
		cmocka_unit_test(thinking_is_left_out),
		cmocka_unit_test(strange_bytes_go),
		cmocka_unit_test(what_is_long_ends_well),
	};
	return RUN(tests);
}
