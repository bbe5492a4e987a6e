/* test_err.c: error texts, and that a failure never overflows its text. */
#include "unit.h"

#include <errno.h>

static void sets_kind_and_text(void **state)
{
	(void)state;
	struct err err = { 0 };
	assert_int_equal(err_set(&err, ERR_NOT_FOUND, "%s: no such object", "a/b.png"), -1);
	assert_err(err, ERR_NOT_FOUND, "a/b.png: no such object");
}

static void takes_null(void **state)
{
	(void)state;
	assert_int_equal(err_set(NULL, ERR_INVALID, "x"), -1);
	assert_int_equal(err_errno(NULL, ERR_INVALID, EIO, "x"), -1);
	assert_int_equal(err_prefix(NULL, "x"), -1);
}

static void adds_errno(void **state)
{
	(void)state;
	struct err err = { 0 };
	assert_int_equal(err_errno(&err, ERR_INTERNAL, ENOENT, "open %s", "/x"), -1);
	assert_err(err, ERR_INTERNAL, "open /x: No such file or directory");
}

static void full_disk_is_no_space(void **state)
{
	(void)state;
	struct err err = { 0 };
	err_errno(&err, ERR_INTERNAL, ENOSPC, "write");
	assert_err(err, ERR_NO_SPACE, "write: No space left on device");
	err_errno(&err, ERR_INTERNAL, EDQUOT, "write");
	assert_int_equal(err.kind, ERR_NO_SPACE);
}

static void prefixes(void **state)
{
	(void)state;
	struct err err = { 0 };
	err_set(&err, ERR_DAMAGED, "digest differs");
	assert_int_equal(err_prefix(&err, "page %d", 12), -1);
	assert_err(err, ERR_DAMAGED, "page 12: digest differs");
}

static void long_texts_are_cut(void **state)
{
	(void)state;
	struct err err = { 0 };
	char text[2000];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	err_set(&err, ERR_INVALID, "%s", text);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	for (int i = 0; i < 5; i++)
		err_prefix(&err, "%s", text);
	assert_true(strlen(err.text) < sizeof err.text);
	/* The reason comes last and must survive a long name before it. */
	err_errno(&err, ERR_INTERNAL, ENOENT, "%s", text);
	assert_contains(err.text, ": No such file or directory");
}

static void kinds_that_pass(void **state)
{
	(void)state;
	static const enum err_kind transient[] = { ERR_CONFLICT, ERR_UNAVAILABLE, ERR_NO_SPACE };
	int count = 0;
	for (enum err_kind kind = ERR_NONE; kind <= ERR_INTERNAL; kind++) {
		struct err err = { .kind = kind };
		count += err_is_transient(&err);
		assert_true(err_kind_name(kind)[0] != '\0');
	}
	assert_int_equal(count, 3);
	for (size_t i = 0; i < 3; i++) {
		struct err err = { .kind = transient[i] };
		assert_true(err_is_transient(&err));
	}
	assert_string_equal(err_kind_name(ERR_NOT_FOUND), "not-found");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_kind_and_text),
		cmocka_unit_test(takes_null),
		cmocka_unit_test(adds_errno),
		cmocka_unit_test(full_disk_is_no_space),
		cmocka_unit_test(prefixes),
		cmocka_unit_test(long_texts_are_cut),
		cmocka_unit_test(kinds_that_pass),
	};
	return RUN(tests);
}
