/* test_books_read.c: whole books as PDFs, born digital and scanned, through the engines that draw
 * and read them: words kept, heads and page numbers spoken, wrong joins. */
#include "tests/workers/engine/engine_test.h"

#include "tests/workers/reading/figures.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct player *renderer, *reader;

static int setup(void **state)
{
	(void)state;
	renderer = start_engine("pdf-to-png-service", "");
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

/* How a book is read, and what is asked of it. */
struct way {
	const char *kind; /* of make_pdf */
	int pages;
	const char *options; /* JSON */
	const char *source;  /* of every page's text */
	size_t line;         /* characters of a line, about */
	int least;           /* thousandths of the words that are kept */
	const char *heads[3];
};

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;
	for (const char *p = text; (p = strstr(p, part)); p++)
		count++;
	return count;
}

/* A paragraph that is nothing but a number. */
static bool has_number_alone(const char *text)
{
	for (const char *p = text; *p; p += strcspn(p, "\n"), p += strspn(p, "\n")) {
		size_t digits = strspn(p, "0123456789");
		if (digits > 0 && (p[digits] == '\n' || p[digits] == '\0'))
			return true;
	}
	return false;
}

/* Of all pages: a sentence that goes on over the end of one is said there. */
struct texts {
	struct buf wanted, said;
	struct figures pages; /* page by page */
};

static void read_page(const struct way *way, const struct play_result *images, int page,
	const char *wanted, struct texts *texts)
{
	static struct play_result result;
	struct buf png = BUF_EMPTY, text = BUF_EMPTY;
	const struct play_put *image = play_result_put(images, page);
	char *metadata = cJSON_PrintUnformatted(image->metadata);
	play_bytes(image, &png);
	const struct play_input input = { .data = png.data, .len = png.len, .metadata = metadata };
	const struct play play = { .page = page,
		.total_pages = way->pages,
		.options = way->options,
		.inputs = &input,
		.input_count = 1 };
	run_done(reader, &play, &result);
	const struct play_put *put = play_result_put(&result, 0);
	play_bytes(put, &text);
	const char *said = buf_string(&text);
	assert_string_equal(play_meta(put, "text-source"), way->source);
	for (size_t i = 0; i < sizeof way->heads / sizeof *way->heads && way->heads[i]; i++) {
		if (count_of(said, way->heads[i]) != count_of(wanted, way->heads[i]))
			fail_msg("page %d: \"%s\" is spoken:\n%s", page, way->heads[i], said);
	}
	if (has_number_alone(said))
		fail_msg("page %d: its number is spoken:\n%s", page, said);
	figures_add(&texts->pages, wanted, said, strlen(wanted) / way->line);
	buf_printf(&texts->wanted, "%s\n", wanted);
	buf_printf(&texts->said, "%s\n", said);
	play_result_free(&result);
	cJSON_free(metadata);
	buf_free(&png);
	buf_free(&text);
}

static void check_book(const struct way *way)
{
	static struct play_result images;
	struct buf pdf = BUF_EMPTY, words = BUF_EMPTY;
	struct figures figures = { 0 };
	struct texts texts = { .wanted = BUF_EMPTY };
	make_pdf(way->kind, way->pages, &pdf, &words);
	const struct play_input input = { .data = pdf.data, .len = pdf.len };
	const struct play play = {
		.max_pages = 100, .options = way->options, .inputs = &input, .input_count = 1
	};
	run_done(renderer, &play, &images);
	assert_int_equal(images.put_count, way->pages);
	for (int page = 1; page <= way->pages; page++) {
		char *wanted = page_words(buf_string(&words), page);
		read_page(way, &images, page, wanted, &texts);
		free(wanted);
	}
	figures_add(&figures, buf_string(&texts.wanted), buf_string(&texts.said), 0);
	buf_free(&texts.wanted);
	buf_free(&texts.said);
	print_message("%s, %s: %zu of %zu words kept, %zu said besides, %zu wrong joins\n",
		way->kind, way->source, figures.same, figures.wanted, figures.said - figures.same,
		texts.pages.wrong);
	assert_in_range(figures.same * 1000 / figures.wanted, way->least, 1000);
	assert_in_range(figures.same * 1000 / figures.said, way->least, 1000);
	assert_in_range(texts.pages.wrong * 200, 0, texts.pages.ends);
	play_result_free(&images);
	buf_free(&pdf);
	buf_free(&words);
}

