/* test_pdf_to_png.c: documents good and bad, pages chosen, turns that end and go on. */
#include "tests/workers/engine/engine_test.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char settings[] = "[pdf_to_png_service]\ndpi = 100\nmax_page_megapixels = 20\n";

static struct player *player;

static int setup(void **state)
{
	(void)state;
	player = start_engine("pdf-to-png-service", settings);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&player);
	return 0;
}

struct document {
	struct buf bytes;
	struct play_input input;
	struct play play;
};

/* A job for a whole document of that kind. */
static void make_document(struct document *document, const char *kind, int pages)
{
	memset(document, 0, sizeof *document);
	make_pdf(kind, pages, &document->bytes, NULL);
	document->input.data = buf_string(&document->bytes);
	document->input.len = document->bytes.len;
	document->play.inputs = &document->input;
	document->play.input_count = 1;
	document->play.max_pages = 100;
}

static PIX *decode(const struct play_put *put)
{
	struct buf bytes = BUF_EMPTY;
	play_bytes(put, &bytes);
	PIX *image = pixReadMem((const unsigned char *)bytes.data, bytes.len);
	buf_free(&bytes);
	assert_non_null(image);
	return image;
}

/* Share of the pixels that are not white, in thousandths. */
static double ink(const struct play_put *put)
{
	PIX *image = decode(put);
	PIX *black = pixConvertTo1(image, 128);
	l_float32 fraction;
	pixForegroundFraction(black, &fraction);
	pixDestroy(&black);
	pixDestroy(&image);
	return (double)fraction * 1000;
}

static void test_pages_are_grey_pngs_of_their_size(void **state)
{
	(void)state;
	struct document document;
	static struct play_result result;
	make_document(&document, "text", 2);
	run_done(player, &document.play, &result);
	assert_int_equal(result.total, 2);
	assert_int_equal(result.put_count, 2);
	assert_int_equal(result.next_page, 0);
	assert_true(result.progress_count >= 2);
	for (int page = 1; page <= 2; page++) {
		const struct play_put *put = play_result_put(&result, page);
		assert_non_null(put);
		assert_true(put->emitted);
		assert_string_equal(play_meta(put, "width"), "827");
		assert_string_equal(play_meta(put, "height"), "1170");
		assert_string_equal(play_meta(put, "dpi"), "100");
		PIX *image = decode(put);
		assert_int_equal(pixGetWidth(image), 827);
		assert_int_equal(pixGetHeight(image), 1170);
		assert_int_equal(pixGetDepth(image), 8);
		assert_int_equal(pixGetXRes(image), 100);
		pixDestroy(&image);
		assert_true(ink(put) > 5);
	}
	play_result_free(&result);
	buf_free(&document.bytes);
}

static void test_same_page_same_bytes(void **state)
{
	(void)state;
	struct document document;
	static struct play_result first, second;
	struct buf a = BUF_EMPTY, b = BUF_EMPTY;
	make_document(&document, "text", 2);
	run_done(player, &document.play, &first);
	document.play.first_page = 2;
	run_done(player, &document.play, &second);
	assert_int_equal(second.put_count, 1);
	play_bytes(play_result_put(&first, 2), &a);
	play_bytes(play_result_put(&second, 2), &b);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	buf_free(&a);
	buf_free(&b);
	play_result_free(&first);
	play_result_free(&second);
	buf_free(&document.bytes);
}

static void assert_pages(const struct play_result *result, const char *pages)
{
	struct buf list = BUF_EMPTY;
	for (size_t i = 0; i < result->put_count; i++)
		buf_printf(&list, "%s%d", i ? "," : "", result->puts[i].page);
	assert_string_equal(buf_string(&list), pages);
	buf_free(&list);
}

static void check_turn(struct document *document, const char *pages, int next_page)
{
	static struct play_result result;
	run_done(player, &document->play, &result);
	assert_int_equal(result.total, 7);
	assert_pages(&result, pages);
	assert_int_equal(result.next_page, next_page);
	play_result_free(&result);
}

static void test_turns_and_choices(void **state)
{
	(void)state;
	struct document document;
	make_document(&document, "blank", 7);
	struct play *play = &document.play;
	play->max_pages = 3;
	check_turn(&document, "1,2,3", 4);
	play->first_page = 4;
	check_turn(&document, "4,5,6", 7);
	play->first_page = 7;
	check_turn(&document, "7", 0);
	play->first_page = 8;
	check_turn(&document, "", 0);
	play->first_page = 1;
	play->options = "{\"pages\":\"2,5-9\"}";
	check_turn(&document, "2,5,6", 7);
	play->parameters = "{\"onlyPages\":\"1-2,6\"}";
	check_turn(&document, "2,6", 0);
	play->parameters = "{\"onlyPages\":\"\"}";
	check_turn(&document, "", 0);
	play->options = play->parameters = NULL;
	play->stop_at_emit = 2;
	check_turn(&document, "1,2", 3);
	play->options = "{\"pages\":\"one\"}";
	run_rejected(player, play, "pages: page numbers and ranges");
	buf_free(&document.bytes);
}

