#include "ctl/commands.h"

#include "common/base/arena.h"
#include "ctl/show.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int command_usage(const char *name)
{
	const struct command *command = commands;
	while (strcmp(command->name, name) != 0)
		command++;
	fprintf(stderr, "usage: lecternctl %s%s%s\n", name, *command->arguments ? " " : "",
		command->arguments);
	return CTL_USAGE;
}

static void print_body(const struct answer *answer)
{
	fwrite(answer->body.data, 1, answer->body.len, stdout);
}

/* One call and what is shown of its answer. */
static int call_and_show(
	struct client *client, const char *method, const char *path, void (*show)(const cJSON *))
{
	struct answer answer = { 0, BUF_EMPTY, NULL };
	int status = client_call(client, method, path, &answer);
	if (status == CTL_FINE && client->json)
		print_body(&answer);
	else if (status == CTL_FINE && show)
		show(answer.json);
	answer_free(&answer);
	return status;
}

static int job_call(struct client *client, const char *command, int argc, char **argv,
	const char *method, const char *more, void (*show)(const cJSON *))
{
	if (argc != 2)
		return command_usage(command);
	/* An id has no character that a path would mind; anything else is no job's. */
	if (strspn(argv[1], "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") !=
			strlen(argv[1]) ||
		!*argv[1]) {
		fprintf(stderr, "lecternctl: \"%s\" is no job's id\n", argv[1]);
		return CTL_NO_JOB;
	}
	struct arena *arena = arena_new();
	int status = call_and_show(
		client, method, arena_printf(arena, "/jobs/%s%s", argv[1], more), show);
	arena_free(&arena);
	return status;
}

static int command_show(
	struct client *client, const struct settings *settings, int argc, char **argv)
{
	(void)settings;
	return job_call(client, "show", argc, argv, "GET", "", show_job);
}

static int command_cancel(
	struct client *client, const struct settings *settings, int argc, char **argv)
{
	(void)settings;
	return job_call(client, "cancel", argc, argv, "DELETE", "", NULL);
}

static int command_retry(
	struct client *client, const struct settings *settings, int argc, char **argv)
{
	(void)settings;
	return job_call(client, "retry", argc, argv, "POST", "/retry", show_job);
}

static int command_workers(
	struct client *client, const struct settings *settings, int argc, char **argv)
{
	(void)settings;
	(void)argv;
	if (argc != 1)
		return command_usage("workers");
	return call_and_show(client, "GET", "/workers", show_workers);
}

/* A farm that is not ready answers 503 with the same JSON: that is what was asked for. */
static int command_status(
	struct client *client, const struct settings *settings, int argc, char **argv)
{
	struct answer answer = { 0, BUF_EMPTY, NULL };
	(void)settings;
	(void)argv;
	if (argc != 1)
		return command_usage("status");
	client_prepare(client, "/readyz");

	int status = client_perform(client, "/readyz", &answer);

	if (answer.json && cJSON_GetObjectItemCaseSensitive(answer.json, "stages")) {
		if (client->json)
			print_body(&answer);
		else
			show_readiness(answer.json);
	}
	answer_free(&answer);
	return status;
}

/* Returns how many of the jobs it showed: `most` at most. */
static long show_list(const cJSON *answer, long most)
{
	const cJSON *job;
	long shown = 0;
	cJSON_ArrayForEach(job, cJSON_GetObjectItemCaseSensitive(answer, "jobs"))
	{
		if (shown == most)
			break;
		show_job_row(job);
		shown++;
	}
	return shown;
}

static int list_pages(struct client *client, const char *first, long limit)
{
	struct arena *arena = arena_new();
	const char *path = first;
	int status = CTL_FINE;
	long left = limit;
	bool more = false;
	while (*path && status == CTL_FINE && left > 0) {
		struct answer answer = { 0, BUF_EMPTY, NULL };
		status = client_call(client, "GET", path, &answer);
		if (status == CTL_FINE) {
			long count = cJSON_GetArraySize(
				cJSON_GetObjectItemCaseSensitive(answer.json, "jobs"));
			if (client->json)
				print_body(&answer);
			else if (path == first)
				show_job_heads();
			if (!client->json)
				more = show_list(answer.json, left) < count;
			left -= count;
			path = arena_string(arena, show_string(answer.json, "next"));
		}
		answer_free(&answer);
	}
	/* Not among the rows, which a script may read. */
	if (status == CTL_FINE && !client->json && (more || *path))
		fprintf(stderr, "There are older ones: -n %ld shows more.\n", limit * 2);
	arena_free(&arena);
	return status;
}

