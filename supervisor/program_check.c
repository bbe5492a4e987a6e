#include "supervisor/program_check.h"

#include "common/secret_file.h"
#include "supervisor/program_output.h"
#include "supervisor/service.h"

#include <stdio.h>
#include <sys/wait.h>

enum { WAIT_MS = 60000, OUTPUT_SIZE = 2000 };

static bool check_secrets(const struct settings *settings)
{
	const struct {
		const char *key, *path; /* "": not given */
	} secrets[] = {
		{ "[nats] password_file", settings->nats.password_file },
		{ "[nats] token_file", settings->nats.token_file },
		{ "[nats] nkey_seed_file", settings->nats.nkey_seed_file },
		{ "[nats] credentials_file", settings->nats.credentials_file },
		{ "[commentary] key_file", settings->commentary.key_file },
	};
	bool fine = true;
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
		struct err err;
		if (*secrets[i].path && secret_file_check(secrets[i].path, &err) < 0) {
			fprintf(stderr, "%s: %s\n", secrets[i].key, err.text);
			fine = false;
		}
	}
	return fine;
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
		fprintf(stderr, "%s: %s --check fails without a word\n", service->stage, program);
	return false;
}

bool program_check(const struct settings *settings, const char *config_path)
{
	struct arena *arena = arena_new();
	bool fine = check_secrets(settings);
	for (size_t i = SERVICE_FIRST_CHILD; i < SERVICE_COUNT; i++) {
		if (service_size(&services[i], settings) > 0)
			fine = check_service(&services[i], config_path, arena) && fine;
	}
	arena_free(&arena);
	return fine;
}
