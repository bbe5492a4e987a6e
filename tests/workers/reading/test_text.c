/* test_reading_text.c: lines become text for listening, point by point; whole pages are in
 * tests/workers/reading/books. */
#include "unit.h"

#include "common/base/utf8.h"
#include "workers/reading/text.h"

#include <stdbool.h>
#include <string.h>

static bool is_word(void *context, const char *word)
{
	static const char *const words[] = { "example", "well", "known", "self", "made" };
	(void)context;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(words[i], word) == 0)
			return true;
	}
	return false;
}

struct sample {
	const char *raw, *clean;
};

enum { LEFT = 72, LETTER = 5, SIZE = 10, STEP = 12, MAX_LINES = 50, FOOT = 800 };

/* Lines below each other, from `top` on; an empty one is a gap and parts two blocks. What follows
 * the last one stands at the foot of the sheet, if `feet`. */
static struct reading read_from(struct arena *arena, const char *raw, float top, bool feet)
{
	struct layout_line lines[MAX_LINES];
	struct layout layout = { LAYOUT_FROM_OCR, 595, 842, lines, 0, 0, NULL, 0 };
	const struct reading_options options = {
		.language = "eng", .footnotes = FOOTNOTES_MOVE, .is_word = is_word
	};
	char *rest = utf8_sanitize(arena, raw), *text;
	int block = 0;
	while ((text = strsep(&rest, "\n")) && layout.count < MAX_LINES) {
		top += STEP;
		block += !*text;
		if (!*text)
			continue;
		float right = LEFT + LETTER * (float)strlen(text);
		lines[layout.count++] = (struct layout_line) { text,
			{ LEFT, top - SIZE, right, top }, SIZE, false, block, 90, NULL, 0 };
	}
	int last = layout.count > 0 ? lines[layout.count - 1].block : 0;
	for (size_t i = 0; feet && i < layout.count; i++) {
		if (lines[i].block == last && last > 0)
			lines[i].box.bottom = (lines[i].box.top = FOOT) + SIZE;
	}
	return reading_text_clean(&layout, NULL, &options, arena);
}

static const char *clean_from(struct arena *arena, const char *raw, float top, bool feet)
{
	return read_from(arena, raw, top, feet).text;
}

static const char *clean(struct arena *arena, const char *raw)
{
	return clean_from(arena, raw, 300, false);
}

static void check(const struct sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct arena *arena = arena_new();
		assert_string_equal(clean(arena, samples[i].raw), samples[i].clean);
		arena_free(&arena);
	}
}
#define CHECK(samples) check(samples, sizeof(samples) / sizeof *(samples))

static void test_lines_and_paragraphs(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{ "", "" },
		{ "\n \n\f", "" },
		{ "one", "one\n" },
		{ "A line\nand  its\tnext.\n", "A line and its next.\n" },
		{ "First.\n\n\n\nSecond.\n\f", "First.\n\nSecond.\n" },
		{ "  indented \n", "indented\n" },
		/* a sentence goes on in the next column */
		{ "The river runs through the old\n\nvillage and on.\n",
			"The river runs through the old village and on.\n" },
		/* but a list of short names is a list */
		{ "bin\n\nboot\n\ndev\n", "bin\n\nboot\n\ndev\n" },
		{ "It ended here, as it should be.\n\nand then more\n",
			"It ended here, as it should be.\n\nand then more\n" },
	};
	CHECK(samples);
}

static void test_words_broken_at_the_end_of_a_line(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{ "an exam-\nple here", "an example here\n" },
		{ "an unheardof-\nword", "an unheardofword\n" },
		{ "a well-\nknown man", "a well-known man\n" },
		{ "the Anglo-\nSaxon", "the Anglo-Saxon\n" },
		{ "state-of-the-\nart", "state-of-the-art\n" },
		{ "pages 10-\n20", "pages ten to twenty\n" },
		{ "a dash -\nhere", "a dash - here\n" },
		{ "over two columns an exam-\n\nple goes on",
			"over two columns an example goes on\n" },
		{ "soft exam\xc2\xad\nple", "soft example\n" },
		{ "soft ex\xc2\xad"
		  "ample",
			"soft example\n" },
		{ "Stra\xc3\x9f"
		  "en-\nbahn",
			"Stra\xc3\x9f"
			"enbahn\n" },
	};
	CHECK(samples);
}

