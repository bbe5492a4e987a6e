/* Tests of workers/text_layer and workers/text_choice: the rule of `ocr = "auto"`. */
#include "unit.h"

#include "workers/page/text_layer.h"
#include "workers/png_to_text/text_choice.h"

static struct layout_line some_lines[] = { { "Some lines of text", { 0, 0, 0, 0 }, 12, false, 0,
						   100, NULL, 0 },
	{ "stand on this page", { 0, 0, 0, 0 }, 12, false, 0, 100, NULL, 0 } };
static const struct layout some = { LAYOUT_FROM_TEXT, 595, 842, some_lines, 2, 0, NULL, 0 };

/* A good one, to be spoilt. */
static struct text_layer good(void)
{
	return (struct text_layer) {
		.known = true,
		.layout = &some,
		.ink = true,
		.characters = 31,
		.covered = 1000,
	};
}

static void worth(void **state)
{
	(void)state;
	struct text_layer layer = good();
	assert_int_equal(text_layer_worth(&layer), LAYER_GOOD);
	layer.covered = LAYER_COVERED_PERMILLE;
	layer.hidden = LAYER_HIDDEN_PERMILLE;
	layer.unmapped = LAYER_UNMAPPED_PERMILLE;
	assert_int_equal(text_layer_worth(&layer), LAYER_GOOD);
	layer.hidden++;
	assert_int_equal(text_layer_worth(&layer), LAYER_HIDDEN);
	layer.covered--;
	assert_int_equal(text_layer_worth(&layer), LAYER_PARTIAL);
	layer.unmapped++;
	assert_int_equal(text_layer_worth(&layer), LAYER_NONE);
	layer = good();
	layer.ink = false;
	assert_int_equal(text_layer_worth(&layer), LAYER_BLANK);
	layer.known = false;
	assert_int_equal(text_layer_worth(&layer), LAYER_NONE);
	layer = good();
	layer.layout = NULL;
	assert_int_equal(text_layer_worth(&layer), LAYER_NONE);
	layer = good();
	layer.characters = 0;
	assert_int_equal(text_layer_worth(&layer), LAYER_NONE);
}

static void shreds_are_no_text(void **state)
{
	(void)state;
	const struct layout shreds = { .count = 40 };
	assert_false(text_layer_is_usable(&shreds, 100, 0));
	assert_true(text_layer_is_usable(&shreds, 120, 0));
	assert_true(text_layer_is_usable(&shreds, 49, 0));
}

/* ---- metadata ---- */

static struct text_layer travel(const struct text_layer *layer, struct arena *arena)
{
	struct meta meta = { 0 };
	struct text_layer arrived;
	text_layer_to_meta(layer, &meta, arena);
	text_layer_from_meta(&meta, arena, &arrived);
	return arrived;
}

static void travels(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct text_layer layer = good();
	layer.unmapped = 1;
	layer.hidden = 2;
	layer.covered = 3;
	layer.neighbours.pages[0] = &some;
	struct text_layer arrived = travel(&layer, arena);
	assert_true(arrived.known && arrived.ink && !arrived.too_large);
	assert_int_equal(arrived.characters, 31);
	assert_int_equal(arrived.unmapped, 1);
	assert_int_equal(arrived.hidden, 2);
	assert_int_equal(arrived.covered, 3);
	assert_string_equal(arrived.layout->lines[1].text, "stand on this page");
	assert_int_equal(neighbours_at(&arrived.neighbours, -2)->count, 2);
	layer.layout = NULL;
	arrived = travel(&layer, arena);
	assert_true(arrived.known && !arrived.layout && !arrived.too_large);
	arena_free(&arena);
}

/* Quotes and backslashes take twice the room in the record between front and engine. */
static void what_is_too_large_stays(void **state)
{
	(void)state;
	enum { LENGTH = 45 * 1024 };
	struct arena *arena = arena_new();
	char *text = arena_alloc(arena, LENGTH + 1);
	memset(text, 'a', LENGTH);
	struct layout_line line = { text, { 0, 0, 0, 0 }, 12, false, 0, 100, NULL, 0 };
	const struct layout one = { LAYOUT_FROM_TEXT, 595, 842, &line, 1, 0, NULL, 0 };
	struct text_layer layer = good();
	layer.layout = &one;
	layer.neighbours.pages[1] = &one;
	struct text_layer arrived = travel(&layer, arena);
	assert_non_null(arrived.layout);
	assert_null(neighbours_at(&arrived.neighbours, -1));
	memset(text, '"', LENGTH);
	arrived = travel(&layer, arena);
	assert_null(arrived.layout);
	assert_true(arrived.known && arrived.too_large);
	arena_free(&arena);
}

static void strangers_metadata(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct meta meta = { 0 };
	struct text_layer arrived;
	struct text_layer layer = good();
	text_layer_from_meta(&meta, arena, &arrived);
	assert_false(arrived.known);
	text_layer_to_meta(&layer, &meta, arena);
	meta_set(&meta, arena, META_TEXT_LAYER, "{\"lines\":");
	text_layer_from_meta(&meta, arena, &arrived);
	assert_true(arrived.known && !arrived.layout);
	meta_set(&meta, arena, "text-covered", "1001");
	text_layer_from_meta(&meta, arena, &arrived);
	assert_false(arrived.known);
	arena_free(&arena);
}

/* ---- text or image ---- */

