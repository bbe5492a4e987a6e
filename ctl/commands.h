/* commands: the commands of lecternctl. Each receives its own arguments, without the global
 * options, and returns the exit status. */
#ifndef LECTERN_CTL_COMMANDS_H
#define LECTERN_CTL_COMMANDS_H

#include "common/base/options.h"
#include "common/config/settings.h"
#include "ctl/client.h"

#include <stdio.h>

struct command {
	const char *name, *arguments, *summary;
	int (*run)(struct client *client, const struct settings *settings, int argc, char **argv);
	const char *help; /* details beyond the summary */
};

extern const struct command commands[];

/* Prints "usage: ..." of a command to stderr; returns CTL_USAGE. */
int command_usage(const char *name);

/* Prints the whole output of "lecternctl COMMAND --help". */
void command_print_help(const char *name, FILE *out);

/* Parses a command's own options (common/base/options.h), which may be mixed with its arguments, of
 * which there must be `count`. Returns OPTIONS_GO_ON with *ret_arguments pointing to the first
 * argument, or the status to exit with. */
int command_options(const char *name, const struct option_spec *options, void *context, int argc,
	char **argv, int count, char ***ret_arguments);

/* submit.c */
int command_submit(struct client *client, const struct settings *settings, int argc, char **argv);
int command_wait(struct client *client, const struct settings *settings, int argc, char **argv);

/* local.c: commands that signal lecternd, on the same machine only. */
int command_reload(struct client *client, const struct settings *settings, int argc, char **argv);
int command_drain(struct client *client, const struct settings *settings, int argc, char **argv);

/* backup.c */
int command_backup(struct client *client, const struct settings *settings, int argc, char **argv);

#endif
