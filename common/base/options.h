/* options: a program's command line, declared as a table. All our programs read theirs with this,
 * so that --help, --version and the wording of mistakes are the same everywhere.
 *
 * Long options ("--config FILE", "--config=FILE") and, where they are given, one-letter ones.
 */
#ifndef LECTERN_COMMON_OPTIONS_H
#define LECTERN_COMMON_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

enum { OPTIONS_EXIT_USAGE = 2, OPTIONS_MAX = 32 };

/* One option. It either sets `flag`, stores its argument in `value`, or is handed to `take`. */
struct option_spec {
	const char *name; /* without the dashes; NULL ends a table, unless there is a letter */
	char letter;      /* "-o"; 0: none */
	bool *flag;
	const char **value;
	/* Gets name and argument; false: the argument is wrong. */
	bool (*take)(void *context, const char *name, const char *argument);
};

struct program_spec {
	const char *name;  /* "lectern-web": begins every message */
	const char *usage; /* all that --help prints */
	const char *part;  /* of the program, that has options of its own ("submit"); NULL */
	const struct option_spec *options;
	void *context;        /* for take */
	bool takes_arguments; /* besides options; else one is a mistake */
	bool stops_at_first;  /* what follows the first argument is another's to read */
};

enum { OPTIONS_GO_ON = -1 };

/* Reads the command line; argv is reordered so that the arguments come last. --version and --help
 * need not be declared. Returns OPTIONS_GO_ON with *ret_first the index of the first argument, or
 * the status to exit with: 0 after --version and --help, OPTIONS_EXIT_USAGE after a mistake, which
 * was reported on standard error. */
int options_parse(const struct program_spec *program, int argc, char **argv, int *ret_first);

#endif