static bool is_known(void *context, const char *word)
{
	(void)context;
	static const char *const english[] = { "specific", "field", "office", "national", "don",
		"can", "well" };
	for (size_t i = 0; i < sizeof english / sizeof *english; i++) {
		if (strcmp(word, english[i]) == 0)
			return true;
	}
	return strcmp(word, "page") == 0 || strcmp(word, "Stra\xc3\x9f"
							 "e") == 0;
}

static void amounts(void **state)
{
	(void)state;
	struct layout_line lines[] = {
		{ "This page, 12 Stra\xc3\x9f"
		  "e!",
			{ 0, 0, 0, 0 }, 12, false, 0, 60, NULL, 0 },
		{ "of an image page", { 0, 0, 0, 0 }, 12, false, 0, 59, NULL, 0 },
	};
	const struct layout layout = { LAYOUT_FROM_OCR, 595, 842, lines, 2, 0, NULL, 0 };
	struct text_amount amount = text_amount_of(&layout, is_known, NULL);
	assert_int_equal(amount.letters, 4 + 4 + 2 + 6);
	assert_int_equal(amount.words, 3);
	assert_int_equal(amount.known, 2);
}

static struct text_amount amount_of(const char *text)
{
	struct layout_line line = { text, { 0, 0, 0, 0 }, 12, false, 0, 100, NULL, 0 };
	const struct layout layout = { LAYOUT_FROM_TEXT, 595, 842, &line, 1, 0, NULL, 0 };
	return text_amount_of(&layout, is_known, NULL);
}

static void letters_that_are_missing(void **state)
{
	(void)state;
	assert_int_equal(amount_of("the speci c page").lost, 1);
	assert_int_equal(amount_of("the na'onal page").lost, 1);
	assert_int_equal(amount_of("the na\xe2\x80\x99onal page").lost, 1);
	assert_int_equal(amount_of("the \xef\xbf\xbd"
				   "eld, the of\xef\xbf\xbd"
				   "ce")
				 .lost,
		2);
	assert_int_equal(amount_of("don't, can't and well known pages").lost, 0);
	assert_int_equal(amount_of("specific page \xef\xbf\xbd page").lost, 0);
}

static void noise(void **state)
{
	(void)state;
	assert_int_equal(amount_of("qzxk trvl mnbv klpt").noise, 4);
	assert_int_equal(amount_of("Strumpf rhythm NATS W\xc3\xbcrstchen").noise, 0);
}

static void sure(void **state)
{
	(void)state;
	const struct text_amount none = { 0, 0, 0, 0, 0 }, english = { 500, 100, 95, 0, 0 },
				 german = { 500, 100, 20, 1, 2 }, nonsense = { 500, 100, 3, 0, 0 },
				 few = { 60, 12, 0, 0, 0 }, gaps = { 500, 100, 90, 2, 0 },
				 noisy = { 500, 100, 60, 0, 20 };
	assert_true(text_choice_is_sure(LAYER_BLANK, &none));
	assert_true(text_choice_is_sure(LAYER_GOOD, &english));
	assert_true(text_choice_is_sure(LAYER_GOOD, &german));
	assert_true(text_choice_is_sure(LAYER_GOOD, &few));
	assert_false(text_choice_is_sure(LAYER_GOOD, &nonsense));
	assert_false(text_choice_is_sure(LAYER_GOOD, &gaps));
	assert_false(text_choice_is_sure(LAYER_GOOD, &noisy));
	assert_false(text_choice_is_sure(LAYER_HIDDEN, &gaps));
	assert_true(text_choice_is_sure(LAYER_HIDDEN, &english));
	assert_false(text_choice_is_sure(LAYER_HIDDEN, &german));
	assert_false(text_choice_is_sure(LAYER_HIDDEN, &few));
	assert_false(text_choice_is_sure(LAYER_PARTIAL, &english));
	assert_false(text_choice_is_sure(LAYER_NONE, &english));
}

static void better(void **state)
{
	(void)state;
	const struct text_amount stamp = { 30, 6, 6, 0, 0 }, page = { 900, 150, 140, 0, 0 },
				 noise = { 36, 2, 0, 0, 0 }, nonsense = { 900, 150, 5, 0, 0 },
				 gaps = { 880, 150, 139, 8, 0 };
	assert_true(text_choice_prefers_ocr(LAYER_NONE, &page, &noise));
	assert_true(text_choice_prefers_ocr(LAYER_PARTIAL, &stamp, &page));
	assert_false(text_choice_prefers_ocr(LAYER_PARTIAL, &stamp, &noise));
	assert_true(text_choice_prefers_ocr(LAYER_GOOD, &nonsense, &page));
	assert_false(text_choice_prefers_ocr(LAYER_GOOD, &nonsense, &nonsense));
	assert_false(text_choice_prefers_ocr(LAYER_HIDDEN, &page, &page));
	assert_true(text_choice_prefers_ocr(LAYER_GOOD, &gaps, &page));
	assert_false(text_choice_prefers_ocr(LAYER_GOOD, &gaps, &gaps));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worth),
		cmocka_unit_test(shreds_are_no_text),
		cmocka_unit_test(travels),
		cmocka_unit_test(what_is_too_large_stays),
		cmocka_unit_test(strangers_metadata),
		cmocka_unit_test(amounts),
		cmocka_unit_test(letters_that_are_missing),
		cmocka_unit_test(noise),
		cmocka_unit_test(sure),
		cmocka_unit_test(better),
	};
	return RUN(tests);
}
