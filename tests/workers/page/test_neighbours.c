/* Tests of workers/neighbours. */
#include "unit.h"

#include "workers/page/neighbours.h"

/* A page of so many lines, of which the last in the source's order stands highest. */
static struct layout *make_page(struct arena *arena, int count)
{
	struct layout *page = arena_alloc(arena, sizeof *page);
	*page = (struct layout) { .source = LAYOUT_FROM_TEXT, .width = 595, .height = 842 };
	page->lines = arena_alloc(arena, (size_t)count * sizeof *page->lines);
	page->count = (size_t)count;
	for (int i = 0; i < count; i++) {
		float top = i + 1 == count ? 10.0f : 50.0f + (float)i * 14;
		page->lines[i] = (struct layout_line) {
			.text = arena_printf(arena, "line %d", i + 1),
			.box = { 72, top, 500, top + 12 },
			.size = 12,
			.confidence = 100,
		};
	}
	return page;
}

static void keeps_the_edges_in_order(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct layout *page = make_page(arena, 50);
	struct layout *reduced = neighbours_reduce(page, arena);
	/* Number 50 is the highest of all; 49, then, is the lowest. */
	assert_int_equal(reduced->count, NEIGHBOURS_TOP_LINES + NEIGHBOURS_BOTTOM_LINES);
	assert_string_equal(reduced->lines[0].text, "line 1");
	assert_string_equal(reduced->lines[6].text, "line 7");
	assert_string_equal(reduced->lines[7].text, "line 38");
	assert_string_equal(reduced->lines[18].text, "line 49");
	assert_string_equal(reduced->lines[19].text, "line 50");
	assert_int_equal(neighbours_reduce(make_page(arena, 7), arena)->count, 7);
	assert_int_equal(neighbours_reduce(make_page(arena, 0), arena)->count, 0);
	arena_free(&arena);
}

/* A page of which too much would have to be told is known to nobody; its neighbours agree on that.
 */
static void a_page_that_is_too_large_is_not_known(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct layout *page = make_page(arena, 20);
	char *text = arena_alloc(arena, 601);
	memset(text, 'x', 600);
	text[600] = '\0';
	for (size_t i = 0; i < 15; i++)
		page->lines[i].text = text;
	assert_null(neighbours_reduce(page, arena));
	assert_null(neighbours_reduce_next(page, arena));
	arena_free(&arena);
}

/* The page before may say where a word stands that is said there. */
static void only_the_next_page_has_places(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct layout *page = make_page(arena, 50);
	const struct layout_span spans[] = { { 72, 100 }, { 110, 120 } };
	for (size_t i = 0; i < page->count; i++) {
		page->lines[i].words = spans;
		page->lines[i].word_count = 2;
	}
	const struct layout *reduced = neighbours_reduce(page, arena);
	const struct layout *next = neighbours_reduce_next(page, arena);
	for (size_t i = 0; i < reduced->count; i++) {
		bool top = i < NEIGHBOURS_TOP_LINES - 1 || i + 1 == reduced->count;
		assert_null(reduced->lines[i].words);
		assert_int_equal(next->lines[i].words != NULL, top);
		assert_int_equal(next->lines[i].word_count, top ? 2 : 0);
	}
	arena_free(&arena);
}

static void travels(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct neighbours sent = { .marks = { NULL, 0 } }, got;
	struct err err = { 0 };
	assert_string_equal(neighbours_format(&sent, arena), "{}");
	sent.pages[0] = make_page(arena, 2);
	sent.pages[3] = make_page(arena, 1);
	sent.hidden[3] = true;
	sent.self = make_page(arena, 3);
	const char *json = neighbours_format(&sent, arena);
	assert_int_equal(neighbours_parse(json, strlen(json), arena, &got, &err), 0);
	assert_int_equal(neighbours_at(&got, -2)->count, 2);
	assert_int_equal(neighbours_at(&got, 1)->count, 1);
	assert_null(neighbours_at(&got, -1));
	assert_null(neighbours_at(&got, 0));
	assert_int_equal(got.self->count, 3);
	assert_true(got.hidden[3] && !got.hidden[0]);
	assert_null(neighbours_at(&got, 3));
	assert_string_equal(neighbours_format(&got, arena), json);
	json = "{\"1\":{\"source\":\"text\",\"width\":1}}";
	assert_int_equal(neighbours_parse(json, strlen(json), arena, &got, &err), -1);
	assert_err(err, ERR_INVALID, "neighbours: 1.height: missing");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_edges_in_order),
		cmocka_unit_test(a_page_that_is_too_large_is_not_known),
		cmocka_unit_test(only_the_next_page_has_places),
		cmocka_unit_test(travels),
	};
	return RUN(tests);
}
