/* program_check.c: runs each program with --check and prints its output. */
#include "supervisor/program_check.h"

#include "common/base/secret_file.h"
#include "supervisor/os/program_output.h"
#include "supervisor/pool/service.h"

#include <stdio.h>
#include <sys/wait.h>

enum { WAIT_MS = 60000, OUTPUT_SIZE = 2000 };

/* Started by the fronts of png-to-text if an endpoint is configured. */
static const struct service commentator = {
	SERVICE_WORKER,
	"commentator",
	"lectern-commentator",
	"workers",
	0,
};

/* A key file must be protected even if it is not in use yet. */
static bool check_key(const struct commentary_settings *settings)
{
	struct err err;
	if (!*settings->key_file || secret_file_check(settings->key_file, &err) == 0)
		return true;
	fprintf(stderr, "[commentary] key_file: %s\n", err.text);
	return false;
}

static bool check_service(
	const struct service *service, const char *config_path, struct arena *arena)
{
	char text[OUTPUT_SIZE];
	const char *program = service_program(service, arena);
	char *const argv[] = {
		arena_string(arena, program),
		arena_string(arena, "--check"),
		config_path ? arena_string(arena, "--config") : NULL,
		arena_string(arena, config_path),
		NULL,
	};
	int status;
	struct err err;
	if (program_output(program, argv, WAIT_MS, text, sizeof text, &status, &err) < 0) {
		fprintf(stderr, "%s: %s\n", service->stage, err.text);
		return false;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (*text)
		fputs(text, stderr);
	else
		fprintf(stderr, "%s: %s --check fails without a message\n", service->stage,
			program);
	return false;
}

bool program_check(const struct settings *settings, const char *config_path)
{
	struct arena *arena = arena_new();
	bool comments = *settings->commentary.base_url &&
			settings->png_to_text.service.worker_pool_size > 0;
	bool fine = true;
	for (size_t i = SERVICE_FIRST_CHILD; i < SERVICE_COUNT; i++) {
		if (service_size(&services[i], settings) > 0)
			fine = check_service(&services[i], config_path, arena) && fine;
	}
	if (comments)
		fine = check_service(&commentator, config_path, arena) && fine;
	else
		fine = check_key(&settings->commentary) && fine;
	arena_free(&arena);
	return fine;
}
