/* test_text_layer.c: a page's own text from the PDF to what is read: when it is taken, when the
 * image is read instead, and what goes along. */
#include "tests/workers/engine/engine_test.h"

#include "common/base/meta.h"
#include "workers/page/text_layer.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FULL_DPI "250" /* [pdf_to_png_service] dpi, as it stands */

static struct player *renderer, *reader;
static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	renderer = start_engine("pdf-to-png-service", "");
	reader = start_engine("png-to-text-service", "");
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&renderer);
	stop_engine(&reader);
	arena_free(&arena);
	return 0;
}

/* ---- from the PDF to its pages ---- */

struct book {
	struct buf pdf, words;
	struct play_input input;
	struct play play;
	struct play_result pages;
};

/* A job for a whole document; its fields may be changed before it is drawn. */
static void make_book(struct book *book, const char *kind, int pages)
{
	memset(book, 0, sizeof *book);
	make_pdf(kind, pages, &book->pdf, &book->words);
	book->input = (struct play_input) { .data = book->pdf.data, .len = book->pdf.len };
	book->play = (struct play) { .max_pages = 100, .inputs = &book->input, .input_count = 1 };
}

static void draw_book(struct book *book)
{
	play_result_free(&book->pages);
	run_done(renderer, &book->play, &book->pages);
}

static void free_book(struct book *book)
{
	play_result_free(&book->pages);
	buf_free(&book->pdf);
	buf_free(&book->words);
}

static struct text_layer layer_of(const struct book *book, int page)
{
	struct meta meta = { 0 };
	struct text_layer layer;
	const struct play_put *put = play_result_put(&book->pages, page);
	const cJSON *item;
	assert_non_null(put);
	cJSON_ArrayForEach(item, put->metadata)
	{
		meta_set(&meta, arena, item->string, item->valuestring);
	}
	text_layer_from_meta(&meta, arena, &layer);
	return layer;
}

static void assert_line(const struct layout *layout, size_t number, const char *text)
{
	assert_non_null(layout);
	assert_true(number < layout->count);
	assert_string_equal(layout->lines[number].text, text);
}

/* ---- from a page to its text ---- */

struct reading {
	struct buf text, printed;
	char source[8];
	int confidence;
};

static void read_object(const char *data, size_t len, const char *metadata, const char *options,
	struct reading *reading)
{
	static struct play_result result;
	const struct play_input input = { .data = data, .len = len, .metadata = metadata };
	const struct play play = {
		.page = 1, .total_pages = 1, .options = options, .inputs = &input, .input_count = 1
	};
	memset(reading, 0, sizeof *reading);
	run_done(reader, &play, &result);
	const struct play_put *put = play_result_put(&result, 0);
	play_bytes(put, &reading->text);
	read_printed(&result, &reading->printed);
	snprintf(reading->source, sizeof reading->source, "%s", play_meta(put, "text-source"));
	reading->confidence = atoi(play_meta(put, "confidence"));
	play_result_free(&result);
}

/* With the image and what is known of it. */
static void read_page(
	const struct book *book, int page, const char *options, struct reading *reading)
{
	const struct play_put *put = play_result_put(&book->pages, page);
	struct buf png = BUF_EMPTY;
	char *metadata = cJSON_PrintUnformatted(put->metadata);
	play_bytes(put, &png);
	read_object(png.data, png.len, metadata, options, reading);
	cJSON_free(metadata);
	buf_free(&png);
}

/* With what is known of it, and something that is no image. */
static void read_blindly(
	const struct book *book, int page, const char *options, struct reading *reading)
{
	static const char none[] = "this is no image";
	char *metadata = cJSON_PrintUnformatted(play_result_put(&book->pages, page)->metadata);
	read_object(none, strlen(none), metadata, options, reading);
	cJSON_free(metadata);
}

static void check_reading(struct reading *reading, const char *source, const char *known, int least)
{
	int right = words_in_order(known, buf_string(&reading->printed));
	if (right < least || strcmp(reading->source, source) != 0)
		fail_msg("%d/1000 by %s:\n%s", right, reading->source,
			buf_string(&reading->printed));
	assert_in_range(reading->confidence, 50, 100);
	buf_free(&reading->text);
	buf_free(&reading->printed);
}

/* ---- the text is taken ---- */

