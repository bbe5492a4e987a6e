/* options.c: getopt_long behind a table. */
#include "config.h"

#include "common/base/options.h"

#include <assert.h>
#include <getopt.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { CODE_VERSION = 1000, CODE_HELP, CODE_FIRST }; /* outside the range of letters */

struct tables {
	struct option long_options[OPTIONS_MAX + 3];
	char letters[2 * OPTIONS_MAX + 3]; /* '+', ':', two per letter, NUL */
	size_t count;
};

static bool has_argument(const struct option_spec *spec)
{
	return !spec->flag;
}

static void declare(struct tables *tables, const struct program_spec *program)
{
	struct option *next = tables->long_options;
	char *letter = tables->letters;
	*next++ = (struct option) { "version", no_argument, NULL, CODE_VERSION };
	*next++ = (struct option) { "help", no_argument, NULL, CODE_HELP };
	if (program->stops_at_first)
		*letter++ = '+';
	for (const struct option_spec *spec = program->options; spec->name || spec->letter;
		spec++) {
		assert(tables->count < OPTIONS_MAX);
		if (spec->name)
			*next++ = (struct option) { spec->name,
				has_argument(spec) ? required_argument : no_argument, NULL,
				CODE_FIRST + (int)tables->count };
		if (spec->letter) {
			*letter++ = spec->letter;
			if (has_argument(spec))
				*letter++ = ':';
		}
		tables->count++;
	}
}

static const struct option_spec *find(const struct program_spec *program, int code)
{
	if (code >= CODE_FIRST)
		return &program->options[code - CODE_FIRST];
	for (const struct option_spec *spec = program->options; spec->name || spec->letter;
		spec++) {
		if (spec->letter && spec->letter == code)
			return spec;
	}
	return NULL;
}

static bool apply(const struct program_spec *program, const struct option_spec *spec)
{
	if (spec->flag)
		*spec->flag = true;
	else if (spec->value)
		*spec->value = optarg;
	else
		return spec->take(program->context, spec->name, optarg);
	return true;
}

static int complain(const struct program_spec *program)
{
	fprintf(stderr, "Try \"%s%s%s --help\".\n", program->name, program->part ? " " : "",
		program->part ? program->part : "");
	return OPTIONS_EXIT_USAGE;
}

/* Returns OPTIONS_GO_ON, or the exit status. */
static int obey(const struct program_spec *program, int code)
{
	const struct option_spec *spec;
	switch (code) {
	case CODE_VERSION:
		printf("%s " PACKAGE_VERSION "\n", program->name);
		return 0;
	case CODE_HELP:
		fputs(program->usage, stdout);
		return 0;
	default:
		/* getopt_long() has already reported unknown options. */
		spec = find(program, code);
		if (!spec)
			return complain(program);
		if (apply(program, spec))
			return OPTIONS_GO_ON;
		fprintf(stderr, "%s: --%s: \"%s\" is not understood\n", program->name, spec->name,
			optarg);
		return complain(program);
	}
}

int options_parse(const struct program_spec *program, int argc, char **argv, int *ret_first)
{
	struct tables tables = { 0 };
	int code, status = OPTIONS_GO_ON;
	char *own_name = argv[0];
	declare(&tables, program);
	optind = 0; /* Makes getopt_long() start over, in case this process parses a second command
		     * line. */
	argv[0] = (char *)(uintptr_t)program->name; /* getopt_long() begins its messages with it */
	while (status == OPTIONS_GO_ON &&
		(code = getopt_long(argc, argv, tables.letters, tables.long_options, NULL)) != -1)
		status = obey(program, code);
	argv[0] = own_name;
	if (status == OPTIONS_GO_ON && !program->takes_arguments && optind < argc) {
		fprintf(stderr, "%s: unexpected argument \"%s\"\n", program->name, argv[optind]);
		status = complain(program);
	}
	*ret_first = optind;
	return status;
}
