/* Tests of workers/edge_marks. */
#include "unit.h"

#include "workers/page/edge_marks.h"

#include <math.h>

static void travels(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const struct edge_mark items[] = {
		{ MARK_SAME, { 72, 40, 310.5f, 52 } },
		{ MARK_SLOT, { 72, 800, 200, 812.26f } },
		{ MARK_SAME, { 400, 40, 450, 52 } },
	};
	const struct edge_marks sent = { items, 3 }, none = { NULL, 0 };
	struct edge_marks got;
	struct err err = { 0 };
	assert_string_equal(edge_marks_format(&none, arena), "{}");
	const char *json = edge_marks_format(&sent, arena);
	assert_string_equal(json, "{\"same\":[[72,40,310.5,52],[400,40,450,52]],"
				  "\"slot\":[[72,800,200,812.3]]}");
	assert_int_equal(edge_marks_parse(json, strlen(json), arena, &got, &err), 0);
	assert_int_equal(got.count, 3);
	assert_int_equal(got.items[0].kind, MARK_SAME);
	assert_true(got.items[1].box.left == 400);
	assert_int_equal(got.items[2].kind, MARK_SLOT);
	arena_free(&arena);
}

static void refuses_what_cannot_be(void **state)
{
	(void)state;
	static const char *const bad[] = { "[]", "{\"same\":1}", "{\"same\":[1]}",
		"{\"near\":[[1,2,3]]}", "{\"near\":[[1,2,3,4,5]]}", "{\"slot\":[[1,2,0,4]]}",
		"{\"slot\":[[1,5,3,4]]}", "{\"same\":[[1,2,3,1e300]]}",
		"{\"same\":[[1,2,3,\"4\"]]}" };
	struct arena *arena = arena_new();
	struct edge_marks got;
	struct err err;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		err = (struct err) { 0 };
		assert_int_equal(edge_marks_parse(bad[i], strlen(bad[i]), arena, &got, &err), -1);
		assert_int_equal(err.kind, ERR_INVALID);
		assert_contains(err.text, "edge marks: ");
	}
	struct edge_mark items[EDGE_MARKS_MAX + 1] = { 0 };
	const struct edge_marks many = { items, EDGE_MARKS_MAX + 1 };
	const char *json = edge_marks_format(&many, arena);
	assert_int_equal(edge_marks_parse(json, strlen(json), arena, &got, &err), -1);
	assert_err(err, ERR_INVALID, "edge marks: more than 24");
	arena_free(&arena);
}

static void turn_with_the_page(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const struct edge_mark mark = { MARK_NEAR, { 90, 40, 110, 60 } };
	const struct edge_marks marks = { &mark, 1 };
	/* Above the middle of the page; a quarter turn clockwise, and it is at the right of it. */
	struct edge_marks turned = edge_marks_turned(&marks, 200, 200, 90, arena);
	assert_int_equal(turned.count, 1);
	assert_int_equal(turned.items[0].kind, MARK_NEAR);
	assert_true(fabsf(turned.items[0].box.left - 140) < 0.01f);
	assert_true(fabsf(turned.items[0].box.top - 90) < 0.01f);
	assert_true(fabsf(turned.items[0].box.right - 160) < 0.01f);
	assert_true(fabsf(turned.items[0].box.bottom - 110) < 0.01f);
	turned = edge_marks_turned(&marks, 200, 200, 0, arena);
	assert_true(turned.items[0].box.left == 90);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(travels),
		cmocka_unit_test(refuses_what_cannot_be),
		cmocka_unit_test(turn_with_the_page),
	};
	return RUN(tests);
}