static void check_taken(const char *kind, const char *options)
{
	static struct book book;
	struct reading reading;
	make_book(&book, kind, 1);
	draw_book(&book);
	read_blindly(&book, 1, options, &reading);
	check_reading(&reading, "text", buf_string(&book.words), 1000);
	free_book(&book);
}

static void test_good_text_needs_no_image(void **state)
{
	(void)state;
	check_taken("private-font", NULL); /* its glyphs have names */
	check_taken("text", NULL);
	check_taken("two-columns", NULL);
	check_taken("contents", NULL);
	check_taken("hidden-text", NULL);
	check_taken("german", NULL); /* though the server's language is English */
	check_taken("french", "{\"language\":\"fra\"}");
	check_taken("upright-stamp", NULL);
}

/* Line ends apart, it is what is written, and nothing besides. */
static void test_marks_of_notes_elsewhere_are_not_read(void **state)
{
	(void)state;
	static struct book book;
	struct reading reading;
	make_book(&book, "endnotes", 1);
	draw_book(&book);
	read_blindly(&book, 1, NULL, &reading);
	for (size_t i = 0; i + 1 < book.words.len; i++) {
		if (book.words.data[i] == '\n')
			book.words.data[i] = ' ';
	}
	assert_string_equal(buf_string(&reading.printed), buf_string(&book.words));
	buf_free(&reading.text);
	buf_free(&reading.printed);
	free_book(&book);
}

/* OCR takes them for other signs, but sees where they stand. */
static void test_marks_are_known_by_their_place(void **state)
{
	(void)state;
	static struct book book;
	struct reading reading;
	make_book(&book, "endnotes", 1);
	book.play.options = "{\"ocr\":\"always\"}";
	draw_book(&book);
	read_page(&book, 1, book.play.options, &reading);
	assert_non_null(strstr(buf_string(&reading.text),
		"by the old king. They stood there for two hundred years, and the council"));
	buf_free(&reading.text);
	buf_free(&reading.printed);
	free_book(&book);
}

static void test_image_of_good_text_is_small(void **state)
{
	(void)state;
	static struct book book;
	make_book(&book, "text", 1);
	draw_book(&book);
	assert_string_equal(play_meta(&book.pages.puts[0], "dpi"), "150");
	book.play.options = "{\"ocr\":\"always\"}";
	draw_book(&book);
	assert_string_equal(play_meta(&book.pages.puts[0], "dpi"), FULL_DPI);
	free_book(&book);
	make_book(&book, "stamped-scan", 1);
	draw_book(&book);
	assert_string_equal(play_meta(&book.pages.puts[0], "dpi"), FULL_DPI);
	book.play.options = "{\"ocr\":\"never\"}";
	draw_book(&book);
	assert_string_equal(play_meta(&book.pages.puts[0], "dpi"), "150");
	free_book(&book);
}

static void test_blank_page_needs_no_image(void **state)
{
	(void)state;
	static struct book book;
	struct reading reading;
	make_book(&book, "blank", 1);
	draw_book(&book);
	read_blindly(&book, 1, NULL, &reading);
	assert_string_equal(buf_string(&reading.text), "");
	buf_free(&reading.text);
	buf_free(&reading.printed);
	free_book(&book);
}

/* The drawing says nothing, so the few words beside it are all there is. */
static void test_text_beside_a_drawing(void **state)
{
	(void)state;
	static struct book book;
	struct reading reading;
	make_book(&book, "figure", 1);
	draw_book(&book);
	struct text_layer layer = layer_of(&book, 1);
	assert_int_equal(text_layer_worth(&layer), LAYER_PARTIAL);
	read_page(&book, 1, NULL, &reading);
	check_reading(&reading, "text", buf_string(&book.words), 1000);
	free_book(&book);
}

/* ---- the image is read ---- */

static void check_seen(const char *kind, const char *options, int least)
{
	static struct book book;
	struct reading reading;
	make_book(&book, kind, 1);
	draw_book(&book);
	read_page(&book, 1, options, &reading);
	print_message("%s: confidence %d\n", kind, reading.confidence);
	check_reading(&reading, "ocr", buf_string(&book.words), least);
	free_book(&book);
}

static void test_text_that_is_not_good(void **state)
{
	(void)state;
	check_seen("scan", NULL, 970);
	check_seen("stamped-scan", NULL, 970);
	check_seen("hidden-nonsense", NULL, 970);
	check_seen("shifted-font", NULL, 950); /* at 150 dpi */
}

