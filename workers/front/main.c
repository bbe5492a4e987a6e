/* main.c: the command line that all services share. */
#include "config.h"

#include "common/base/log.h"
#include "common/config/embedded_broker.h"
#include "common/config/settings.h"
#include "workers/engine/link.h"
#include "workers/front/front.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXIT_CONFIG = 78 };

struct command {
	const char *config_path;
	bool engine, check;
	long front_pid;
	int status; /* -1: go on */
};

static void print_usage(FILE *out, const struct stage *stage)
{
	fprintf(out,
		"usage: %s [--config FILE] [--check] [--version] [--help]\n"
		"\n"
		"The %s stage of a Lectern farm. Normally started by lecternd; by hand it\n"
		"works on the same streams until SIGTERM.\n"
		"\n"
		"  --config FILE  project.toml; without it the defaults\n"
		"  --check        say whether this stage can work by these settings, and exit\n"
		"  --version      print the version\n"
		"  --help         print this\n",
		stage->program, stage->name);
}

static struct command parse_command(int argc, char **argv, const struct stage *stage)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "check", no_argument, NULL, 'k' },
		{ "engine", no_argument, NULL, 'e' },          /* internal: started by the front */
		{ "front-pid", required_argument, NULL, 'p' }, /* internal */
		{ "version", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct command command = { .status = -1 };
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			command.config_path = optarg;
			break;
		case 'k':
			command.check = true;
			break;
		case 'e':
			command.engine = true;
			break;
		case 'p':
			command.front_pid = strtol(optarg, NULL, 10);
			break;
		case 'v':
			printf("%s %s\n", stage->program, PACKAGE_VERSION);
			command.status = 0;
			return command;
		case 'h':
			print_usage(stdout, stage);
			command.status = 0;
			return command;
		default:
			print_usage(stderr, stage);
			command.status = EXIT_USAGE;
			return command;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "%s: unexpected argument \"%s\"\n", stage->program, argv[optind]);
		command.status = EXIT_USAGE;
	}
	return command;
}

static int run_engine(const struct stage *stage, const struct settings *settings, long front_pid)
{
	/* An engine never outlives its front. The front may have died before prctl took hold. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (front_pid > 0 && getppid() != (pid_t)front_pid)
		return 1;
	return engine_main(stage, settings, ENGINE_FD);
}

/* All that an engine does before its first job. */
static int check(const struct stage *stage, const struct settings *settings)
{
	void *state;
	struct err err;
	if (stage->init(settings, &state, &err) < 0) {
		fprintf(stderr, "%s: %s\n", stage->name, err.text);
		return EXIT_CONFIG;
	}
	stage->fini(&state);
	return 0;
}

int worker_main(int argc, char **argv, const struct stage *stage)
{
	struct command command = parse_command(argc, argv, stage);
	if (command.status >= 0)
		return command.status;
	struct settings *settings = NULL;
	struct err err;
	log_open(stage->name, LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	if (settings_load(command.config_path, &settings, &err) < 0) {
		log_error("%s", err.text);
		return EXIT_CONFIG;
	}
	if (command.check) {
		int status = check(stage, settings);
		settings_free(&settings);
		return status;
	}
	log_open(stage->name, settings->supervisor.log_level, settings->supervisor.log_format);
	if (!command.engine)
		own_broker_use(settings);
	srandom((unsigned)getpid() ^ (unsigned)time(NULL));
	int status = command.engine ? run_engine(stage, settings, command.front_pid)
				    : front_main(stage, settings, command.config_path);
	settings_free(&settings);
	return status;
}
