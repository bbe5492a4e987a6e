/* test_png_to_text.c: pages of all kinds are drawn and read; their words are known. */
#include "tests/workers/engine/engine_test.h"

#include "common/base/alloc.h"
#include "workers/page/words_json.h"
#include "workers/png_to_text/results.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static struct player *renderer, *reader;

static int setup(void **state)
{
	(void)state;
	renderer = start_engine("pdf-to-png-service", "[png_to_text_service]\nocr = \"always\"\n");
	reader = start_engine("png-to-text-service", "");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&renderer);
	stop_engine(&reader);
	return 0;
}

/* ---- a document and its reading ---- */

struct book {
	struct buf pdf, words;
	struct play_result images;
};

static void draw_book(struct book *book, const char *kind, int pages)
{
	memset(book, 0, sizeof *book);
	make_pdf(kind, pages, &book->pdf, &book->words);
	const struct play_input input = { .data = book->pdf.data, .len = book->pdf.len };
	const struct play play = { .max_pages = 100, .inputs = &input, .input_count = 1 };
	run_done(renderer, &play, &book->images);
	assert_int_equal(book->images.put_count, pages);
}

static void free_book(struct book *book)
{
	play_result_free(&book->images);
	buf_free(&book->pdf);
	buf_free(&book->words);
}

struct reading {
	struct buf text, printed;
	char outcome[20], language[40];
	int confidence, progress_count;
};

