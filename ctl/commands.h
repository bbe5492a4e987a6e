/* commands: what lecternctl can do. Each gets its own arguments, without the options that all
 * commands share, and returns the exit status. */
#ifndef LECTERN_CTL_COMMANDS_H
#define LECTERN_CTL_COMMANDS_H

#include "common/base/options.h"
#include "common/config/settings.h"
#include "ctl/client.h"

#include <stdio.h>

struct command {
	const char *name, *arguments, *summary;
	int (*run)(struct client *client, const struct settings *settings, int argc, char **argv);
	const char *help; /* what the summary leaves open */
};

extern const struct command commands[];

/* "usage: ..." of a command on stderr; returns CTL_USAGE. */
int command_usage(const char *name);

/* All that "lecternctl COMMAND --help" prints. */
void command_print_help(const char *name, FILE *out);

/* Reads a command's own options (common/base/options.h), which may stand among its arguments, and
 * expects so many arguments besides. OPTIONS_GO_ON with *ret_arguments the first of them, or the
 * status to exit with. */
int command_options(const char *name, const struct option_spec *options, void *context, int argc,
	char **argv, int count, char ***ret_arguments);

/* submit.c */
int command_submit(struct client *client, const struct settings *settings, int argc, char **argv);
int command_wait(struct client *client, const struct settings *settings, int argc, char **argv);

/* local.c: what goes to lecternd by a signal, on its own machine only. */
int command_reload(struct client *client, const struct settings *settings, int argc, char **argv);
int command_drain(struct client *client, const struct settings *settings, int argc, char **argv);

/* backup.c */
int command_backup(struct client *client, const struct settings *settings, int argc, char **argv);

#endif
