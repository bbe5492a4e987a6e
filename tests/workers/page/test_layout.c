/* Tests of workers/layout. */
#include "unit.h"

#include "workers/page/layout.h"

static const struct layout_span places[] = { { 72.25f, 110 }, { 120, 400 } };

static struct layout_line lines[] = {
	{ "A head", { 72, 20.04f, 200.5f, 32 }, 10, true, 0, 100, NULL, 0 },
	{ "Gr\xc3\xb6\xc3\x9f"
	  "e\t\"12\"",
		{ 72.25f, 100, 400, 114.14f }, 12, false, 1, 87, places, 2 },
};

static void writes_what_it_reads(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	static const char *const unseen[] = { "white on white" };
	const struct layout layout = { LAYOUT_FROM_OCR, 595.276f, 841.89f, lines, 2, 0, unseen, 1 };
	struct layout *read;
	struct err err;
	const char *json = layout_format(&layout, arena);
	assert_string_equal(json,
		"{\"source\":\"ocr\",\"width\":595.3,\"height\":841.9,\"lines\":["
		"[\"A head\",72,20,200.5,32,10,1,0,100],"
		"[\"Gr\xc3\xb6\xc3\x9f"
		"e\\t\\\"12\\\"\",72.3,100,400,114.1,12,0,1,87,[0,378,478,2800]]],"
		"\"unseen\":[\"white on white\"]}");
	assert_int_equal(layout_parse(json, strlen(json), arena, &read, &err), 0);
	assert_int_equal(read->source, LAYOUT_FROM_OCR);
	assert_int_equal(read->count, 2);
	assert_string_equal(read->lines[1].text, lines[1].text);
	assert_true(read->lines[0].bold);
	assert_false(read->lines[1].bold);
	assert_int_equal(read->lines[1].block, 1);
	assert_int_equal(read->lines[1].confidence, 87);
	assert_true(read->lines[0].box.right > 200.4f && read->lines[0].box.right < 200.6f);
	assert_null(read->lines[0].words);
	assert_int_equal(read->lines[1].word_count, 2);
	assert_true(
		read->lines[1].words[1].right > 399.8f && read->lines[1].words[1].right < 400.2f);
	assert_string_equal(layout_format(read, arena), json);
	arena_free(&arena);
}

static void check_refused(const char *json, const char *reason)
{
	struct arena *arena = arena_new();
	struct layout *layout = NULL;
	struct err err = { 0 };
	assert_int_equal(layout_parse(json, strlen(json), arena, &layout, &err), -1);
	assert_err(err, ERR_INVALID, reason);
	assert_null(layout);
	arena_free(&arena);
}

/* A line with that text and those numbers. */
static void check_line_refused(const char *text, const char *numbers, const char *reason)
{
	struct arena *arena = arena_new();
	check_refused(arena_printf(arena,
			      "{\"source\":\"text\",\"width\":1,\"height\":1,\"lines\":[[%s,%s]]}",
			      text, numbers),
		arena_printf(arena, "layout: lines: entry 1: %s", reason));
	arena_free(&arena);
}

static void refuses_what_breaks_the_contract(void **state)
{
	(void)state;
	const char *const texts[] = { "\"\"", "\" a\"", "\"a \"", "\"a  b\"", "\"a\\t b\"",
		"\"a\\nb\"", "\"a\\u007fb\"", "\"a\\u0085b\"", "null", "1" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		check_line_refused(texts[i], "0,0,1,1,1,0,0,0", "its text is not a single line");
	const char *const numbers[] = { "2,0,1,1,1,0,0,0", "0,2,1,1,1,0,0,0", "0,0,1,1,-1,0,0,0",
		"0,0,1,1,1,2,0,0", "0,0,1,1,1,0,-1,0", "0,0,1,1,1,0,0.5,0", "0,0,1,1,1,0,0,101",
		"0,0,1e99,1,1,0,0,0", "0,0,\"1\",1,1,0,0,0" };
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		check_line_refused("\"a\"", numbers[i], "an impossible number");
	check_line_refused("\"a\"", "0,0,1,1,1,0,0", "not an array of 9");
	const char *const places_of[] = { "1", "[]", "[1]", "[1,2,3,4]", "[1,-1]", "[1,\"2\"]" };
	for (size_t i = 0; i < sizeof places_of / sizeof *places_of; i++) {
		struct arena *arena = arena_new();
		check_line_refused("\"a\"", arena_printf(arena, "0,0,1,1,1,0,0,0,%s", places_of[i]),
			"impossible word positions");
		arena_free(&arena);
	}
	check_refused("", "layout: not JSON (near byte 0)");
	check_refused("{\"source\":\"tea\"}", "layout: source: \"tea\" is not a known source");
	check_refused("{\"source\":\"text\",\"width\":1}", "layout: height: missing");
	check_refused("{\"source\":\"text\",\"width\":1,\"height\":1,\"lines\":{}}",
		"layout: lines: must be an array");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_what_it_reads),
		cmocka_unit_test(refuses_what_breaks_the_contract),
	};
	return RUN(tests);
}