static void test_characters(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{ "\xef\xac\x81ne \xef\xac\x82ow o\xef\xac\x80 o\xef\xac\x83"
		  "ce ba\xef\xac\x84"
		  "e",
			"fine flow off office baffle\n" },
		{ "\xe2\x80\x9cI don\xe2\x80\x99t\xe2\x80\x9d", "\"I don't\"\n" },
		{ "\xc2\xab"
		  "oui\xc2\xbb",
			"\"oui\"\n" },
		{ "a pause\xe2\x80\x94"
		  "then",
			"a pause \xe2\x80\x94 then\n" },
		{ "a pause \xe2\x80\x93 then", "a pause \xe2\x80\x94 then\n" },
		{ "pages 10\xe2\x80\x93"
		  "20",
			"pages ten to twenty\n" },
		{ "wait\xe2\x80\xa6", "wait...\n" },
		{ "no\xc2\xa0"
		  "break",
			"no break\n" },
		{ "zero\xe2\x80\x8bwidth", "zerowidth\n" },
		/* Arabic letters in the forms that they have at their place */
		{ "\xef\xbb\xa3\xef\xba\xae\xef\xba\xa3\xef\xba\x92\xef\xba\x8e",
			"\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7\n" },
		{ "bell\x07 and \x1b[m", "bell and [m\n" },
		{ "bad \xff\xc3 bytes", "bad bytes\n" },
		{ "na\xc3\xafve caf\xc3\xa9", "na\xc3\xafve caf\xc3\xa9\n" },
		{ "\xd0\x9c\xd0\xb8\xd1\x80", "\xd0\x9c\xd0\xb8\xd1\x80\n" },
	};
	CHECK(samples);
}

/* Of notes that are elsewhere. */
static void test_raised_numbers_that_are_marks(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{ "by the king.\xc2\xb9\xc2\xb2 Its walls", "by the king. Its walls\n" },
		{ "the council\xc2\xb9\xe2\x81\xb6 tell us", "the council tell us\n" },
		{ "said,\xc2\xb9\xe2\x81\xb7 and \"never,\"\xc2\xb2 twice",
			"said, and \"never,\" twice\n" },
		{ "if it exists. \xe2\x81\xb4 \xe2\x81\xb5", "if it exists.\n" },
		{ "a specification \xe2\x81\xb9 and more", "a specification and more\n" },
		{ "of 10\xc2\xb3 men", "of ten cubed men\n" },
		{ "if x\xc2\xb2 and (a+b)\xc2\xb2 are",
			"if x squared and (a plus b)\xc2\xb2 are\n" },
		{ "and sin\xc2\xb2 of it", "and sin\xc2\xb2 of it\n" },
		{ "by 1840.\xc2\xb2 The", "by eighteen forty. The\n" },
		{ "they go so.\xc2\xb9\xc2\xb2 The", "they go so. The\n" },
		{ "(Smith 1987)\xc2\xb2 and (see page 4).\xc2\xb9\xc2\xb2 It",
			"(Smith nineteen eighty-seven) and (see page four). It\n" },
		{ "on page 45.\xc2\xb3 The", "on page forty-five. The\n" },
		{ "for 3.\xe2\x81\xb9\xe2\x81\xb9 at 12:\xc2\xb3\xe2\x81\xb0 h",
			"for 3.\xe2\x81\xb9\xe2\x81\xb9 at 12:\xc2\xb3\xe2\x81\xb0 h\n" },
		{ "a king,\xc2\xb9,\xc2\xb2 a queen\xc2\xb3-\xe2\x81\xb5 and",
			"a king, a queen and\n" },
		{ "a king[\xc2\xb9][\xc2\xb2] in 1840[\xc2\xb3] too",
			"a king in eighteen forty too\n" },
		{ "[\xc2\xb9] Smith said so", "1: Smith said so\n" },
		{ "about \xc2\xb9/2 of iron\xc2\xb2+ ions and \xc2\xb9\xe2\x81\xb4"
		  "C",
			"about \xc2\xb9/2 of iron\xc2\xb2+ ions and \xc2\xb9\xe2\x81\xb4"
			"C\n" },
		{ "the king\xe2\x80\xa0 and, said\xef\xb9\xa1 he, A\xef\xb9\xa1 too",
			"the king and, said he, A* too\n" },
	};
	CHECK(samples);
}