static void test_always_and_never(void **state)
{
	(void)state;
	static struct book book;
	struct reading reading;
	check_seen("text", "{\"ocr\":\"always\"}", 970);
	make_book(&book, "hidden-nonsense", 1);
	draw_book(&book);
	read_blindly(&book, 1, "{\"ocr\":\"never\"}", &reading);
	assert_string_equal(reading.source, "text");
	assert_non_null(strstr(buf_string(&reading.text), "jhc")); /* nobody reads this */
	buf_free(&reading.text);
	buf_free(&reading.printed);
	free_book(&book);
}

static void check_never_rejected(const char *metadata, const char *reason)
{
	const struct play_input input = { .data = "", .len = 0, .metadata = metadata };
	const struct play play = {
		.page = 1, .options = "{\"ocr\":\"never\"}", .inputs = &input, .input_count = 1
	};
	run_rejected(reader, &play, reason);
}

static void test_never_without_text(void **state)
{
	(void)state;
	static struct book book;
	check_never_rejected("{\"dpi\":\"300\"}", "came without the PDF's text");
	make_book(&book, "dense", 1);
	draw_book(&book);
	struct text_layer layer = layer_of(&book, 1);
	assert_true(layer.too_large);
	assert_null(layer.layout);
	assert_in_range(layer.characters, 100000, 200000);
	char *metadata = cJSON_PrintUnformatted(book.pages.puts[0].metadata);
	check_never_rejected(metadata, "too large for its metadata");
	cJSON_free(metadata);
	/* But the image carries it. */
	struct reading reading;
	read_page(&book, 1, "{\"ocr\":\"never\"}", &reading);
	assert_string_equal(reading.source, "text");
	assert_true(reading.text.len > 100000);
	buf_free(&reading.text);
	buf_free(&reading.printed);
	free_book(&book);
}

static void test_languages_by_their_models(void **state)
{
	(void)state;
	check_seen("german", "{\"language\":\"deu\",\"ocr\":\"always\"}", 970);
	check_seen("french", "{\"language\":\"fra\",\"ocr\":\"always\"}", 970);
	check_seen("german", "{\"language\":\"eng+deu\",\"ocr\":\"always\"}", 970);
	check_seen("text", "{\"ocr\":\"always\"}", 970);
}

/* ---- what goes along ---- */

static void test_lines_have_their_places(void **state)
{
	(void)state;
	static struct book book;
	make_book(&book, "two-columns", 1);
	draw_book(&book);
	struct text_layer layer = layer_of(&book, 1);
	const struct layout *layout = layer.layout;
	assert_non_null(layout);
	assert_int_equal(layout->source, LAYOUT_FROM_TEXT);
	assert_int_equal(layout->count, 48);
	assert_int_equal(layout->width, 595);
	assert_int_equal(layout->height, 842);
	/* Drawn at (60, 750) from below, and (325, 750). */
	assert_in_range(layout->lines[0].box.left, 59, 61);
	assert_in_range(layout->lines[0].box.top, 78, 84);
	assert_in_range(layout->lines[0].box.bottom, 92, 97);
	assert_in_range(layout->lines[24].box.left, 324, 326);
	assert_in_range(layout->lines[24].box.top, 78, 84);
	assert_int_equal(layout->lines[0].size, 12);
	assert_false(layout->lines[0].bold);
	assert_int_not_equal(layout->lines[0].block, layout->lines[24].block);
	free_book(&book);
}

/* Where the text is said to stand there is ink, however the page is turned or cut. */
static void test_places_agree_with_the_image(void **state)
{
	(void)state;
	static const char *const kinds[] = { "rotated", "sideways", "cropped", "odd-sizes" };
	static struct book book;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		make_book(&book, kinds[i], 4);
		draw_book(&book);
		for (int page = 1; page <= 4; page++) {
			struct text_layer layer = layer_of(&book, page);
			if (layer.characters == 0)
				continue;
			assert_in_range(layer.covered, 990, 1000);
			/* Turned until it is upright. */
			assert_true(
				layer.layout->lines[0].box.right - layer.layout->lines[0].box.left >
				layer.layout->lines[0].box.bottom - layer.layout->lines[0].box.top);
		}
		free_book(&book);
	}
	make_book(&book, "cropped", 1);
	draw_book(&book);
	assert_int_equal(layer_of(&book, 1).layout->width, 515);
	assert_int_equal(layer_of(&book, 1).layout->count, 16); /* nothing from beyond */
	free_book(&book);
}