static void test_resolution_falls_with_size(void **state)
{
	(void)state;
	struct document document;
	static struct play_result result;
	make_document(&document, "wide", 1);
	run_done(player, &document.play, &result);
	assert_int_equal(result.put_count, 1);
	int dpi = atoi(play_meta(&result.puts[0], "dpi"));
	int width = atoi(play_meta(&result.puts[0], "width"));
	int height = atoi(play_meta(&result.puts[0], "height"));
	assert_in_range(dpi, 80, 99);
	assert_true((long)width * height <= 20000000);
	assert_in_range(width, 15000, 32767);
	play_result_free(&result);
	buf_free(&document.bytes);
}

/* One failed page stands among good ones. */
static void check_failed_page(const char *kind, int pages, int failed, const char *reason)
{
	struct document document;
	static struct play_result result;
	make_document(&document, kind, pages);
	run_done(player, &document.play, &result);
	assert_int_equal(result.failure_count, 1);
	assert_int_equal(result.failures[0].page, failed);
	assert_contains(result.failures[0].reason, reason);
	assert_int_equal(result.put_count, pages - 1);
	play_result_free(&result);
	buf_free(&document.bytes);
}

static void test_bad_pages_fail_alone(void **state)
{
	(void)state;
	check_failed_page("huge", 1, 1, "max_page_megapixels = 20");
	check_failed_page("broken-page", 3, 2, "nothing of the page can be drawn");
}

static void test_truncated_document_keeps_what_is_left(void **state)
{
	(void)state;
	struct document document;
	static struct play_result result;
	make_document(&document, "lost-pages", 4);
	run_done(player, &document.play, &result);
	assert_int_equal(result.total, 4);
	assert_pages(&result, "1,2");
	assert_int_equal(result.failure_count, 2);
	assert_int_equal(result.failures[0].page, 3);
	assert_contains(result.failures[0].reason, "not in the file");
	play_result_free(&result);
	buf_free(&document.bytes);
}

static void test_sizes_of_all_kinds(void **state)
{
	(void)state;
	struct document document;
	static struct play_result result;
	make_document(&document, "odd-sizes", 4);
	run_done(player, &document.play, &result);
	assert_int_equal(result.put_count, 4);
	assert_string_equal(play_meta(play_result_put(&result, 3), "width"), "2");
	play_result_free(&result);
	buf_free(&document.bytes);
}

static void check_rejected(const char *kind, const char *reason)
{
	struct document document;
	make_document(&document, kind, 3);
	run_rejected(player, &document.play, reason);
	buf_free(&document.bytes);
}

static void test_what_is_no_document(void **state)
{
	(void)state;
	check_rejected("not-a-pdf", "not a PDF");
	check_rejected("empty", "the file is empty");
	check_rejected("zero-pages", "no pages");
	check_rejected("password", "password");
	check_rejected("stump", "damaged");
	check_rejected("truncated", "damaged");
	check_rejected("boast", "claims to have 90003 pages");
	/* And the next job goes through untouched. */
	test_pages_are_grey_pngs_of_their_size(state);
}

static void check_text_rejected(const char *text, const char *reason)
{
	struct play_input input = { .data = text, .len = strlen(text) };
	struct play play = { .inputs = &input, .input_count = 1, .max_pages = 100 };
	run_rejected(player, &play, reason);
}

/* The catalog of most PDFs stands at their end: what is left without it counts no pages either. */
static void test_damage_is_not_an_empty_document(void **state)
{
	static const char page[] = "%PDF-1.4\n"
				   "4 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\n"
				   "5 0 obj\n<</Length 900>>\nstream\n0 0 m 9 9 l S\n";
	static const char no_tree[] = "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
				      "xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
				      "trailer\n<</Size 2/Root 1 0 R>>\nstartxref\n58\n%%EOF\n";
	(void)state;
	check_text_rejected(page, "the PDF is damaged");
	check_text_rejected(no_tree, "the PDF is damaged");
	check_text_rejected("%PDF-1.4\nnothing of a PDF but its head\n", "the PDF is damaged");
	check_rejected("zero-pages", "the PDF has no pages");
}

static void test_missing_document(void **state)
{
	(void)state;
	struct play play = { .max_pages = 1 };
	run_rejected(player, &play, "no such object");
}

static void test_front_in_trouble_means_again(void **state)
{
	(void)state;
	struct document document;
	static struct play_result result;
	const enum link_kind questions[] = { LINK_GET, LINK_TOTAL, LINK_SCRATCH, LINK_PUT,
		LINK_EMIT };
	make_document(&document, "blank", 2);
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
		document.play.refused = questions[i];
		document.play.refusal = ERR_UNAVAILABLE;
		player_run(player, &document.play, &result);
		assert_int_equal(result.verdict, VERDICT_RETRY);
		assert_contains(result.reason, "refused by the test");
		play_result_free(&result);
	}
	buf_free(&document.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages_are_grey_pngs_of_their_size),
		cmocka_unit_test(test_same_page_same_bytes),
		cmocka_unit_test(test_turns_and_choices),
		cmocka_unit_test(test_resolution_falls_with_size),
		cmocka_unit_test(test_bad_pages_fail_alone),
		cmocka_unit_test(test_truncated_document_keeps_what_is_left),
		cmocka_unit_test(test_sizes_of_all_kinds),
		cmocka_unit_test(test_what_is_no_document),
		cmocka_unit_test(test_damage_is_not_an_empty_document),
		cmocka_unit_test(test_missing_document),
		cmocka_unit_test(test_front_in_trouble_means_again),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