static void test_what_is_no_word_goes(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{ "you' ll hear that it' s ours", "you'll hear that it's ours\n" },
		{ "WHAT IT' S FOR, and the boys' T shirts",
			"WHAT IT'S FOR, and the boys' T shirts\n" },
		{ "tools (ie, a saw), eg, of example.ie. There, a pie. And",
			"tools (that is, a saw), for example, of example.ie. There, a pie. And\n" },
		{ "'the boys' said it' there", "'the boys' said it' there\n" },
		{ "tools, eg. a saw, ie. two", "tools, for example a saw, that is two\n" },
		{ "of 300 m\xc2\xb2 and 2 km",
			"of three hundred square metres and two kilometres\n" },
		{ "Above\n| ~ |\nbelow", "Above\n\nbelow\n" },
		{ "Above\n_________\nbelow", "Above\n\nbelow\n" },
		{ "Introduction ........ 5", "Introduction, five\n" },
		{ "Introduction . . . . . 5", "Introduction, five\n" },
		{ "Wait... what? etc.", "Wait... what? et cetera.\n" },
		{ "....... 5", "five\n" },
	};
	CHECK(samples);
}

static void test_lists_and_headings(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{ "We do:\n\xe2\x80\xa2 this\n\xe2\x80\xa2 that", "We do:\n\nthis\n\nthat\n" },
		{ "We do:\n\xc2\xa2 this\ne That\no The rest",
			"We do:\n\nthis\n\nThat\n\nThe rest\n" },
		/* without a sign among them letters are letters */
		{ "Maria\ne Giovanni", "Maria e Giovanni\n" },
		{ "- this\n- that", "this\n\nthat\n" },
		{ "1. Scope 3\n1.1. Purpose 3\n1.2 /usr 4\n2. Use 5",
			"1. Scope, three\n\n1.1. Purpose, three\n\none point two /usr, four\n\n2. Use, five\n" },
		/* no line of prose ends where the next word had room; a full line tells nothing */
		{ "bin Commands\nboot Files of the boot loader, all of them\nusr More of it\nvar Data",
			"bin Commands\nboot Files of the boot loader, all of them\nusr More of it\n"
			"var Data\n" },
		{ "The river runs through the old village\nand disproportionately\nincommensurable "
		  "things follow it.",
			"The river runs through the old village and disproportionately incommensurable "
			"things follow it.\n" },
		{ "it grew by\n3.5 per cent", "it grew by three point five per cent\n" },
	};
	CHECK(samples);
}

static void test_page_numbers(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{ "Text.\n\n12\n", "Text.\n" },
		{ "12\n\nText.\n", "Text.\n" },
		{ "xii\n\nText.\n\nxii", "Text.\n" },
		{ "Text.\n\n- 12 -\n", "Text.\n" },
		{ "Text.\n\n\xe2\x80\x94 12 \xe2\x80\x94\n", "Text.\n" },
		{ "Text.\n\nPage 12 of 50\n", "Text.\n" },
		{ "Text.\n\n12 / 50\n", "Text.\n" },
		{ "Text.\n\n[12]\n", "Text.\n" },
		/* these may say something */
		{ "12\n", "twelve\n" },
		{ "Text.\n12\n", "Text. twelve\n" },
		{ "Text.\n\n12\n\nMore.\n", "Text.\n\ntwelve\n\nMore.\n" },
		{ "Text.\n\n12 apples\n", "Text.\n\ntwelve apples\n" },
		{ "Text.\n\n12345\n", "Text.\n\ntwelve thousand three hundred and forty-five\n" },
		{ "Text.\n\ncivic\n", "Text.\n\ncivic\n" },
		{ "Text.\n\n\xe2\x80\x94\n\nMore.", "Text.\n\nMore.\n" },
	};
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		struct arena *arena = arena_new();
		assert_string_equal(clean_from(arena, samples[i].raw, 40, true), samples[i].clean);
		arena_free(&arena);
	}
}