static void test_lines_across_come_last(void **state)
{
	(void)state;
	static struct book book;
	make_book(&book, "upright-stamp", 1);
	draw_book(&book);
	const struct layout *layout = layer_of(&book, 1).layout;
	assert_line(layout, 2, "Printed for the library");
	const struct layout_box *box = &layout->lines[2].box;
	assert_true(box->bottom - box->top > box->right - box->left);
	free_book(&book);
}

static void test_other_scripts(void **state)
{
	(void)state;
	static struct book book;
	struct reading reading;
	make_book(&book, "hebrew", 1);
	draw_book(&book);
	/* "abg dhyz 12 kln" from the right, the number as it is. */
	assert_line(layer_of(&book, 1).layout, 0, "םכך 12 שרחד זבא");
	read_blindly(&book, 1, NULL, &reading);
	assert_contains(buf_string(&reading.text), "שרחד");
	buf_free(&reading.text);
	buf_free(&reading.printed);
	free_book(&book);
	make_book(&book, "chinese", 1);
	draw_book(&book);
	assert_line(layer_of(&book, 1).layout, 0, "一丁丂七丄丅丆万丈三上下丌不与丏");
	read_blindly(&book, 1, NULL, &reading);
	assert_contains(buf_string(&reading.text), "一丁丂七丄丅丆万丈三上下丌不与丏");
	assert_contains(buf_string(&reading.text), "丐丑丒专且丕");
	buf_free(&reading.text);
	buf_free(&reading.printed);
	free_book(&book);
}

static void test_neighbours(void **state)
{
	(void)state;
	static struct book book, alone;
	make_book(&book, "text", 5);
	draw_book(&book);
	for (int page = 1; page <= 5; page++) {
		struct text_layer layer = layer_of(&book, page);
		for (int offset = -2; offset <= 2; offset++) {
			int other = page + offset;
			const struct layout *there = neighbours_at(&layer.neighbours, offset);
			if (offset == 0 || other < 1 || other > 5)
				assert_null(there);
			else
				assert_line(there, 0, layer_of(&book, other).layout->lines[0].text);
		}
	}
	/* The same when a turn begins there, and when other pages were not asked for. */
	make_book(&alone, "text", 5);
	alone.play.first_page = 3;
	alone.play.max_pages = 1;
	draw_book(&alone);
	assert_true(cJSON_Compare(play_result_put(&alone.pages, 3)->metadata,
		play_result_put(&book.pages, 3)->metadata, true));
	alone.play.first_page = 1;
	alone.play.options = "{\"pages\":\"3\"}";
	draw_book(&alone);
	assert_true(cJSON_Compare(play_result_put(&alone.pages, 3)->metadata,
		play_result_put(&book.pages, 3)->metadata, true));
	free_book(&alone);
	free_book(&book);
}

/* A page whose text kills its readers is tried once more without any. */
static void test_images_alone(void **state)
{
	(void)state;
	static struct book book;
	struct reading reading;
	make_book(&book, "text", 2);
	book.play.parameters = "{\"withoutTextFrom\":\"2\"}";
	draw_book(&book);
	assert_true(layer_of(&book, 1).known);
	assert_false(layer_of(&book, 2).known);
	char *known = page_words(buf_string(&book.words), 2);
	read_page(&book, 2, NULL, &reading);
	check_reading(&reading, "ocr", known, 970);
	free(known);
	free_book(&book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_text_needs_no_image),
		cmocka_unit_test(test_marks_of_notes_elsewhere_are_not_read),
		cmocka_unit_test(test_marks_are_known_by_their_place),
		cmocka_unit_test(test_image_of_good_text_is_small),
		cmocka_unit_test(test_blank_page_needs_no_image),
		cmocka_unit_test(test_text_beside_a_drawing),
		cmocka_unit_test(test_text_that_is_not_good),
		cmocka_unit_test(test_always_and_never),
		cmocka_unit_test(test_never_without_text),
		cmocka_unit_test(test_languages_by_their_models),
		cmocka_unit_test(test_lines_have_their_places),
		cmocka_unit_test(test_places_agree_with_the_image),
		cmocka_unit_test(test_lines_across_come_last),
		cmocka_unit_test(test_other_scripts),
		cmocka_unit_test(test_neighbours),
		cmocka_unit_test(test_images_alone),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
