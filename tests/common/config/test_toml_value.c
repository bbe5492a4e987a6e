/* test_toml_value.c: what is accepted, and how the rest is refused by name. */
#include "unit.h"

#include "common/config/toml_value.h"

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

static struct toml_value parse(struct arena *arena, const char *text)
{
	struct toml_value value = { 0 };
	struct err err = { 0 };
	if (toml_value_parse(text, strlen(text), arena, &value, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return value;
}

static void strings(void **state)
{
	static const struct {
		const char *text, *value;
	} cases[] = {
		{ "\"\"", "" },
		{ "\"nats://127.0.0.1:4222\"", "nats://127.0.0.1:4222" },
		{ "  \"a b\"\t# comment", "a b" },
		{ "\"a # b ; c\" # d", "a # b ; c" },
		{ "\"tab\\t nl\\n cr\\r bs\\b ff\\f q\\\" s\\\\\"",
			"tab\t nl\n cr\r bs\b ff\f q\" s\\" },
		{ "\"caf\\u00e9 \\U0001F600 \\u20AC\"",
			"caf\xc3\xa9 \xf0\x9f\x98\x80 \xe2\x82\xac" },
		{ "\"caf\xc3\xa9\ttab\"", "caf\xc3\xa9\ttab" },
		{ "''", "" },
		{ "'C:\\new \"x\" \\u0041'", "C:\\new \"x\" \\u0041" },
		{ "\"it's\"", "it's" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct toml_value value = parse(*state, cases[i].text);
		assert_int_equal(value.type, TOML_STRING);
		assert_string_equal(value.string, cases[i].value);
	}
}

static void integers(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} cases[] = {
		{ "0", 0 },
		{ "+0", 0 },
		{ "-0", 0 },
		{ "42", 42 },
		{ "+42", 42 },
		{ "-17", -17 },
		{ "1_000_000 # million", 1000000 },
		{ "0xDead_beef", 0xdeadbeef },
		{ "0o755", 0755 },
		{ "0b1101_0110", 0xd6 },
		{ "0x00ff", 255 },
		{ "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
		{ "0x7fffffffffffffff", INT64_MAX },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct toml_value value = parse(*state, cases[i].text);
		assert_int_equal(value.type, TOML_INTEGER);
		assert_int_equal(value.integer, cases[i].value);
	}
}

static void floats(void **state)
{
	static const struct {
		const char *text;
		double value;
	} cases[] = {
		{ "0.5", 0.5 },
		{ "+1.0", 1.0 },
		{ "-0.01", -0.01 },
		{ "5e+22", 5e22 },
		{ "1e06", 1e6 },
		{ "-2E-2", -2e-2 },
		{ "6.626e-34", 6.626e-34 },
		{ "224_617.445_991", 224617.445991 },
		{ "0e0", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct toml_value value = parse(*state, cases[i].text);
		assert_int_equal(value.type, TOML_FLOAT);
		assert_true(value.number == cases[i].value);
	}
}

static void booleans(void **state)
{
	struct toml_value yes = parse(*state, "true"), no = parse(*state, "false#x");
	assert_int_equal(yes.type, TOML_BOOLEAN);
	assert_true(yes.boolean);
	assert_int_equal(no.type, TOML_BOOLEAN);
	assert_false(no.boolean);
}

static void lists(void **state)
{
	struct toml_value value = parse(*state, "[]");
	assert_int_equal(value.type, TOML_STRING_LIST);
	assert_int_equal(value.count, 0);
	value = parse(*state, "[ \"a\", 'b' ,\"c # ]\", ] # comment ]");
	assert_int_equal(value.type, TOML_STRING_LIST);
	assert_int_equal(value.count, 3);
	assert_string_equal(value.items[0], "a");
	assert_string_equal(value.items[1], "b");
	assert_string_equal(value.items[2], "c # ]");
	char text[2000] = "[";
	for (int i = 0; i < 100; i++)
		sprintf(text + strlen(text), "\"%d\",", i);
	strcat(text, "]");
	value = parse(*state, text);
	assert_int_equal(value.count, 100);
	for (int i = 0; i < 100; i++)
		assert_int_equal(atoi(value.items[i]), i);
}

static void refuses(void **state)
{
#define NO_TYPE    "no value of a known type (a string needs quotes)"
#define OPEN       "the string is not closed on its line"
#define OPEN_LIST  "the array is not closed on its line (multi-line arrays are not supported)"
#define TRAILING   "unexpected text after the value"
#define DATE       "dates and times are not supported"
#define NUMBER(n)  "\"" n "\" is not a number as TOML writes it"
#define ZEROS(n)   "\"" n "\": a number has no leading zeros"
#define BAD_ESCAPE "unknown escape in a string (use a 'literal string' for backslashes)"
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "", "the value is missing" },
		{ "  # only a comment", "the value is missing" },
		{ "word", NO_TYPE },
		{ "True", NO_TYPE },
		{ "yes", NO_TYPE },
		{ ",", NO_TYPE },
		{ "=1", NO_TYPE },
		{ "-", NO_TYPE },
		{ ".5", NO_TYPE },
		{ "\"open", OPEN },
		{ "\"open\\", OPEN },
		{ "\"open\\\"", OPEN },
		{ "'open", OPEN },
		{ "'it''s'", TRAILING },
		{ "\"a\" \"b\"", TRAILING },
		{ "\"a\" ; b", TRAILING },
		{ "1 2", TRAILING },
		{ "true,", TRAILING },
		{ "\"\"\"a\"\"\"", "multi-line strings are not supported" },
		{ "'''a'''", "multi-line strings are not supported" },
		{ "\"\\x41\"", BAD_ESCAPE },
		{ "\"\\ \"", BAD_ESCAPE },
		{ "\"\\u12\"", "\\u needs 4 hexadecimal digits" },
		{ "\"\\U0001F60\"", "\\U needs 8 hexadecimal digits" },
		{ "\"\\ud800\"", "U+D800 is not a character" },
		{ "\"\\U00110000\"", "U+110000 is not a character" },
		{ "\"\\uffffz\\UFFFFFFFF\"", "U+FFFFFFFF is not a character" },
		{ "\"\\u0000\"", "a NUL character is not allowed" },
		{ "\"a\x01\"", "a control character is not allowed in a string" },
		{ "\"a\x7f\"", "a control character is not allowed in a string" },
		{ "\"\xff\"", "invalid UTF-8" },
		{ "'\xc3'", "invalid UTF-8" },
		{ "[\"a\"", OPEN_LIST },
		{ "[", OPEN_LIST },
		{ "[ # x", OPEN_LIST },
		{ "[\"a\", # x", OPEN_LIST },
		{ "[1, 2]", "only arrays of strings are supported" },
		{ "[[\"a\"]]", "only arrays of strings are supported" },
		{ "[,]", "only arrays of strings are supported" },
		{ "[\"a\" \"b\"]", "a comma is expected between the strings of an array" },
		{ "[\"a\",,\"b\"]", "only arrays of strings are supported" },
		{ "{ a = 1 }", "inline tables are not supported" },
		{ "1979-05-27", DATE },
		{ "1979-05-27T07:32:00Z", DATE },
		{ "07:32:00", DATE },
		{ "inf", "inf and nan are not supported" },
		{ "-inf", "inf and nan are not supported" },
		{ "+nan", "inf and nan are not supported" },
		{ "007", ZEROS("007") },
		{ "-01", ZEROS("-01") },
		{ "00", ZEROS("00") },
		{ "0_1", ZEROS("0_1") },
		{ "03.14", ZEROS("03.14") },
		{ "1__0", NUMBER("1__0") },
		{ "1_", NUMBER("1_") },
		{ "1.", NUMBER("1.") },
		{ "1.e5", NUMBER("1.e5") },
		{ "1e", NUMBER("1e") },
		{ "1e+", NUMBER("1e+") },
		{ "1._5", NUMBER("1._5") },
		{ "1.5.2", NUMBER("1.5.2") },
		{ "12abc", NUMBER("12abc") },
		{ "30s", NUMBER("30s") },
		{ "0x", NUMBER("0x") },
		{ "0x_1", NUMBER("0x_1") },
		{ "0xg", NUMBER("0xg") },
		{ "0o8", NUMBER("0o8") },
		{ "0b2", NUMBER("0b2") },
		{ "0X1", NUMBER("0X1") },
		{ "+0x1", NUMBER("+0x1") },
		{ "9223372036854775808", "9223372036854775808 is too large for an integer" },
		{ "-9223372036854775809", "-9223372036854775809 is too large for an integer" },
		{ "0x8000000000000000", "0x8000000000000000 is too large for an integer" },
		{ "1e999", "1e999 is too large for a float" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct toml_value value = { .integer = 77 };
		struct err err = { 0 };
		if (toml_value_parse(cases[i].text, strlen(cases[i].text), *state, &value, &err) ==
			0)
			fail_msg("taken: %s", cases[i].text);
		assert_err(err, ERR_INVALID, cases[i].why);
		assert_int_equal(value.integer, 77);
	}
}

static void reads_no_further_than_told(void **state)
{
	struct toml_value value;
	struct err err = { 0 };
	assert_int_equal(toml_value_parse("123456", 3, *state, &value, &err), 0);
	assert_int_equal(value.integer, 123);
	assert_int_equal(toml_value_parse("\"ab\"", 3, *state, &value, &err), -1);
	assert_int_equal(toml_value_parse("1\0", 2, *state, &value, &err), -1);
}

static void a_long_word_is_no_value(void **state)
{
	char text[500];
	struct toml_value value;
	struct err err = { 0 };
	memset(text, '1', sizeof text);
	assert_int_equal(toml_value_parse(text, sizeof text, *state, &value, &err), -1);
	assert_err(err, ERR_INVALID, NO_TYPE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings),
		cmocka_unit_test(integers),
		cmocka_unit_test(floats),
		cmocka_unit_test(booleans),
		cmocka_unit_test(lists),
		cmocka_unit_test(refuses),
		cmocka_unit_test(reads_no_further_than_told),
		cmocka_unit_test(a_long_word_is_no_value),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