static void test_blank(void **state)
{
	(void)state;
	assert_true(reading_text_is_blank(""));
	assert_true(reading_text_is_blank(" \n.,;-|\xe2\x80\x94\xe2\x80\xa2\xc2\xa9\xff"));
	assert_false(reading_text_is_blank("- 7 -"));
	assert_false(reading_text_is_blank("\xc3\xa9"));
	assert_false(reading_text_is_blank("\xe6\xbc\xa2"));
	assert_false(reading_text_is_blank("\xd7\xa9"));
}

/* Whatever comes in, valid UTF-8 comes out, and cleaning twice changes nothing that matters. */
static void test_any_bytes(void **state)
{
	(void)state;
	static const char alphabet[] = "ab- .\n\n\xc3\xa9\xe2\x80\x94\xff\xad\xc2"
				       "12ivx*_'\"[]\xb2\xb9";
	unsigned long random = 7;
	for (int round = 0; round < 20000; round++) {
		char raw[40];
		size_t len = 0;
		for (; len < sizeof raw - 1; len++) {
			random = random * 6364136223846793005ul + 1442695040888963407ul;
			raw[len] = alphabet[(random >> 33) % (sizeof alphabet - 1)];
		}
		raw[len] = '\0';
		struct arena *arena = arena_new();
		const struct reading reading = read_from(arena, raw, 300, false);
		assert_true(utf8_is_valid(reading.text, strlen(reading.text)));
		assert_null(strstr(reading.text, "\n\n\n\n"));
		const char *text = page_text_printed(&reading.page, arena, NULL);
		assert_null(strstr(text, "  "));
		arena_free(&arena);
	}
}

static void what_ocr_makes_of_odd_print(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{ "It is in /1ib and /usr/1lib, not in /1st.",
			"It is in /lib and /usr/lib, not in /1st.\n" },
		{ "See http://1and1.example/x for more.",
			"See 1and1 dot example slash x for more.\n" },
		{ "It is at<ann@bridges.example>now, or <http://bridges.example/>.",
			"It is at ann at bridges dot example now, or bridges dot example.\n" },
		{ "a | b", "a b\n" },
		{ "| Directory\t| Use |\n| opt\t| Packages |",
			"Directory, Use.\nopt, Packages.\n" },
		/* raised letters behind numbers */
		{ "his 21* prize on the 22\xe2\x84\xa2 of May, late in the 19\" century",
			"his twenty-first prize on the twenty-second of May, late in the nineteenth "
			"century\n" },
		{ "a board of 19\" and 12' more, called Foo 12* Bar",
			"a board of nineteen\" and twelve' more, called Foo twelve* Bar\n" },
	};
	check(samples, sizeof samples / sizeof *samples);
}

