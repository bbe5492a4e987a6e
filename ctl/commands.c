/* commands.c: the table of commands, their help, and the short ones. */
#include "ctl/commands.h"

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "ctl/chapters.h"
#include "ctl/show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command *find(const char *name)
{
	const struct command *command = commands;
	while (strcmp(command->name, name) != 0)
		command++;
	return command;
}

static void append_usage(struct buf *text, const struct command *command)
{
	buf_printf(text, "usage: lecternctl %s%s%s\n", command->name,
		*command->arguments ? " " : "", command->arguments);
}

static void append_help(struct buf *text, const struct command *command)
{
	append_usage(text, command);
	buf_printf(
		text, "\n%s.\n%s%s", command->summary, command->help, *command->help ? "\n" : "");
}

int command_usage(const char *name)
{
	struct buf text = BUF_EMPTY;
	append_usage(&text, find(name));
	fputs(text.data, stderr);
	buf_free(&text);
	return CTL_USAGE;
}

void command_print_help(const char *name, FILE *out)
{
	struct buf text = BUF_EMPTY;
	append_help(&text, find(name));
	fputs(text.data, out);
	buf_free(&text);
}

int command_options(const char *name, const struct option_spec *options, void *context, int argc,
	char **argv, int count, char ***ret_arguments)
{
	static const struct option_spec none[] = { { .name = NULL } };
	struct buf help = BUF_EMPTY;
	int first;
	append_help(&help, find(name));
	const struct program_spec program = {
		.name = "lecternctl",
		.usage = help.data,
		.part = name,
		.options = options ? options : none,
		.context = context,
		.takes_arguments = true,
	};
	int status = options_parse(&program, argc, argv, &first);
	buf_free(&help);
	if (status == OPTIONS_GO_ON && argc - first != count)
		status = command_usage(name);
	if (status == OPTIONS_GO_ON)
		*ret_arguments = argv + first;
	return status;
}

static void print_body(const struct answer *answer)
{
	fwrite(answer->body.data, 1, answer->body.len, stdout);
}

/* Prints an answer and frees it. Returns `status`. */
static int show_answer(
	const struct client *client, int status, struct answer *answer, void (*show)(const cJSON *))
{
	if (status == CTL_FINE && client->json)
		print_body(answer);
	else if (status == CTL_FINE && show)
		show(answer->json);
	answer_free(answer);
	return status;
}

static int call_and_show(
	struct client *client, const char *method, const char *path, void (*show)(const cJSON *))
{
	struct answer answer = { 0, BUF_EMPTY, NULL };
	int status = client_call(client, method, path, &answer);
	return show_answer(client, status, &answer, show);
}