static int command_list(
	struct client *client, const struct settings *settings, int argc, char **argv)
{
	static const struct option options[] = {
		{ "status", required_argument, NULL, 's' },
		{ "limit", required_argument, NULL, 'n' },
		{ NULL, 0, NULL, 0 },
	};
	const char *wanted = "";
	long limit = 20;
	int c;
	(void)settings;
	optind = 0;
	while ((c = getopt_long(argc, argv, "+n:", options, NULL)) != -1) {
		char *end = NULL;
		if (c == 's')
			wanted = optarg;
		else if (c == 'n')
			limit = strtol(optarg, &end, 10);
		if (c == '?' || (end && (*end || limit < 1)))
			return command_usage("list");
	}
	if (optind != argc || strspn(wanted, "abcdefghijklmnopqrstuvwxyz_") != strlen(wanted))
		return command_usage("list");
	struct arena *arena = arena_new();
	const char *path = arena_printf(arena, "/jobs?limit=%ld%s%s", limit < 100 ? limit : 100,
		*wanted ? "&status=" : "", wanted);
	int status = list_pages(client, path, limit);
	arena_free(&arena);
	return status;
}

const struct command commands[] = {
	{ "status", "", "whether the farm takes and does work: broker and every stage",
		command_status, "Exit status 5 when it does not." },
	{ "submit",
		"[--wait] [-o FILE] [--voice V] [--language L] [--speed N] [--pages LIST] "
		"[--option NAME=VALUE] PDF",
		"give it a PDF", command_submit,
		"Prints the job's id. With --wait it shows the progress until the job is over; -o\n"
		"FILE (\"-\": standard output) then saves the audio, and implies --wait. What became of\n"
		"a job that is not all well is told on standard error.\n"
		"--pages 1-20,35 reads these pages only. --option gives any other field of\n"
		"POST /jobs.\n\n"
		"  lecternctl submit -o book.wav book.pdf\n"
		"  id=$(lecternctl submit book.pdf)" },
	{ "list", "[--status STATUS] [-n N]", "jobs, newest first", command_list,
		"STATUS: queued, running, assembling, completed, completed_with_errors, failed\n"
		"or cancelled. N is 20 unless given; whether there are more is told on standard\n"
		"error. PAGES: how many are done, of those that the job is to read." },
	{ "show", "ID", "one job: its progress, and what became of its pages", command_show, "" },
	{ "wait", "[-o FILE] ID", "wait for a job, and fetch its audio", command_wait, "" },
	{ "cancel", "ID", "end a job; one that is over is removed", command_cancel,
		"Removed is all that is stored of it, the audio, too. To remove a running job: twice." },
	{ "retry", "ID", "the failed pages of a job once more", command_retry, "" },
	{ "workers", "", "every worker: state, memory, restarts, what it is at", command_workers,
		"" },
	{ "reload", "", "lecternd on this machine reads project.toml again", command_reload,
		"The new settings are checked first, as by lecternd --check; wrong ones are told and\n"
		"not loaded." },
	{ "drain", "", "lecternd on this machine finishes its jobs and stops", command_drain,
		"Waits until it is gone. Under systemd use: systemctl stop lecternd" },
	{ "backup", "DIRECTORY", "a copy of all jobs, while the farm works", command_backup,
		"The store of the broker that lecternd runs on this machine, as it is at one moment:\n"
		"the broker is held still for it, for some tenths of a second. DIRECTORY is made, or\n"
		"is an earlier backup, which stays whole until the new one takes its place, and of\n"
		"which only what has changed is copied. It needs to be outside of state_dir.\n\n"
		"To restore, stop lecternd and put a copy of it in the place of state_dir:\n\n"
		"  systemctl stop lecternd\n"
		"  mv /var/lib/lectern /var/lib/lectern.lost\n"
		"  cp -a DIRECTORY /var/lib/lectern\n"
		"  systemctl start lecternd" },
	{ NULL, NULL, NULL, NULL, NULL },
};
