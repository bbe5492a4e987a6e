/* options: a program's command line, declared as a table. All our programs use it, so that --help,
 * --version and error messages are the same everywhere.
 *
 * Takes long options ("--config FILE", "--config=FILE") and, where declared, one-letter ones.
 */
#ifndef LECTERN_COMMON_BASE_OPTIONS_H
#define LECTERN_COMMON_BASE_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

enum { OPTIONS_EXIT_USAGE = 2, OPTIONS_MAX = 32 };

/* One option. It sets `flag`, stores its argument in `value`, or passes it to `take`. */
struct option_spec {
	const char *name; /* without the dashes; an entry with neither name nor letter ends a
			   * table */
	char letter;      /* "-o"; 0 if none */
	bool *flag;
	const char **value;
	/* Receives the name and the argument; returns false to reject the argument. */
	bool (*take)(void *context, const char *name, const char *argument);
};

struct program_spec {
	const char *name;  /* "lectern-web": starts every message */
	const char *usage; /* the whole output of --help */
	const char *part;  /* subcommand with its own options ("submit"), or NULL */
	const struct option_spec *options;
	void *context;        /* passed to take */
	bool takes_arguments; /* whether non-option arguments are allowed */
	bool stops_at_first;  /* parsing stops at the first non-option argument */
};

enum { OPTIONS_GO_ON = -1 };

/* Parses the command line, reordering argv so that the arguments come last (unless stops_at_first).
 * --version and --help need not be declared. Returns OPTIONS_GO_ON and sets *ret_first to the index
 * of the first argument; otherwise returns the status to exit with: 0 after --version or --help, or
 * OPTIONS_EXIT_USAGE after a mistake, which has been reported on stderr. */
int options_parse(const struct program_spec *program, int argc, char **argv, int *ret_first);

#endif
