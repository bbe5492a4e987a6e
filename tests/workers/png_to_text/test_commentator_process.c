/* Tests of workers/commentator_process: what the front believes of a commentator's words. */
#include "unit.h"

#include "workers/png_to_text/commentator_process.h"

static void assert_heard(const char *said, size_t len, const char *text, const char *reason)
{
	struct arena *arena = arena_new();
	struct commentator commentator = { .output = -1, .max = COMMENTATOR_MAX_ANSWER };
	struct err err = { 0 };
	buf_append(&commentator.answer, said, len);
	const char *heard = commentator_answer(&commentator, arena, &err);
	if (text)
		assert_string_equal(heard, text);
	else
		assert_null(heard);
	assert_string_equal(err.text, reason);
	buf_free(&commentator.answer);
	arena_free(&arena);
}

#define HEARD(said, text, reason) assert_heard(said, sizeof(said) - 1, text, reason)

static void answers_and_reasons(void **state)
{
	(void)state;
	HEARD("+It is.\n\nSo.", "It is.\n\nSo.", "");
	HEARD("-no model", NULL, "no model");
	HEARD("?away", NULL, "away");
}

static void one_that_died_or_was_taken_over(void **state)
{
	(void)state;
	HEARD("", NULL, "the commentator died");
	HEARD("+", NULL, "the commentator died");
	HEARD("Segmentation fault", NULL, "the commentator died");
	HEARD("+a\x1b[1m\tb\xff", "a [1m b\xef\xbf\xbd", "");
	HEARD("-a\nb\x07", NULL, "a b ");
	static char much[COMMENTATOR_MAX_ANSWER];
	memset(much, '+', sizeof much);
	assert_heard(much, sizeof much, NULL, "the commentator died");
	memset(much, 'x', 1000);
	much[0] = '-';
	struct arena *arena = arena_new();
	struct commentator commentator = { .output = -1, .max = sizeof much };
	buf_append(&commentator.answer, much, 1000);
	struct err err = { 0 };
	assert_null(commentator_answer(&commentator, arena, &err));
	assert_int_equal(strlen(err.text), 200);
	buf_free(&commentator.answer);
	arena_free(&arena);
}

static void assert_composed(const char *answer, const char *said, const char *words)
{
	struct arena *arena = arena_new();
	struct commentator commentator = { .output = -1, .max = COMMENTATOR_MAX_COMPOSED };
	const char *text = NULL, *json = NULL;
	struct err err = { 0 };
	buf_append_string(&commentator.answer, answer);
	int rc = commentator_composed(&commentator, arena, &text, &json, &err);
	assert_int_equal(rc, said ? 0 : -1);
	if (said) {
		assert_string_equal(text, said);
		assert_string_equal(json, words);
	} else {
		assert_string_equal(err.text, "the commentator died");
	}
	buf_free(&commentator.answer);
	arena_free(&arena);
}

static void a_text_and_its_words(void **state)
{
	(void)state;
	assert_composed("+4\nSo.\n{\"a\":1}", "So.\n", "{\"a\":1}");
	assert_composed("+4\nSo.\x01{\"a\":\x02}", "So. ", "{\"a\": }");
	assert_composed("+4\nSo.\n", NULL, NULL);
	assert_composed("+0\nSo.\n", NULL, NULL);
	assert_composed("+-1\nSo.\n", NULL, NULL);
	assert_composed("+4 So.\n{}", NULL, NULL);
	assert_composed("+99999999999999999999\nSo.\n{}", NULL, NULL);
	assert_composed("-4\nSo.\n{}", NULL, NULL);
	assert_composed("", NULL, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_and_reasons),
		cmocka_unit_test(one_that_died_or_was_taken_over),
		cmocka_unit_test(a_text_and_its_words),
	};
	return RUN(tests);
}
