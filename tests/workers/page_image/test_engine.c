/* test_engine.c: pages in colour: their size, what they show, the document that stays open, and
 * documents that would keep everybody waiting. */
#include "tests/workers/engine/engine_test.h"

#include "workers/page_image/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>

static struct player *engine;
static struct buf book;

static int setup(void **state)
{
	(void)state;
	engine = start_engine(
		"page-image-service", "[page_image_service]\npage_timeout_seconds = 1\n");
	make_pdf("text", 3, &book, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop_engine(&engine);
	buf_free(&book);
	return 0;
}

/* A job for that page; `pdf` NULL: the engine gets none. */
struct request {
	const struct buf *pdf;
	const char *digest;
	int page, width;
	struct play_input input;
	char parameters[200];
	struct play play;
};

static void make_play(struct request *request)
{
	snprintf(request->parameters, sizeof request->parameters,
		"{\"" WORK_WIDTH "\":\"%d\",\"" WORK_DIGEST "\":\"%s\"}", request->width,
		request->digest);
	if (request->pdf)
		request->input = (struct play_input) { .data = request->pdf->data,
			.len = request->pdf->len,
			.digest = request->digest };
	request->play = (struct play) {
		.page = request->page,
		.parameters = request->parameters,
		.inputs = &request->input,
		.input_count = request->pdf != NULL,
	};
}

/* Its bytes, appended. */
static void draw(struct request request, struct buf *bytes)
{
	struct play_result result;
	make_play(&request);
	run_done(engine, &request.play, &result);
	const struct play_put *put = play_result_put(&result, 0);
	assert_non_null(put);
	assert_true(put->emitted);
	play_bytes(put, bytes);
	play_result_free(&result);
}

static void refuse(struct request request, const char *reason)
{
	make_play(&request);
	run_rejected(engine, &request.play, reason);
}

static void assert_size(const struct buf *bytes, int width, int height)
{
	int w = 0, h = 0;
	assert_true(WebPGetInfo((const uint8_t *)bytes->data, bytes->len, &w, &h));
	assert_int_equal(w, width);
	assert_int_equal(h, height);
}

static void as_wide_as_it_was_asked_for(void **state)
{
	(void)state;
	static const int sizes[][2] = { { 320, 453 }, { 800, 1132 }, { 2400, 3396 } };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct buf bytes = BUF_EMPTY;
		draw((struct request) { &book, "a", 2, sizes[i][0], { 0 }, "", { 0 } }, &bytes);
		assert_size(&bytes, sizes[i][0], sizes[i][1]);
		buf_free(&bytes);
	}
}

static void the_same_page_gives_the_same_bytes(void **state)
{
	(void)state;
	struct buf one = BUF_EMPTY, other = BUF_EMPTY, again = BUF_EMPTY;
	draw((struct request) { &book, "a", 1, 320, { 0 }, "", { 0 } }, &one);
	draw((struct request) { &book, "b", 2, 320, { 0 }, "", { 0 } }, &other);
	draw((struct request) { &book, "c", 1, 320, { 0 }, "", { 0 } }, &again);
	assert_int_equal(one.len, again.len);
	assert_memory_equal(one.data, again.data, one.len);
	assert_true(one.len != other.len || memcmp(one.data, other.data, one.len) != 0);
	buf_free(&one);
	buf_free(&other);
	buf_free(&again);
}

/* A PDF of one page whose content is that; more objects from number 5 on. */
static void one_page(struct buf *pdf, const char *content, const char *objects)
{
	buf_printf(pdf,
		"%%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
		"2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 200 100]>> endobj\n"
		"3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>> "
		"endobj\n4 0 obj <</Length %zu>> stream\n%s\nendstream endobj\n%s\n"
		"trailer <</Root 1 0 R>>\n%%%%EOF\n",
		strlen(content), content, objects);
}