/* The page's words belong to its text, and most of them have a place on the page. */
static void check_words(const struct play_result *result, const struct buf *text)
{
	const struct play_put *put = play_result_put(result, PNG_TO_TEXT_WORDS);
	struct arena *arena = arena_new();
	struct buf json = BUF_EMPTY;
	struct page_words words;
	struct err err = { ERR_NONE, "" };
	size_t placed = 0;
	assert_non_null(put);
	assert_false(put->emitted);
	play_bytes(put, &json);
	if (page_words_parse(json.data, json.len, arena, &words, &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(words.digest, page_words_digest(text->data, text->len, arena));
	for (size_t i = 0; i < words.word_count; i++)
		placed += words.words[i].box_count > 0;
	assert_true(placed * 10 >= words.word_count * 9);
	buf_free(&json);
	arena_free(&arena);
}

static void keep_reading(const struct play_result *result, struct reading *reading)
{
	const struct play_put *put = play_result_put(result, 0);
	memset(reading, 0, sizeof *reading);
	assert_non_null(put);
	assert_true(put->emitted);
	play_bytes(put, &reading->text);
	check_words(result, &reading->text);
	read_printed(result, &reading->printed);
	snprintf(reading->outcome, sizeof reading->outcome, "%s", play_meta(put, "outcome"));
	snprintf(reading->language, sizeof reading->language, "%s", play_meta(put, "language"));
	reading->confidence = atoi(play_meta(put, "confidence"));
	reading->progress_count = result->progress_count;
}

static void read_image(const void *png, size_t len, int dpi, struct reading *reading)
{
	static struct play_result result;
	char metadata[40];
	snprintf(metadata, sizeof metadata, "{\"dpi\":\"%d\"}", dpi);
	const struct play_input input = { .data = png, .len = len, .metadata = metadata };
	const struct play play = {
		.page = 3, .total_pages = 4, .inputs = &input, .input_count = 1
	};
	run_done(reader, &play, &result);
	keep_reading(&result, reading);
	play_result_free(&result);
}

static void read_page(const struct book *book, int page, struct reading *reading)
{
	struct buf png = BUF_EMPTY;
	const struct play_put *put = play_result_put(&book->images, page);
	play_bytes(put, &png);
	read_image(png.data, png.len, atoi(play_meta(put, "dpi")), reading);
	buf_free(&png);
}

/* Every page is spoken, with at least so many thousandths of its words in order. */
static void check_book(const char *kind, int pages, int least)
{
	static struct book book;
	draw_book(&book, kind, pages);
	for (int page = 1; page <= pages; page++) {
		struct reading reading;
		char *known = page_words(buf_string(&book.words), page);
		read_page(&book, page, &reading);
		int right = words_in_order(known, buf_string(&reading.printed));
		print_message("%s page %d: %d/1000 of %zu words, confidence %d\n", kind, page,
			right, word_count(known), reading.confidence);
		if (right < least)
			fail_msg("%d/1000 only:\n%s", right, buf_string(&reading.printed));
		assert_string_equal(reading.outcome, word_count(known) ? "spoken" : "blank");
		buf_free(&reading.text);
		buf_free(&reading.printed);
		free(known);
	}
	free_book(&book);
}

/* Lines are joined, whichever way they run. */
static void check_paragraphs(const char *kind, int pages)
{
	enum { LEAST_WORDS = 20 };
	static struct book book;
	draw_book(&book, kind, pages);
	for (int page = 1; page <= pages; page++) {
		struct reading reading;
		size_t paragraphs = 1;
		read_page(&book, page, &reading);
		const char *text = buf_string(&reading.printed);
		for (const char *p = text; (p = strstr(p, "\n\n")); p += 2)
			paragraphs++;
		if (word_count(text) < LEAST_WORDS * paragraphs)
			fail_msg("%zu paragraphs:\n%s", paragraphs, text);
		buf_free(&reading.text);
		buf_free(&reading.printed);
	}
	free_book(&book);
}

static void test_one_column(void **state)
{
	(void)state;
	check_book("text", 2, 970);
}

static void test_columns_one_after_the_other(void **state)
{
	(void)state;
	check_book("two-columns", 1, 970);
}

static void test_contents(void **state)
{
	(void)state;
	check_book("contents", 1, 970);
}

static void test_scan(void **state)
{
	(void)state;
	check_book("scan", 1, 970);
}

static void test_pages_with_rotation(void **state)
{
	(void)state;
	check_book("rotated", 3, 970);
}

static void test_pages_that_lie(void **state)
{
	(void)state;
	check_book("sideways", 3, 970);
	check_paragraphs("sideways", 3);
}

static void test_wide_page(void **state)
{
	(void)state;
	check_book("wide", 1, 970);
}

static void test_odd_sizes(void **state)
{
	(void)state;
	check_book("odd-sizes", 4, 970);
}

static void test_blank_page(void **state)
{
	(void)state;
	static struct book book;
	struct reading reading;
	draw_book(&book, "blank", 1);
	read_page(&book, 1, &reading);
	assert_string_equal(reading.outcome, "blank");
	assert_string_equal(buf_string(&reading.text), "");
	buf_free(&reading.text);
	buf_free(&reading.printed);
	free_book(&book);
}

static void test_text_is_for_listening(void **state)
{
	(void)state;
	static struct book book;
	struct reading reading;
	draw_book(&book, "text", 1);
	read_page(&book, 1, &reading);
	const char *text = buf_string(&reading.text);
	assert_string_equal(reading.language, "eng");
	assert_in_range(reading.confidence, 80, 100);
	assert_true(reading.progress_count >= 2);
	assert_null(strchr(text, '\f'));
	/* It ends within a sentence, and there is a page behind it. */
	assert_int_equal(text[reading.text.len - 1], ',');
	/* Lines were joined: only an empty line parts paragraphs. */
	for (const char *p = strchr(text, '\n'); p && p[1]; p = strchr(p + 2, '\n'))
		assert_int_equal(p[1], '\n');
	buf_free(&reading.text);
	buf_free(&reading.printed);
	free_book(&book);
}

static void test_result_does_not_depend_on_earlier_pages(void **state)
{
	(void)state;
	static struct book book;
	struct reading first, between, again;
	draw_book(&book, "text", 2);
	read_page(&book, 1, &first);
	read_page(&book, 2, &between);
	read_page(&book, 1, &again);
	assert_string_equal(buf_string(&first.text), buf_string(&again.text));
	buf_free(&first.text);
	buf_free(&first.printed);
	buf_free(&between.text);
	buf_free(&between.printed);
	buf_free(&again.text);
	buf_free(&again.printed);
	free_book(&book);
}

/* ---- models ---- */

/* Bytes that the reader has asked the kernel for: files that are loaded, not what is mapped. */
static long long bytes_read(void)
{
	char path[40];
	long long bytes = -1;
	snprintf(path, sizeof path, "/proc/%d/io", player_pid(reader));
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "rchar: %lld", &bytes), 1);
	fclose(file);
	return bytes;
}