/* Text in two columns with notes below the first one, whose marks OCR could not read. */
static void marks_that_ocr_could_not_read(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct layout_line lines[] = {
		{ "The bridge is very old.! It was made of", { 72, 300, 280, 310 }, 10, false, 0,
			90, NULL, 0 },
		{ "stone, and after a war of wood, but it", { 72, 312, 280, 322 }, 10, false, 0, 90,
			NULL, 0 },
		{ "was never safe, and nobody liked it very", { 72, 324, 280, 334 }, 10, false, 0,
			90, NULL, 0 },
		{ "much when it was new. \xc2\xb0 They all", { 72, 336, 280, 346 }, 10, false, 0,
			90, NULL, 0 },
		{ "' Not as old as the church.", { 72, 400, 200, 407 }, 7, false, 1, 90, NULL, 0 },
		{ "\xc2\xb0The wood was oak.", { 72, 410, 200, 417 }, 7, false, 1, 90, NULL, 0 },
		{ "painted it, and \"all was well\" then,", { 310, 300, 520, 310 }, 10, false, 2,
			90, NULL, 0 },
		{ "as far as anybody who lived there knew,", { 310, 312, 520, 322 }, 10, false, 2,
			90, NULL, 0 },
		{ "until the river rose and took it away in", { 310, 324, 520, 334 }, 10, false, 2,
			90, NULL, 0 },
		{ "the night before the market.", { 310, 336, 450, 346 }, 10, false, 2, 90, NULL,
			0 },
	};
	const struct layout layout = { LAYOUT_FROM_OCR, 595, 842, lines, 10, 0, NULL, 0 };
	const struct reading_options options = {
		.language = "eng", .footnotes = FOOTNOTES_MOVE, .is_word = is_word
	};
	struct reading reading = reading_text_clean(&layout, NULL, &options, arena);
	assert_string_equal(reading.text,
		"The bridge is very old. It was made of stone, and after a war of wood, but it was "
		"never safe, and nobody liked it very much when it was new. They all painted it, "
		"and \"all was well\" then, as far as anybody who lived there knew, until the "
		"river rose and took it away in the night before the market.\n\n"
		"Footnote: Not as old as the church.\n\nFootnote: The wood was oak.\n");
	assert_int_equal(reading.change_count, 4);
	assert_int_equal(reading.changes[0].kind, CHANGE_NOTE_MARK);
	assert_string_equal(reading.changes[0].text, "!");
	arena_free(&arena);
}

/* Three lines at the top of a page; the pages around are known by their look alone. */
static const char *clean_marked(struct arena *arena, const struct edge_mark *mark)
{
	struct layout_line lines[] = {
		{ "The Garden", { LEFT, 40, 130, 50 }, SIZE, false, 0, 90, NULL, 0 },
		{ "it was raining when they came", { LEFT, 80, 330, 90 }, SIZE, false, 1, 90, NULL,
			0 },
		{ "to the bridge at last.", { LEFT, 92, 330, 102 }, SIZE, false, 1, 90, NULL, 0 },
	};
	const struct layout layout = { LAYOUT_FROM_OCR, 595, 842, lines, 3, 0, NULL, 0 };
	const struct neighbours neighbours = { .marks = { mark, mark ? 1 : 0 } };
	const struct reading_options options = {
		.language = "eng", .footnotes = FOOTNOTES_MOVE, .is_word = is_word
	};
	return reading_text_clean(&layout, &neighbours, &options, arena).text;
}

static void what_comes_again_is_a_head(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	static const char *const spoken = "The Garden\n\nit was raining when they came to the "
					  "bridge at last.\n";
	const char *rest = strstr(spoken, "it was");
	for (int kind = 0; kind < MARK_KINDS; kind++) {
		struct edge_mark mark = { (enum edge_mark_kind)kind, { 71, 41, 130, 51 } };
		assert_string_equal(clean_marked(arena, &mark), rest);
		mark.box.right = 90; /* too little of it */
		assert_string_equal(clean_marked(arena, &mark), spoken);
		mark.box = (struct layout_box) { 71, 60, 130, 70 };
		assert_string_equal(clean_marked(arena, &mark), spoken);
	}
	/* A line of text stands where others have their heads, but not by itself. */
	const struct edge_mark text = { MARK_SLOT, { 71, 80, 330, 90 } };
	assert_string_equal(clean_marked(arena, &text), spoken);
	assert_string_equal(clean_marked(arena, NULL), spoken);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_and_paragraphs),
		cmocka_unit_test(test_words_broken_at_the_end_of_a_line),
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_raised_numbers_that_are_marks),
		cmocka_unit_test(test_what_is_no_word_goes),
		cmocka_unit_test(test_lists_and_headings),
		cmocka_unit_test(test_page_numbers),
		cmocka_unit_test(test_blank),
		cmocka_unit_test(test_any_bytes),
		cmocka_unit_test(what_ocr_makes_of_odd_print),
		cmocka_unit_test(marks_that_ocr_could_not_read),
		cmocka_unit_test(what_comes_again_is_a_head),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
