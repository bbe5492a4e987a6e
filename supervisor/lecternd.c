/* lecternd.c: starts, watches, restarts and stops the processes of a Lectern farm. */
#include "config.h"

#include "common/base/log.h"
#include "common/base/options.h"
#include "common/config/settings.h"
#include "supervisor/confine.h"
#include "supervisor/farm.h"
#include "supervisor/os/log_output.h"
#include "supervisor/os/notify.h"
#include "supervisor/program_check.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_CONFIG SYSCONFDIR "/lectern/project.toml"

enum { EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_CONFIG = 78 };

struct command {
	const char *config; /* as given, or NULL */
	bool check, foreground;
};

static const char usage[] =
	"usage: lecternd [--config FILE] [--check] [--foreground] [--version] "
	"[--help]\n"
	"\n"
	"Runs a Lectern farm: its own NATS server if needed, lectern-web, and the workers of\n"
	"every stage.\n"
	"\n"
	"  --config FILE  project.toml; without it " DEFAULT_CONFIG "\n"
	"                 if that exists, else the defaults\n"
	"  --check        check the configuration, and whether every program can work with\n"
	"                 it, and exit\n"
	"  --foreground   log to standard error even when log_file is set\n"
	"                 (lecternd never goes into the background by itself)\n"
	"  --version      print the version\n"
	"  --help         print this\n"
	"\n"
	"SIGTERM, SIGINT  stop when running jobs are done; a second one stops sooner\n"
	"SIGHUP           read the configuration again\n"
	"SIGUSR1          reopen the log file\n"
	"\n"
	"Exit status: 0 success, 1 failed at run time, 2 usage, 78 configuration error;\n"
	"after a stop, 3 when some workers had to be terminated before their job was\n"
	"done, 4 when some had to be killed (the jobs are tried again in both cases).\n";

/* Returns OPTIONS_GO_ON or the status to exit with. */
static int parse_command(int argc, char **argv, struct command *command)
{
	const struct option_spec options[] = {
		{ .name = "config", .value = &command->config },
		{ .name = "check", .flag = &command->check },
		{ .name = "foreground", .flag = &command->foreground },
		{ .name = NULL },
	};
	const struct program_spec program = {
		.name = "lecternd", .usage = usage, .options = options
	};
	int first;
	return options_parse(&program, argc, argv, &first);
}

/* The path to read, absolute so that a reload finds it again; "" for the defaults. */
static void find_config(const char *given, char path[PATH_MAX])
{
	char cwd[PATH_MAX / 2];
	path[0] = '\0';
	if (!given && access(DEFAULT_CONFIG, F_OK) == 0)
		given = DEFAULT_CONFIG;
	if (!given)
		return;
	if (given[0] == '/' || !getcwd(cwd, sizeof cwd))
		snprintf(path, PATH_MAX, "%s", given);
	else
		snprintf(path, PATH_MAX, "%s/%.2000s", cwd, given);
}

static int run(struct settings *settings, const char *config_path, bool foreground)
{
	static struct farm farm;
	struct err err;
	int status = EXIT_FAILED;
	if (!foreground && log_output_open(settings->supervisor.log_file, &err) < 0) {
		log_error("[supervisor] log_file: %s", err.text);
		settings_free(&settings);
		return EXIT_FAILED;
	}
	notify_open();
	log_info("lecternd %s, pid=%d, configuration %s", PACKAGE_VERSION, (int)getpid(),
		config_path ? config_path : "by default");
	if (confine_supervisor(settings, &err) < 0) {
		log_error("%s", err.text);
		settings_free(&settings);
		notify_close();
		return EXIT_FAILED;
	}
	if (farm_open(&farm, settings, config_path, foreground, &err) < 0)
		log_error("%s", err.text);
	else
		status = farm_run(&farm);
	farm_close(&farm);
	notify_close();
	return status;
}

int main(int argc, char **argv)
{
	log_output_prepare();
	log_open("lecternd", LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	struct command command = { .config = NULL };
	int status = parse_command(argc, argv, &command);
	if (status != OPTIONS_GO_ON)
		return status;
	static char path[PATH_MAX];
	struct settings *settings = NULL;
	struct err err;
	find_config(command.config, path);
	if (settings_load(path, &settings, &err) < 0) {
		log_error("%s", err.text);
		return EXIT_CONFIG;
	}
	if (command.check) {
		bool fine = program_check(settings, *path ? path : NULL);
		if (fine)
			printf("%s: fine\n", *path ? path : "defaults");
		settings_free(&settings);
		return fine ? EXIT_FINE : EXIT_CONFIG;
	}
	umask(077);
	log_open("lecternd", settings->supervisor.log_level, settings->supervisor.log_format);
	return run(settings, *path ? path : NULL, command.foreground);
}