/* What it takes to read a ticket in that language. */
static long long bytes_for(const void *png, size_t len, const char *options)
{
	static struct play_result result;
	long long before = bytes_read();
	const struct play_input input = {
		.data = png, .len = len, .metadata = "{\"dpi\":\"250\"}"
	};
	const struct play play = {
		.page = 1, .options = options, .inputs = &input, .input_count = 1
	};
	run_done(reader, &play, &result);
	play_result_free(&result);
	return bytes_read() - before;
}

static void test_models_are_loaded_once(void **state)
{
	(void)state;
	/* Less than the smallest model; it takes far less to be told of a page. */
	enum { MODEL = 500000 };
	static const char english[] = "{\"language\":\"eng\"}", german[] = "{\"language\":\"deu\"}";
	static struct book book;
	struct buf png = BUF_EMPTY;
	draw_book(&book, "odd-sizes", 1);
	play_bytes(play_result_put(&book.images, 1), &png);
	bytes_for(png.data, png.len, english);
	for (int i = 0; i < 3; i++)
		assert_true(bytes_for(png.data, png.len, english) < MODEL);
	/* The first page in another language brings its model, and no later one does. */
	assert_true(bytes_for(png.data, png.len, german) > MODEL);
	assert_true(bytes_for(png.data, png.len, german) < MODEL);
	assert_true(bytes_for(png.data, png.len, english) < MODEL);
	assert_true(bytes_for(png.data, png.len, german) < MODEL);
	buf_free(&png);
	free_book(&book);
}

/* ---- images from elsewhere ---- */

/* An image of a page in another form of PNG. Takes the image. */
static void check_form(PIX *image, const char *known)
{
	struct reading reading;
	l_uint8 *png = NULL;
	size_t len = 0;
	assert_non_null(image);
	assert_int_equal(pixWriteMemPng(&png, &len, image, 0), 0);
	read_image(png, len, 300, &reading);
	int right = words_in_order(known, buf_string(&reading.text));
	print_message("%d/1000, confidence %d\n", right, reading.confidence);
	assert_in_range(right, 970, 1000);
	buf_free(&reading.text);
	buf_free(&reading.printed);
	lept_free(png);
	pixDestroy(&image);
}

/* Black on nothing at all. */
static PIX *transparent(PIX *grey)
{
	PIX *image = pixCreate(pixGetWidth(grey), pixGetHeight(grey), 32);
	PIX *alpha = pixInvert(NULL, grey);
	pixSetSpp(image, 4);
	pixSetRGBComponent(image, alpha, L_ALPHA_CHANNEL);
	pixDestroy(&alpha);
	return image;
}

static void test_forms_of_png(void **state)
{
	(void)state;
	static struct book book;
	struct buf png = BUF_EMPTY;
	draw_book(&book, "odd-sizes", 1);
	play_bytes(play_result_put(&book.images, 1), &png);
	PIX *grey = pixReadMem((const l_uint8 *)png.data, png.len);
	const char *known = buf_string(&book.words);
	check_form(pixConvertTo1(grey, 128), known);
	check_form(pixConvertTo32(grey), known);
	check_form(pixConvert8To16(grey, 8), known);
	check_form(pixConvertTo8(grey, 1), known);
	check_form(transparent(grey), known);
	pixDestroy(&grey);
	buf_free(&png);
	free_book(&book);
}

static void check_bad(const void *data, size_t len, const char *options, const char *reason)
{
	const struct play_input input = { .data = data, .len = len };
	const struct play play = {
		.page = 1, .options = options, .inputs = &input, .input_count = 1
	};
	run_rejected(reader, &play, reason);
}

static void check_askew(PIX *grey, float degrees, const char *known)
{
	print_message("%.1f degrees askew\n", (double)degrees);
	check_form(pixRotate(grey, degrees * 3.14159265f / 180, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE,
			   0, 0),
		known);
}

static void test_scans_askew(void **state)
{
	(void)state;
	static struct book book;
	struct buf png = BUF_EMPTY;
	draw_book(&book, "two-columns", 1);
	play_bytes(play_result_put(&book.images, 1), &png);
	PIX *grey = pixReadMem((const l_uint8 *)png.data, png.len);
	check_askew(grey, 2, buf_string(&book.words));
	check_askew(grey, -5, buf_string(&book.words));
	pixDestroy(&grey);
	buf_free(&png);
	free_book(&book);
}

