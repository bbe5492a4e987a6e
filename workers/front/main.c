/* main.c: the command line shared by all services. */
#include "config.h"

#include "common/base/log.h"
#include "common/base/options.h"
#include "common/config/embedded_broker.h"
#include "common/config/settings.h"
#include "workers/engine/link.h"
#include "workers/front/front.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_CONFIG = 78 };

struct command {
	const char *config_path;
	bool engine, check;
	const char *front_pid;
};

static const char usage_format[] =
	"usage: %s [--config FILE] [--check] [--version] [--help]\n"
	"\n"
	"The %s stage of a Lectern farm. Normally started by lecternd; by hand it\n"
	"works on the same streams until SIGTERM.\n"
	"\n"
	"  --config FILE  project.toml; without it the defaults\n"
	"  --check        check whether this stage can work with these settings, and exit\n"
	"  --version      print the version\n"
	"  --help         print this\n";

/* Returns OPTIONS_GO_ON, or the status to exit with. */
static int parse_command(int argc, char **argv, const struct stage *stage, struct command *command)
{
	const struct option_spec options[] = {
		{ .name = "config", .value = &command->config_path },
		{ .name = "check", .flag = &command->check },
		{ .name = "engine", .flag = &command->engine },        /* given by the front */
		{ .name = "front-pid", .value = &command->front_pid }, /* given by the front */
		{ .name = NULL },
	};
	char usage[sizeof usage_format + 128];
	snprintf(usage, sizeof usage, usage_format, stage->program, stage->name);
	const struct program_spec program = {
		.name = stage->program, .usage = usage, .options = options
	};
	int first;
	return options_parse(&program, argc, argv, &first);
}

static int run_engine(const struct stage *stage, const struct settings *settings, long front_pid)
{
	/* An engine must not outlive its front, which may have died before prctl took effect. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (front_pid > 0 && getppid() != (pid_t)front_pid)
		return 1;
	return engine_main(stage, settings, ENGINE_FD);
}

/* Does what an engine does before its first job (--check). */
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
	struct command command = { .config_path = NULL };
	int status = parse_command(argc, argv, stage, &command);
	if (status != OPTIONS_GO_ON)
		return status;
	struct settings *settings = NULL;
	struct err err;
	log_open(stage->name, LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	if (settings_load(command.config_path, &settings, &err) < 0) {
		log_error("%s", err.text);
		return EXIT_CONFIG;
	}
	if (command.check) {
		status = check(stage, settings);
		settings_free(&settings);
		return status;
	}
	log_open(stage->name, settings->supervisor.log_level, settings->supervisor.log_format);
	if (!command.engine)
		embedded_broker_use(settings);
	srandom((unsigned)getpid() ^ (unsigned)time(NULL));
	long front_pid = command.front_pid ? strtol(command.front_pid, NULL, 10) : 0;
	status = command.engine ? run_engine(stage, settings, front_pid)
				: front_main(stage, settings, command.config_path);
	settings_free(&settings);
	return status;
}
