/* test_options.c: command lines: flags, values, letters, and mistakes. */
#include "common/base/options.h"

#include "unit.h"

#include <string.h>

struct taken {
	char text[64];
};

static bool take(void *context, const char *name, const char *argument)
{
	struct taken *taken = context;
	snprintf(taken->text, sizeof taken->text, "%s=%s", name, argument);
	return strcmp(argument, "bad") != 0;
}

struct line {
	bool flag;
	const char *value;
	struct taken taken;
	int first, status;
};

enum { MAX_WORDS = 8 };

/* Splits the command line at blanks; argv is as options_parse() leaves it. */
static struct line parse_into(
	char *text, char *argv[MAX_WORDS], bool takes_arguments, bool stops_at_first)
{
	int argc = 0;
	char *rest;
	for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;
	argv[argc] = NULL;
	struct line line = { .value = "default" };
	const struct option_spec options[] = {
		{ .name = "flag", .letter = 'f', .flag = &line.flag },
		{ .name = "value", .letter = 'v', .value = &line.value },
		{ .name = "take", .take = take },
		{ .name = NULL },
	};
	const struct program_spec program = {
		.name = "test",
		.usage = "usage\n",
		.options = options,
		.context = &line.taken,
		.takes_arguments = takes_arguments,
		.stops_at_first = stops_at_first,
	};
	line.status = options_parse(&program, argc, argv, &line.first);
	return line;
}

static struct line parse(const char *text, bool takes_arguments)
{
	static char copy[128]; /* values point into it */
	char *argv[MAX_WORDS];
	snprintf(copy, sizeof copy, "x %s", text);
	return parse_into(copy, argv, takes_arguments, false);
}

static void reads(void **state)
{
	(void)state;
	struct line line = parse("--flag --value a --take=b", false);
	assert_int_equal(line.status, OPTIONS_GO_ON);
	assert_true(line.flag);
	assert_string_equal(line.value, "a");
	assert_string_equal(line.taken.text, "take=b");
	line = parse("-fv c", false);
	assert_int_equal(line.status, OPTIONS_GO_ON);
	assert_true(line.flag);
	assert_string_equal(line.value, "c");
	line = parse("", false);
	assert_int_equal(line.status, OPTIONS_GO_ON);
	assert_string_equal(line.value, "default");
}

static void arguments(void **state)
{
	(void)state;
	char text[] = "x one --flag two", again[] = "x one --flag";
	char *argv[MAX_WORDS];
	struct line line = parse_into(text, argv, true, false);
	assert_int_equal(line.status, OPTIONS_GO_ON);
	assert_true(line.flag);
	assert_string_equal(argv[line.first], "one");
	assert_string_equal(argv[line.first + 1], "two");
	line = parse_into(again, argv, true, true);
	assert_false(line.flag);
	assert_string_equal(argv[line.first + 1], "--flag");
	assert_string_equal(argv[0], "x");
	assert_int_equal(parse("-- --flag", true).status, OPTIONS_GO_ON);
}

static void mistakes(void **state)
{
	(void)state;
	assert_int_equal(parse("--none", true).status, OPTIONS_EXIT_USAGE);
	assert_int_equal(parse("--value", true).status, OPTIONS_EXIT_USAGE);
	assert_int_equal(parse("--flag=x", true).status, OPTIONS_EXIT_USAGE);
	assert_int_equal(parse("--take bad", true).status, OPTIONS_EXIT_USAGE);
	assert_int_equal(parse("surplus", false).status, OPTIONS_EXIT_USAGE);
	assert_int_equal(parse("-z", true).status, OPTIONS_EXIT_USAGE);
}

static void help_and_version(void **state)
{
	(void)state;
	assert_int_equal(parse("--help", false).status, 0);
	assert_int_equal(parse("--version surplus", false).status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(arguments),
		cmocka_unit_test(mistakes),
		cmocka_unit_test(help_and_version),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
