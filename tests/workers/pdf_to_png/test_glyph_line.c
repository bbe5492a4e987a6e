/* Tests of workers/glyph_line. */
#include "unit.h"

#include "common/base/utf8.h"
#include "workers/pdf_to_png/glyph_line.h"

enum { MAX_GLYPHS = 64 };

struct line {
	struct glyph glyphs[MAX_GLYPHS];
	size_t count;
	float at;
};

/* Draws the text, each character 6 points wide, as a font of 10 points might. */
static void draw(struct line *line, const uint32_t *codes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		line->glyphs[line->count++] =
			(struct glyph) { codes[i], line->at, line->at + 6, 0 };
		line->at += 6;
	}
}

static void draw_ascii(struct line *line, const char *text)
{
	for (; *text; text++)
		draw(line, &(uint32_t) { (unsigned char)*text }, 1);
}

static void check(struct line *line, const char *expected)
{
	struct arena *arena = arena_new();
	char *text = glyph_line_text(line->glyphs, line->count, 10, arena);
	if (expected)
		assert_string_equal(text, expected);
	else
		assert_null(text);
	arena_free(&arena);
}

static void gaps_part_words_and_cells(void **state)
{
	(void)state;
	struct line line = { .at = 72 };
	draw_ascii(&line, "  one");
	line.at += 3;
	draw_ascii(&line, "two  three");
	line.at += 16;
	draw_ascii(&line, "four  ");
	check(&line, "one two three\tfour");
	struct line blank = { .at = 0 };
	draw_ascii(&blank, "   ");
	check(&blank, NULL);
	check(&(struct line) { .count = 0 }, NULL);
}

static void kerning_parts_nothing(void **state)
{
	(void)state;
	struct line line = { .at = 72 };
	draw_ascii(&line, "A");
	line.at -= 1.5f;
	draw_ascii(&line, "V");
	line.at += 1.5f;
	draw_ascii(&line, "A");
	check(&line, "AVA");
}

static void what_is_no_character_is_marked(void **state)
{
	(void)state;
	const uint32_t codes[] = { 'a', 0, 7, 0x85, 0xd800, 0xfffd, 'b' };
	struct line line = { .at = 0 };
	draw(&line, codes, sizeof codes / sizeof *codes);
	check(&line, "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
		     "b");
	assert_true(glyph_is_unmapped(0xe000));
	assert_true(glyph_is_unmapped(0x10ffff));
	assert_false(glyph_is_unmapped(' '));
	assert_false(glyph_is_unmapped(0x1f600));
}

/* shin lamed vav mem, from the right, as one sees them or as they are read. */
static void hebrew_by_its_places(void **state)
{
	(void)state;
	const uint32_t seen[] = { 0x5dd, 0x5d5, 0x5dc, 0x5e9 };
	struct line line = { .at = 100 };
	draw_ascii(&line, "12.5 ");
	draw(&line, seen, 4);
	check(&line, "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d 12.5");
	struct line logical = { .count = 4 };
	for (size_t i = 0; i < 4; i++) {
		float start = 100 - (float)i * 6;
		logical.glyphs[i] = (struct glyph) { seen[3 - i], start, start + 6, 0 };
	}
	check(&logical, "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d");
	struct line cells = { .at = 100 };
	draw(&cells, seen, 4);
	cells.at += 20;
	draw(&cells, seen, 4);
	check(&cells, "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\t\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d");
}

static void accents_join_their_letters(void **state)
{
	(void)state;
	const uint32_t diaeresis = 0xa8, acute = 0xb4;
	struct line line = { .at = 0 };
	draw_ascii(&line, "f");
	draw(&line, &diaeresis, 1);
	line.at -= 6;
	draw_ascii(&line, "ur ");
	draw_ascii(&line, "e");
	line.at -= 6;
	draw(&line, &acute, 1);
	check(&line, "f\xc3\xbcr \xc3\xa9");
	struct line apart = { .at = 0 };
	draw_ascii(&apart, "a`b");
	check(&apart, "a`b");
}

static void fillers_are_no_gaps(void **state)
{
	(void)state;
	const uint32_t filler = GLYPH_FILLER;
	struct line line = { .at = 72 };
	draw_ascii(&line, "wh");
	draw(&line, &filler, 1);
	draw(&line, &filler, 1);
	draw_ascii(&line, "ere");
	check(&line, "where");
	struct line nothing = { .at = 72 };
	draw(&nothing, &filler, 1);
	check(&nothing, NULL);
}

static void words_know_their_calls(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct glyph_words words;
	struct glyph glyphs[] = { { 'a', 0, 6, 3 }, { 'b', 6, 12, 2 }, { ' ', 12, 18, 9 },
		{ 'c', 18, 24, 4 } };
	assert_string_equal(glyph_line_words(glyphs, 4, 10, arena, &words), "ab c");
	assert_int_equal(words.count, 2);
	assert_int_equal(words.calls[0].first, 2);
	assert_int_equal(words.calls[0].last, 3);
	assert_int_equal(words.calls[1].first, 4);
	arena_free(&arena);
}

/* "שלום עולם 12": as programs draw it that put an invisible text under a scan. */
static void hebrew_drawn_from_the_left(void **state)
{
	static const uint32_t peace[] = { 0x5e9, 0x5dc, 0x5d5, 0x5dd },
			      world[] = { 0x5e2, 0x5d5, 0x5dc, 0x5dd };
	static const char text[] = "שלום עולם 12";
	(void)state;
	/* The whole line at once. */
	struct line line = { .at = 72 };
	draw(&line, peace, 4);
	line.at += 6;
	draw(&line, world, 4);
	line.at += 6;
	draw_ascii(&line, "12");
	check(&line, text);
	/* Each word where it stands on the page, in a call of its own. */
	struct line words = { .at = 200 };
	draw(&words, peace, 4);
	words.at = 170;
	draw(&words, world, 4);
	words.at = 150;
	draw_ascii(&words, "12");
	for (size_t i = 0; i < words.count; i++)
		words.glyphs[i].call = (uint32_t)(i / 4);
	check(&words, text);
	/* As it is seen: each letter at its place. */
	struct line seen = { .at = 100 };
	draw_ascii(&seen, "12");
	seen.at += 6;
	for (size_t i = 4; i-- > 0;)
		draw(&seen, &world[i], 1);
	seen.at += 6;
	for (size_t i = 4; i-- > 0;)
		draw(&seen, &peace[i], 1);
	check(&seen, text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gaps_part_words_and_cells),
		cmocka_unit_test(kerning_parts_nothing),
		cmocka_unit_test(what_is_no_character_is_marked),
		cmocka_unit_test(hebrew_by_its_places),
		cmocka_unit_test(accents_join_their_letters),
		cmocka_unit_test(fillers_are_no_gaps),
		cmocka_unit_test(words_know_their_calls),
		cmocka_unit_test(hebrew_drawn_from_the_left),
	};
	return RUN(tests);
}