static void colours_are_those_of_the_page(void **state)
{
	(void)state;
	struct buf pdf = BUF_EMPTY, bytes = BUF_EMPTY;
	one_page(&pdf, "1 0 0 rg 0 0 100 100 re f 0 0 1 rg 150 0 50 50 re f", "");
	draw((struct request) { &pdf, "d", 1, 320, { 0 }, "", { 0 } }, &bytes);
	assert_size(&bytes, 320, 160);
	int width, height;
	uint8_t *rgb = WebPDecodeRGB((const uint8_t *)bytes.data, bytes.len, &width, &height);
	assert_non_null(rgb);
	static const struct {
		int x, y;
		uint8_t rgb[3];
	} points[] = { { 80, 80, { 255, 0, 0 } }, { 200, 40, { 255, 255, 255 } },
		{ 280, 120, { 0, 0, 255 } }, { 280, 40, { 255, 255, 255 } } };
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		for (int c = 0; c < 3; c++)
			assert_in_range(rgb[((size_t)points[i].y * 320 + (size_t)points[i].x) * 3 +
						(size_t)c] +
						20,
				points[i].rgb[c], points[i].rgb[c] + 40);
	}
	WebPFree(rgb);
	buf_free(&pdf);
	buf_free(&bytes);
}

static void a_document_stays_open_for_its_next_page(void **state)
{
	(void)state;
	struct buf bytes = BUF_EMPTY;
	draw((struct request) { &book, "e", 1, 320, { 0 }, "", { 0 } }, &bytes);
	draw((struct request) { NULL, "e", 3, 320, { 0 }, "", { 0 } }, &bytes);
	/* Another one is not that. */
	refuse((struct request) { NULL, "f", 1, 320, { 0 }, "", { 0 } }, "");
	/* Nor is it, after a failure. */
	refuse((struct request) { NULL, "e", 1, 320, { 0 }, "", { 0 } }, "");
	/* Nor is one without a digest. */
	draw((struct request) { &book, "", 1, 320, { 0 }, "", { 0 } }, &bytes);
	refuse((struct request) { NULL, "", 1, 320, { 0 }, "", { 0 } }, "");
	buf_free(&bytes);
}

static void what_cannot_be_drawn_says_why(void **state)
{
	(void)state;
	struct buf none = BUF_EMPTY, cut = BUF_EMPTY;
	buf_append_string(&none, "no document at all");
	buf_append(&cut, book.data, 300);
	refuse((struct request) { &book, "g", 4, 320, { 0 }, "", { 0 } },
		"the document has 3 pages");
	refuse((struct request) { &book, "g", 0, 320, { 0 }, "", { 0 } },
		"the document has 3 pages");
	refuse((struct request) { &book, "g", 1, 2401, { 0 }, "", { 0 } },
		"the width is out of range");
	refuse((struct request) { &book, "g", 1, -1, { 0 }, "", { 0 } },
		"the width is out of range");
	refuse((struct request) { &none, "h", 1, 320, { 0 }, "", { 0 } }, "not a PDF");
	refuse((struct request) { &cut, "i", 1, 320, { 0 }, "", { 0 } }, "damaged");
	buf_free(&none);
	buf_free(&cut);
}

/* Each of seven forms draws the next one thirty times. */
static void a_page_without_end_has_one(void **state)
{
	(void)state;
	enum { DEPTH = 7, TIMES = 30 };
	struct buf objects = BUF_EMPTY, pdf = BUF_EMPTY, bytes = BUF_EMPTY;
	for (int form = 5; form < 5 + DEPTH; form++) {
		buf_printf(&objects,
			"%d 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 200 100]"
			"/Resources<</XObject<</F %d 0 R>>>>/Length %d>> stream\n",
			form, form + 1, TIMES * 6);
		for (int i = 0; i < TIMES; i++)
			buf_append_string(&objects, form < 4 + DEPTH ? "/F Do " : "0 0 m ");
		buf_append_string(&objects, "\nendstream endobj\n");
	}
	one_page(&pdf, "/F Do", buf_string(&objects));
	refuse((struct request) { &pdf, "j", 1, 320, { 0 }, "", { 0 } },
		"not done within page_timeout_seconds = 1");
	draw((struct request) { &book, "k", 1, 320, { 0 }, "", { 0 } }, &bytes);
	buf_free(&objects);
	buf_free(&pdf);
	buf_free(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_wide_as_it_was_asked_for),
		cmocka_unit_test(the_same_page_gives_the_same_bytes),
		cmocka_unit_test(colours_are_those_of_the_page),
		cmocka_unit_test(a_document_stays_open_for_its_next_page),
		cmocka_unit_test(what_cannot_be_drawn_says_why),
		cmocka_unit_test(a_page_without_end_has_one),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
