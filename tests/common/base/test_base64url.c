/* test_base64url.c: RFC 4648's own vectors, every length, and what is refused. */
#include "unit.h"

#include "common/base/base64url.h"

static int setup(void **state)
{
	*state = arena_new();
	return 0;
}

static int teardown(void **state)
{
	struct arena *arena = *state;
	arena_free(&arena);
	return 0;
}

static void vectors(void **state)
{
	static const struct {
		const char *data, *text;
	} cases[] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" },
		{ "default/0198/page_00042.png", "ZGVmYXVsdC8wMTk4L3BhZ2VfMDAwNDIucG5n" },
		{ "\xfb\xff\xbf", "-_-_" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t len = strlen(cases[i].data), back = 99;
		assert_string_equal(base64url_encode(*state, cases[i].data, len), cases[i].text);
		const char *data = base64url_decode(*state, cases[i].text, &back);
		assert_non_null(data);
		assert_int_equal(back, len);
		assert_string_equal(data, cases[i].data);
	}
}

static void every_byte_at_every_length(void **state)
{
	unsigned char data[300];
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (unsigned char)(i * 7 + 3);
	for (size_t len = 0; len <= sizeof data; len++) {
		char *text = base64url_encode(*state, data, len);
		assert_int_equal(strlen(text), (len + 2) / 3 * 4);
		size_t back = 0;
		assert_memory_equal(base64url_decode(*state, text, &back), data, len);
		assert_int_equal(back, len);
		/* Without padding, too. */
		text[strcspn(text, "=")] = '\0';
		assert_non_null(base64url_decode(*state, text, NULL));
	}
}

static void refuses(void **state)
{
	static const char *const wrong[] = {
		"Z",
		"Zg=",
		"Zg===",
		"Zm9v=",
		"Zm9vZ",
		"Zg==Zg==",
		"=",
		"====",
		"Z===",
		"Zm+v",
		"Zm/v",
		"Zm 9",
		"Zm9v\n",
		"Zh==",
		"Zm9=",
		"Z\xc3\xa9g",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		size_t len = 77;
		if (base64url_decode(*state, wrong[i], &len))
			fail_msg("taken: %s", wrong[i]);
		assert_int_equal(len, 77);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(every_byte_at_every_length),
		cmocka_unit_test(refuses),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