/* IDs consist of characters that are safe in a URL path; anything else cannot be a job's ID. */
static bool is_job_id(const char *id)
{
	if (*id && strspn(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") ==
			   strlen(id))
		return true;
	fprintf(stderr, "lecternctl: \"%s\" is not a job's id\n", id);
	return false;
}

static int call_job(struct client *client, const char *id, const char *method, const char *more,
	void (*show)(const cJSON *))
{
	if (!is_job_id(id))
		return CTL_NO_JOB;
	struct arena *arena = arena_new();
	int status =
		call_and_show(client, method, arena_printf(arena, "/jobs/%s%s", id, more), show);
	arena_free(&arena);
	return status;
}

static int job_call(struct client *client, const char *command, int argc, char **argv,
	const char *method, const char *more, void (*show)(const cJSON *))
{
	char **arguments;
	int status = command_options(command, NULL, NULL, argc, argv, 1, &arguments);
	return status == OPTIONS_GO_ON ? call_job(client, arguments[0], method, more, show)
				       : status;
}

static int command_show(
	struct client *client, const struct settings *settings, int argc, char **argv)
{
	bool chapters = false;
	const struct option_spec options[] = {
		{ .name = "chapters", .flag = &chapters },
		{ .name = NULL },
	};
	char **arguments;
	(void)settings;
	int status = command_options("show", options, NULL, argc, argv, 1, &arguments);
	if (status != OPTIONS_GO_ON)
		return status;
	return call_job(client, arguments[0], "GET", chapters ? "/book.json" : "",
		chapters ? chapters_show : show_job);
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

/* Takes --voice V and the like: the option's name is the field's name. */
static bool take_field(void *context, const char *name, const char *value)
{
	return cJSON_AddStringToObject(context, name, value) != NULL;
}

static int command_respeak(
	struct client *client, const struct settings *settings, int argc, char **argv)
{
	const struct option_spec options[] = {
		{ .name = "voice", .take = take_field },
		{ .name = "speed", .take = take_field },
		{ .name = "pages", .take = take_field },
		{ .name = NULL },
	};
	struct answer answer = { 0, BUF_EMPTY, NULL };
	cJSON *fields = cJSON_CreateObject();
	char **arguments;
	(void)settings;
	int status = command_options("respeak", options, fields, argc, argv, 1, &arguments);
	if (status == OPTIONS_GO_ON && !is_job_id(arguments[0])) {
		status = CTL_NO_JOB;
	} else if (status == OPTIONS_GO_ON) {
		struct arena *arena = arena_new();
		const char *path = arena_printf(arena, "/jobs/%s/respeak", arguments[0]);
		status = client_post(client, path, fields, &answer);
		status = show_answer(client, status, &answer, show_job);
		arena_free(&arena);
	}
	cJSON_Delete(fields);
	return status;
}

static int command_workers(
	struct client *client, const struct settings *settings, int argc, char **argv)
{
	(void)settings;
	char **arguments;
	int status = command_options("workers", NULL, NULL, argc, argv, 0, &arguments);
	if (status != OPTIONS_GO_ON)
		return status;
	return call_and_show(client, "GET", "/workers", show_workers);
}

/* A farm that is not ready answers 503 with the same JSON, which is what the user asked for. */
static int command_status(
	struct client *client, const struct settings *settings, int argc, char **argv)
{
	struct answer answer = { 0, BUF_EMPTY, NULL };
	(void)settings;
	char **arguments;
	int status = command_options("status", NULL, NULL, argc, argv, 0, &arguments);
	if (status != OPTIONS_GO_ON)
		return status;
	client_prepare(client, "/readyz");
	status = client_perform(client, "/readyz", &answer);
	if (answer.json && cJSON_GetObjectItemCaseSensitive(answer.json, "stages")) {
		if (client->json)
			print_body(&answer);
		else
			show_readiness(answer.json);
	}
	answer_free(&answer);
	return status;
}

/* Shows at most `most` of the jobs; returns how many. */
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
	/* On stderr, because a script may parse the rows. */
	if (status == CTL_FINE && !client->json && (more || *path))
		fprintf(stderr, "There are older jobs: -n %ld shows more.\n", limit * 2);
	arena_free(&arena);
	return status;
}

static bool is_limit(const char *text, long *ret_limit)
{
	char *end;
	*ret_limit = strtol(text, &end, 10);
	return *text && !*end && *ret_limit >= 1;
}

static int command_list(
	struct client *client, const struct settings *settings, int argc, char **argv)
{
	const char *wanted = "", *most = "20";
	const struct option_spec options[] = {
		{ .name = "status", .value = &wanted },
		{ .name = "limit", .letter = 'n', .value = &most },
		{ .name = NULL },
	};
	char **arguments;
	long limit;
	(void)settings;
	int status = command_options("list", options, NULL, argc, argv, 0, &arguments);
	if (status != OPTIONS_GO_ON)
		return status;
	if (!is_limit(most, &limit)) {
		fprintf(stderr, "lecternctl: -n: must be a number of jobs, not \"%s\"\n", most);
		return CTL_USAGE;
	}
	if (strspn(wanted, "abcdefghijklmnopqrstuvwxyz_,") != strlen(wanted)) {
		fprintf(stderr, "lecternctl: --status: there is no status \"%s\"\n", wanted);
		return CTL_USAGE;
	}
	struct arena *arena = arena_new();
	const char *path = arena_printf(arena, "/jobs?limit=%ld%s%s", limit < 100 ? limit : 100,
		*wanted ? "&status=" : "", wanted);
	status = list_pages(client, path, limit);
	arena_free(&arena);
	return status;
}

const struct command commands[] = {
	{ "status", "", "whether the farm accepts and does work: broker and every stage",
		command_status, "Exit status 5 when it does not." },
	{ "submit",
		"[--wait] [-o FILE] [--format LIST] [--voice V] [--language L] [--speed N] "
		"[--pages LIST] [--option NAME=VALUE] PDF",
		"submit a PDF", command_submit,
		"Prints the job's id. With --wait it shows the progress until the job is over; -o\n"
		"FILE (\"-\": standard output) then saves the audio, and implies --wait. What went wrong\n"
		"with a job is printed on standard error.\n"
		"--format m4b,mp3 has these files made: m4b, opus, mp3, flac, wav (with chapters),\n"
		"m4b.zip, opus.zip, mp3.zip with one file per chapter, and epub (with text).\n"
		"FILE is the one that its name ends in, otherwise the first of them; without --format\n"
		"book.m4b is an M4B, book.zip an M4B for each chapter, and any other name the plain\n"
		"WAV.\n"
		"--pages 1-20,35 reads these pages only. --option gives any other field of\n"
		"POST /jobs.\n\n"
		"  lecternctl submit -o book.m4b book.pdf\n"
		"  id=$(lecternctl submit book.pdf)" },
	{ "list", "[--status STATUS] [-n N]", "jobs, newest first", command_list,
		"STATUS: queued, running, assembling, completed, completed_with_errors, failed\n"
		"or cancelled. N is 20 by default; a note on standard error says if there are more.\n"
		"PAGES: how many are done, of those that the job is to read." },
	{ "show", "[--chapters] ID", "one job: its progress, and what became of its pages",
		command_show,
		"--chapters: the book's title and authors, and when each chapter begins." },
	{ "wait", "[-o FILE] [--format FORMAT] ID", "wait for a job, and fetch its audio",
		command_wait,
		"FILE and FORMAT as with submit; a file that does not exist yet is made now.\n\n"
		"  lecternctl wait -o book.mp3 ID" },
	{ "cancel", "ID", "cancel a job, or remove one that is over", command_cancel,
		"Everything that is stored of it is removed, the audio too. To remove a running\n"
		"job, cancel it twice." },
	{ "retry", "ID", "try the failed pages of a job again", command_retry, "" },
	{ "respeak", "[--voice V] [--speed N] [--pages LIST] ID",
		"speak a finished book again, in another voice or at another speed",
		command_respeak,
		"Its texts are spoken again; nothing is rendered or read. Without options it is spoken\n"
		"as before. --pages 1-20,35 speaks these pages only, and the others stay as they are.\n"
		"An empty value (--voice '') is the server's own.\n\n"
		"  lecternctl respeak --voice joe ID && lecternctl wait -o book.m4b ID" },
	{ "workers", "", "every worker: state, memory, restarts, current job", command_workers,
		"" },
	{ "reload", "", "have lecternd on this machine reload project.toml", command_reload,
		"The new settings are checked first, as by lecternd --check; invalid ones are reported\n"
		"and not loaded." },
	{ "drain", "", "stop lecternd on this machine once its jobs are done", command_drain,
		"Waits until it is gone. Under systemd use: systemctl stop lecternd" },
	{ "backup", "DIRECTORY", "copy all jobs while the farm runs", command_backup,
		"The store of the broker that lecternd runs on this machine, as of one moment: the\n"
		"broker is paused for it, for some tenths of a second. DIRECTORY is created, or is an\n"
		"earlier backup, which stays intact until the new one replaces it, and of which only\n"
		"what has changed is copied. It must be outside state_dir.\n\n"
		"To restore, stop lecternd and replace state_dir with a copy of it:\n\n"
		"  systemctl stop lecternd\n"
		"  mv /var/lib/lectern /var/lib/lectern.lost\n"
		"  cp -a DIRECTORY /var/lib/lectern\n"
		"  systemctl start lecternd" },
	{ NULL, NULL, NULL, NULL, NULL },
};