static void test_what_is_no_image(void **state)
{
	(void)state;
	/* A header that claims 60000 by 60000 pixels, and one of none at all. */
	static const unsigned char huge[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60"
					    "\x08\0\0\0\0\0\0\0\0";
	static const unsigned char none[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0"
					    "\x08\0\0\0\0\0\0\0\0";
	check_bad("", 0, NULL, "the image is empty");
	check_bad("GIF89a is not what we want", 26, NULL, "not a PNG image");
	check_bad(huge, sizeof huge, NULL, "too large");
	check_bad(none, sizeof none, NULL, "an image of 0 by 0 pixels");
	static struct book book;
	struct buf png = BUF_EMPTY;
	draw_book(&book, "text", 1);
	play_bytes(play_result_put(&book.images, 1), &png);
	check_bad(png.data, png.len / 2, NULL, "damaged PNG");
	buf_free(&png);
	free_book(&book);
}

static void test_languages(void **state)
{
	(void)state;
	static struct book book;
	struct buf png = BUF_EMPTY;
	draw_book(&book, "odd-sizes", 1);
	play_bytes(play_result_put(&book.images, 1), &png);
	check_bad(png.data, png.len, "{\"language\":\"tlh\"}", "no language \"tlh\"; installed: ");
	check_bad(png.data, png.len, "{\"language\":\"eng+tlh\"}", "\"tlh\"");
	check_bad(png.data, png.len, "{\"language\":\"../eng\"}", "\"../eng\"");
	check_bad(png.data, png.len, "{\"language\":\"+\"}", "no language \"\"");
	buf_free(&png);
	free_book(&book);
	/* It goes on with the language it had. */
	test_one_column(state);
}

static void test_language_of_the_settings_is_missing(void **state)
{
	(void)state;
	char reason[500];
	assert_null(player_start(
		"png-to-text-service", "[png_to_text_service]\nlanguage = \"tlh\"\n", reason));
	assert_contains(reason, "no language \"tlh\"; installed: ");
	assert_contains(reason, "eng");
}

static void test_front_that_goes_ends_the_engine(void **state)
{
	(void)state;
	static struct book book;
	static struct play_result result;
	struct buf png = BUF_EMPTY;
	struct player *left = start_engine("png-to-text-service", "");
	draw_book(&book, "text", 1);
	play_bytes(play_result_put(&book.images, 1), &png);
	const struct play_input input = { .data = png.data, .len = png.len };
	const struct play play = {
		.page = 1, .inputs = &input, .input_count = 1, .leave_at_progress = true
	};
	player_run(left, &play, &result);
	assert_true(result.left);
	stop_engine(&left);
	buf_free(&png);
	free_book(&book);
}

/* Cores that are short go to what is nearer to being heard. */
static void test_steps_back(void **state)
{
	(void)state;
	struct player *speaker = start_engine("tts-service", "");
	const int speaking = getpriority(PRIO_PROCESS, (id_t)player_pid(speaker));
	const int reading = getpriority(PRIO_PROCESS, (id_t)player_pid(reader));
	const int rendering = getpriority(PRIO_PROCESS, (id_t)player_pid(renderer));
	stop_engine(&speaker);
	assert_int_equal(speaking, getpriority(PRIO_PROCESS, 0));
	/* Nobody steps back further than to 19. */
	assert_true(speaking < reading || speaking == 19);
	assert_true(reading < rendering || reading == 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_column),
		cmocka_unit_test(test_columns_one_after_the_other),
		cmocka_unit_test(test_contents),
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_pages_with_rotation),
		cmocka_unit_test(test_pages_that_lie),
		cmocka_unit_test(test_wide_page),
		cmocka_unit_test(test_odd_sizes),
		cmocka_unit_test(test_blank_page),
		cmocka_unit_test(test_text_is_for_listening),
		cmocka_unit_test(test_result_does_not_depend_on_earlier_pages),
		cmocka_unit_test(test_models_are_loaded_once),
		cmocka_unit_test(test_forms_of_png),
		cmocka_unit_test(test_scans_askew),
		cmocka_unit_test(test_what_is_no_image),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_language_of_the_settings_is_missing),
		cmocka_unit_test(test_front_that_goes_ends_the_engine),
		cmocka_unit_test(test_steps_back),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
