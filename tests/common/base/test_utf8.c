/* test_utf8.c: tests of common/base/utf8. */
#include "unit.h"

#include "common/base/utf8.h"

static void takes_every_character(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x110100; code += code < 0x3000 ? 1 : 251) {
		char text[4];
		size_t n = utf8_encode(code, text);
		bool is_character = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
		assert_int_equal(n > 0, is_character);
		if (n == 0)
			continue;
		assert_int_equal(utf8_sequence(text, n), n);
		assert_true(utf8_is_valid(text, n));
		for (size_t cut = 0; cut < n; cut++)
			assert_int_equal(utf8_sequence(text, cut), 0);
	}
	char text[4];
	assert_int_equal(utf8_encode(0x10ffff, text), 4);
	assert_memory_equal(text, "\xf4\x8f\xbf\xbf", 4);
	assert_int_equal(utf8_encode(0x20ac, text), 3);
	assert_memory_equal(text, "\xe2\x82\xac", 3);
}

static void refuses(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"\x80",
		"\xbf",
		"\xc0\x80",
		"\xc1\xbf",
		"\xc2",
		"\xc2\x20",
		"\xe0\x80\x80",
		"\xe0\x9f\xbf",
		"\xe2\x82",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xff",
		"\xfe",
		"\xe2\x82\xac\xe2\x82",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		if (utf8_is_valid(wrong[i], strlen(wrong[i])))
			fail_msg("taken: case %zu", i);
	}
	assert_true(utf8_is_valid("", 0));
	assert_true(utf8_is_valid("a\0b", 3));
}

static void repairs(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	assert_string_equal(utf8_sanitize(arena, ""), "");
	assert_string_equal(utf8_sanitize(arena, "caf\xc3\xa9"), "caf\xc3\xa9");
	assert_string_equal(utf8_sanitize(arena, "a\xff"
						 "b"),
		"a\xef\xbf\xbd"
		"b");
	assert_string_equal(utf8_sanitize(arena, "\xe2\x82"), "\xef\xbf\xbd\xef\xbf\xbd");
	assert_string_equal(
		utf8_sanitize(arena, "\xff\xc3\xa9\xff"), "\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd");
	arena_free(&arena);
}

static void cuts_between_characters(void **state)
{
	(void)state;
	static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";
	static const size_t expected[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11 };
	for (size_t max = 0; max < sizeof expected / sizeof *expected; max++)
		assert_int_equal(utf8_cut(text, strlen(text), max), expected[max]);
	/* Where there are no valid characters, any place will do. */
	assert_int_equal(utf8_cut("\x80\x80\x80\x80\x80\x80\x80\x80", 8, 6), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_every_character),
		cmocka_unit_test(refuses),
		cmocka_unit_test(repairs),
		cmocka_unit_test(cuts_between_characters),
	};
	return RUN(tests);
}