#define NOVEL_HEADS                                                                             \
	{                                                                                       \
		"The Garden behind the Station", "A Letter from the North", "The Silver Bridge" \
	}
#define JOURNAL_HEADS                                                           \
	{                                                                       \
		"Journal of Narrow Gardens", "Weather and Music in the Village" \
	}
#define HANDBOOK_HEADS                                                         \
	{                                                                      \
		"Handbook for the Careful Traveller", "Page 2 of", "Page 3 of" \
	}

static void test_novel(void **state)
{
	static const struct way ways[] = {
		{ "novel", 8, "{}", "text", 55, 995, NOVEL_HEADS },
		{ "novel", 4, "{\"ocr\":\"always\"}", "ocr", 55, 990, NOVEL_HEADS },
		/* Nobody can mend a word that is broken between two scans. */
		{ "scanned-novel", 8, "{}", "ocr", 55, 990, NOVEL_HEADS },
	};
	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		check_book(&ways[i]);
}

static void test_journal(void **state)
{
	static const struct way ways[] = {
		/* A page's notes come behind the sentence that it says to its end. */
		{ "journal", 6, "{}", "text", 26, 975, JOURNAL_HEADS },
		{ "journal", 4, "{\"ocr\":\"always\"}", "ocr", 26, 990, JOURNAL_HEADS },
		{ "scanned-journal", 4, "{}", "ocr", 26, 990, JOURNAL_HEADS },
	};
	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		check_book(&ways[i]);
}

static void test_handbook(void **state)
{
	static const struct way ways[] = {
		{ "handbook", 6, "{}", "text", 50, 995, HANDBOOK_HEADS },
		{ "handbook", 3, "{\"ocr\":\"always\"}", "ocr", 50, 990, HANDBOOK_HEADS },
		{ "scanned-handbook", 3, "{}", "ocr", 50, 990, HANDBOOK_HEADS },
	};
	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		check_book(&ways[i]);
}

/* ---- what pages are told of each other ---- */

static void draw(const struct buf *pdf, int first, const char *options, const char *parameters,
	struct play_result *ret_images)
{
	const struct play_input input = { .data = pdf->data, .len = pdf->len };
	const struct play play = { .first_page = first,
		.max_pages = 1,
		.options = options,
		.parameters = parameters,
		.inputs = &input,
		.input_count = 1 };
	run_done(renderer, &play, ret_images);
	assert_int_equal(ret_images->put_count, 1);
}

/* Whatever the turn began with, and whatever other pages are asked for. */
static void test_marks_are_the_documents(void **state)
{
	static struct play_result whole, alone, part, without, digital;
	struct buf pdf = BUF_EMPTY, text = BUF_EMPTY;
	(void)state;
	make_pdf("scanned-novel", 6, &pdf, NULL);
	const struct play_input input = { .data = pdf.data, .len = pdf.len };
	const struct play play = { .max_pages = 100, .inputs = &input, .input_count = 1 };
	run_done(renderer, &play, &whole);
	const char *marks = play_meta(play_result_put(&whole, 4), "edge-marks");
	assert_contains(marks, "{\"same\":[[");
	draw(&pdf, 4, "{}", NULL, &alone);
	assert_string_equal(play_meta(play_result_put(&alone, 4), "edge-marks"), marks);
	draw(&pdf, 1, "{\"pages\":\"4\"}", NULL, &part);
	assert_string_equal(play_meta(play_result_put(&part, 4), "edge-marks"), marks);
	/* The last attempt at pages that kill looks at nothing but the page. */
	draw(&pdf, 4, "{}", "{\"withoutTextFrom\":\"4\"}", &without);
	assert_string_equal(play_meta(play_result_put(&without, 4), "edge-marks"), "");
	/* Where the PDF has text, nobody looks. */
	make_pdf("novel", 5, &text, NULL);
	draw(&text, 4, "{}", NULL, &digital);
	assert_string_equal(play_meta(play_result_put(&digital, 4), "edge-marks"), "");
	play_result_free(&whole);
	play_result_free(&alone);
	play_result_free(&part);
	play_result_free(&without);
	play_result_free(&digital);
	buf_free(&pdf);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_novel),
		cmocka_unit_test(test_journal),
		cmocka_unit_test(test_handbook),
		cmocka_unit_test(test_marks_are_the_documents),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
