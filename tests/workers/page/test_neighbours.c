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
	assert_string_equal(reduced->lines[4].text, "line 5");
	assert_string_equal(reduced->lines[5].text, "line 38");
	assert_string_equal(reduced->lines[16].text, "line 49");
	assert_string_equal(reduced->lines[17].text, "line 50");
	assert_int_equal(neighbours_reduce(make_page(arena, 7), arena)->count, 7);
	assert_int_equal(neighbours_reduce(make_page(arena, 0), arena)->count, 0);
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
	const char *json = neighbours_format(&sent, arena);
	assert_int_equal(neighbours_parse(json, strlen(json), arena, &got, &err), 0);
	assert_int_equal(neighbours_at(&got, -2)->count, 2);
	assert_int_equal(neighbours_at(&got, 1)->count, 1);
	assert_null(neighbours_at(&got, -1));
	assert_null(neighbours_at(&got, 0));
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
		cmocka_unit_test(travels),
	};
	return RUN(tests);
}
