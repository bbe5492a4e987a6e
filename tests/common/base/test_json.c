/* test_json.c: what counts as JSON here, and that errors name the field. */
#include "unit.h"

#include "common/base/json.h"

#include <math.h>

static struct arena *arena;
static cJSON *root;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	cJSON_Delete(root);
	root = NULL;
	arena_free(&arena);
	return 0;
}

static struct json_in parse(const char *text)
{
	struct err err = { 0 };
	cJSON_Delete(root);
	root = NULL;
	if (json_parse(text, strlen(text), &root, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return (struct json_in) { root, "", arena };
}

static void refuses_what_is_no_object(void **state)
{
	(void)state;
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "", "not JSON (near byte 0)" },
		{ "{", "not JSON (near byte 0)" },
		{ "{\"a\":}", "not JSON (near byte 5)" },
		{ "{'a':1}", "not JSON (near byte 1)" },
		{ "{\"a\":1,}", "not JSON (near byte 7)" },
		{ "[]", "not a JSON object" },
		{ "1", "not a JSON object" },
		{ "null", "not a JSON object" },
		{ "\"x\"", "not a JSON object" },
		{ "{} {}", "unexpected text after the JSON object" },
		{ "{}x", "unexpected text after the JSON object" },
		{ "{\"a\":\"\xff\"}", "invalid UTF-8" },
		{ "{\"a\":\"b\\u0000c\"}", "a NUL character is not allowed" },
		{ "{\"a\":\"\\\\\\u0000\"}", "a NUL character is not allowed" },
		{ "{\"a\\u0000\":1}", "a NUL character is not allowed" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cJSON *object = NULL;
		struct err err = { 0 };
		if (json_parse(cases[i].text, strlen(cases[i].text), &object, &err) == 0)
			fail_msg("taken: %s", cases[i].text);
		assert_null(object);
		assert_int_equal(err.kind, ERR_INVALID);
		/* The position that cJSON reports for an error differs between releases. */
		size_t len = strcspn(cases[i].why, "(");
		assert_memory_equal(err.text, cases[i].why, len);
	}
	cJSON *object = NULL;
	struct err err = { 0 };
	assert_int_equal(json_parse("{}\0{}", 5, &object, &err), -1);
	assert_err(err, ERR_INVALID, "a NUL character is not allowed");
	assert_int_equal(json_parse(NULL, 0, &object, &err), -1);
}

static void deep_nesting_is_refused(void **state)
{
	(void)state;
	enum { DEPTH = 100000 };
	char *text = malloc(DEPTH + 6);
	assert_non_null(text);
	memcpy(text, "{\"a\":", 5);
	memset(text + 5, '[', DEPTH);
	cJSON *object = NULL;
	struct err err = { 0 };
	assert_int_equal(json_parse(text, DEPTH + 5, &object, &err), -1);
	free(text);
}

static void takes_objects(void **state)
{
	(void)state;
	parse("{}");
	parse(" \r\n\t{ } \n");
	parse("{\"a\":\"\\\\u0000\"}"); /* a backslash and five letters */
	struct json_in in = parse("{\"a\":\"caf\\u00e9 \\ud83d\\ude00\"}");
	const char *text;
	struct err err = { 0 };
	assert_int_equal(json_get_string(&in, "a", &text, &err), 0);
	assert_string_equal(text, "caf\xc3\xa9 \xf0\x9f\x98\x80");
}

static void strings(void **state)
{
	(void)state;
	struct json_in in = parse("{\"s\":\"x\",\"n\":null,\"i\":1,\"S\":\"y\"}");
	struct err err = { 0 };
	const char *text = "untouched";
	assert_int_equal(json_find_string(&in, "none", &text, &err), 0);
	assert_int_equal(json_find_string(&in, "n", &text, &err), 0);
	assert_string_equal(text, "untouched");
	assert_int_equal(json_get_string(&in, "n", &text, &err), -1);
	assert_err(err, ERR_INVALID, "n: missing");
	assert_int_equal(json_get_string(&in, "none", &text, &err), -1);
	assert_err(err, ERR_INVALID, "none: missing");
	assert_int_equal(json_find_string(&in, "i", &text, &err), -1);
	assert_err(err, ERR_INVALID, "i: must be a string");
	assert_string_equal(text, "untouched");
	assert_int_equal(json_find_string(&in, "S", &text, &err), 1);
	assert_string_equal(text, "y");
}

static void integers(void **state)
{
	(void)state;
	struct json_in in = parse("{\"a\":12,\"b\":1.5,\"c\":\"1\",\"d\":9007199254740991,"
				  "\"e\":9007199254740993,\"f\":-3,\"g\":1e3,\"h\":1e300}");
	struct err err = { 0 };
	int64_t n = 77;
	assert_int_equal(json_get_int(&in, "b", 0, 9, &n, &err), -1);
	assert_err(err, ERR_INVALID, "b: must be a whole number");
	assert_int_equal(json_get_int(&in, "c", 0, 9, &n, &err), -1);
	assert_err(err, ERR_INVALID, "c: must be a number");
	assert_int_equal(json_get_int(&in, "a", 1, 11, &n, &err), -1);
	assert_err(err, ERR_INVALID, "a: must be from 1 to 11");
	assert_int_equal(json_get_int(&in, "f", 0, 11, &n, &err), -1);
	assert_err(err, ERR_INVALID, "f: must be from 0 to 11");
	assert_int_equal(json_get_int(&in, "e", 0, JSON_MAX_INT, &n, &err), -1);
	assert_int_equal(json_get_int(&in, "h", 0, JSON_MAX_INT, &n, &err), -1);
	assert_int_equal(json_get_int(&in, "x", 0, 9, &n, &err), -1);
	assert_err(err, ERR_INVALID, "x: missing");
	assert_int_equal(json_find_int(&in, "x", 0, 9, &n, &err), 0);
	assert_int_equal(n, 77);
	assert_int_equal(json_get_int(&in, "a", 1, 12, &n, &err), 0);
	assert_int_equal(n, 12);
	assert_int_equal(json_get_int(&in, "d", 1, JSON_MAX_INT, &n, &err), 0);
	assert_int_equal(n, JSON_MAX_INT);
	assert_int_equal(json_find_int(&in, "g", 1, 1000, &n, &err), 1);
	assert_int_equal(n, 1000);
}

static void numbers_and_booleans(void **state)
{
	(void)state;
	struct json_in in = parse("{\"a\":0.5,\"b\":true,\"c\":false,\"d\":\"x\"}");
	struct err err = { 0 };
	double number = 7;
	bool yes = false, no = true;
	assert_int_equal(json_find_number(&in, "a", 0, 1, &number, &err), 1);
	assert_true(number == 0.5);
	assert_int_equal(json_find_number(&in, "x", 0, 1, &number, &err), 0);
	assert_int_equal(json_find_number(&in, "a", 1, 2, &number, &err), -1);
	assert_err(err, ERR_INVALID, "a: must be from 1 to 2");
	assert_int_equal(json_find_number(&in, "b", 1, 2, &number, &err), -1);
	assert_err(err, ERR_INVALID, "b: must be a number");
	assert_int_equal(json_find_bool(&in, "b", &yes, &err), 1);
	assert_int_equal(json_find_bool(&in, "c", &no, &err), 1);
	assert_true(yes && !no);
	assert_int_equal(json_find_bool(&in, "d", &yes, &err), -1);
	assert_err(err, ERR_INVALID, "d: must be true or false");
}

static void members_are_named_by_their_path(void **state)
{
	(void)state;
	struct json_in in = parse("{\"a\":{\"b\":{\"c\":1}},\"l\":[1],\"s\":\"x\"}"), a, b;
	struct err err = { 0 };
	const char *text;
	const cJSON *list = NULL;
	assert_int_equal(json_find_object(&in, "a", &a, &err), 1);
	assert_int_equal(json_find_object(&a, "b", &b, &err), 1);
	assert_int_equal(json_get_string(&b, "c", &text, &err), -1);
	assert_err(err, ERR_INVALID, "a.b.c: must be a string");
	assert_int_equal(json_find_object(&in, "l", &b, &err), -1);
	assert_err(err, ERR_INVALID, "l: must be an object");
	assert_int_equal(json_get_string(&a, "z", &text, &err), -1);
	assert_err(err, ERR_INVALID, "a.z: missing");
	assert_int_equal(json_find_array(&in, "l", &list, &err), 1);
	assert_int_equal(cJSON_GetArraySize(list), 1);
	assert_int_equal(json_find_array(&in, "s", &list, &err), -1);
	assert_err(err, ERR_INVALID, "s: must be an array");
}

static void writes(void **state)
{
	(void)state;
	root = json_new();
	json_add_string(root, "s", "a\"b\n");
	json_add_string(root, "null", NULL);
	json_add_string_if(root, "nothing", NULL);
	json_add_string(root, "odd", "\xff");
	json_add_int(root, "i", INT64_MIN);
	json_add_number(root, "n", 0.1);
	json_add_number(root, "nan", (double)NAN);
	json_add_bool(root, "b", true);
	json_add_string_if(json_add_object(root, "o"), "k", "v");
	json_add_int(json_append_object(json_add_array(root, "l")), "x", 1);
	assert_string_equal(json_print(root, arena),
		"{\"s\":\"a\\\"b\\n\",\"null\":null,\"odd\":\"\xef\xbf\xbd\","
		"\"i\":-9223372036854775808,\"n\":0.1,\"nan\":null,\"b\":true,"
		"\"o\":{\"k\":\"v\"},\"l\":[{\"x\":1}]}");
}

static void numbers_read_back_as_they_were(void **state)
{
	(void)state;
	static const double values[] = { 0, 1, -1, 0.1, 1.0 / 3, 2.0 / 3, 12345.678, 1e-300, 1e300,
		7195.400000000001, 9007199254740991.0 };
	struct err err = { 0 };
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		cJSON *object = json_new();
		json_add_number(object, "n", values[i]);
		struct json_in in = parse(json_print(object, arena));
		double back = 77;
		assert_int_equal(json_find_number(&in, "n", -1e308, 1e308, &back, &err), 1);
		assert_true(back == values[i]);
		cJSON_Delete(object);
	}
	cJSON *object = json_new();
	json_add_int(object, "n", JSON_MAX_INT);
	struct json_in in = parse(json_print(object, arena));
	int64_t back = 0;
	assert_int_equal(json_get_int(&in, "n", 0, JSON_MAX_INT, &back, &err), 0);
	assert_int_equal(back, JSON_MAX_INT);
	cJSON_Delete(object);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refuses_what_is_no_object),
		TEST(deep_nesting_is_refused),
		TEST(takes_objects),
		TEST(strings),
		TEST(integers),
		TEST(numbers_and_booleans),
		TEST(members_are_named_by_their_path),
		TEST(writes),
		TEST(numbers_read_back_as_they_were),
	};
	return RUN(tests);
}
