/* submit.c: uploads, waits and downloads, with a progress display on terminals. */
#include "common/base/arena.h"
#include "ctl/audio.h"
#include "ctl/commands.h"
#include "ctl/progress.h"
#include "ctl/show.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { POLL_MS = 500, MAX_MISSES = 60, MAX_OPTIONS = 32 };

struct order {
	struct arena *arena;
	const char *pdf, *output, *formats;
	bool wait;
	const char *names[MAX_OPTIONS], *values[MAX_OPTIONS];
	size_t count;
};

/* ---- progress ---- */

static bool shows_progress(const struct client *client)
{
	return !client->quiet && !client->json;
}

static int on_upload(
	void *context, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up_now)
{
	(void)total;
	(void)now;
	if (up_total > 0)
		progress_show(context, "uploading", (double)up_now / (double)up_total, 0);
	return 0;
}

/* Each page counts three times: rendered, read and spoken. */
static void show_job_progress(struct progress *bar, const cJSON *job)
{
	const cJSON *progress = cJSON_GetObjectItemCaseSensitive(job, "progress");
	double done = show_number(progress, "rendered") + show_number(progress, "read") +
		      show_number(progress, "spoken");
	double wanted = show_wanted_pages(job) * 3;
	progress_show(bar, show_string(job, "status"), wanted > 0 ? done / wanted : 0,
		show_number(job, "etaSeconds"));
}

/* ---- waiting ---- */

static int verdict(const cJSON *job)
{
	const char *status = show_string(job, "status");
	if (strcmp(status, "completed") == 0)
		return CTL_FINE;
	if (strcmp(status, "completed_with_errors") == 0)
		return CTL_GAPS;
	if (strcmp(status, "failed") == 0 || strcmp(status, "cancelled") == 0)
		return CTL_FAILED;
	return -1;
}

static void pause_a_moment(void)
{
	struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
	nanosleep(&pause, NULL);
}

/* Waits through a restart of the farm, reporting the trouble once. */
static int poll_job(struct client *client, const char *path, struct progress *bar)
{
	int misses = 0;
	for (;;) {
		struct answer answer = { 0, BUF_EMPTY, NULL };
		int status = client_call(client, "GET", path, &answer);
		int end = status == CTL_FINE ? verdict(answer.json) : -1;
		if (status == CTL_FINE && end < 0)
			show_job_progress(bar, answer.json);
		if (end >= 0) {
			progress_end(bar);
			if (client->json)
				fwrite(answer.body.data, 1, answer.body.len, stdout);
			else if (end != CTL_FINE)
				/* Standard output is reserved for the ID and the audio. */
				show_job_on(stderr, answer.json);
		}
		answer_free(&answer);
		if (end >= 0)
			return end;
		misses = status == CTL_AWAY ? misses + 1 : 0;
		client->silent = misses > 0;
		if (misses == MAX_MISSES || (status != CTL_FINE && status != CTL_AWAY))
			return status;
		pause_a_moment();
	}
}

static int wait_for_job(struct client *client, const char *path)
{
	struct progress bar;
	progress_begin(&bar, shows_progress(client));
	client->bar = &bar;
	int status = poll_job(client, path, &bar);
	progress_end(&bar);
	client->bar = NULL;
	client->silent = false;
	return status;
}

static int wait_and_fetch(
	struct client *client, const char *id, const char *formats, const char *output)
{
	struct arena *arena = arena_new();
	int status = wait_for_job(client, arena_printf(arena, "/jobs/%s", id));
	if (*output && (status == CTL_FINE || status == CTL_GAPS)) {
		int fetched =
			audio_fetch(client, id, audio_format_for(arena, formats, output), output);
		if (fetched != CTL_FINE)
			status = fetched;
	}
	arena_free(&arena);
	return status;
}

int command_wait(struct client *client, const struct settings *settings, int argc, char **argv)
{
	const char *output = "", *formats = "";
	const struct option_spec options[] = {
		{ .name = "output", .letter = 'o', .value = &output },
		{ .name = "format", .value = &formats },
		{ .name = NULL },
	};
	char **arguments;
	(void)settings;
	int status = command_options("wait", options, NULL, argc, argv, 1, &arguments);
	if (status != OPTIONS_GO_ON)
		return status;
	if (*output && client_may_download(client, output) < 0)
		return CTL_USAGE;
	return wait_and_fetch(client, arguments[0], formats, output);
}

/* ---- submitting ---- */

static curl_mime *make_form(struct client *client, const struct order *order)
{
	curl_mime *form = curl_mime_init(client->curl);
	/* Options come first so that they are checked before the file is read. */
	for (size_t i = 0; i < order->count; i++) {
		curl_mimepart *field = curl_mime_addpart(form);
		curl_mime_name(field, order->names[i]);
		curl_mime_data(field, order->values[i], CURL_ZERO_TERMINATED);
	}
	curl_mimepart *file = curl_mime_addpart(form);
	curl_mime_name(file, "file");
	curl_mime_filedata(file, order->pdf);
	curl_mime_type(file, "application/pdf");
	return form;
}

/* Whether the PDF can be read; if not, the reason has been printed. */
static bool is_readable_file(const char *path)
{
	struct stat info;
	const char *reason = NULL;
	if (stat(path, &info) < 0 || access(path, R_OK) < 0)
		reason = strerror(errno);
	else if (S_ISDIR(info.st_mode))
		reason = "This is a directory, not a PDF file";
	else if (S_ISREG(info.st_mode) && info.st_size == 0)
		reason = "The file is empty";
	if (reason)
		fprintf(stderr, "lecternctl: %s: %s\n", path, reason);
	return !reason;
}

static int upload(struct client *client, const struct order *order, struct answer *answer)
{
	if (!is_readable_file(order->pdf))
		return CTL_USAGE;
	struct progress bar;
	progress_begin(&bar, shows_progress(client));
	bar.shown = bar.shown && bar.terminal; /* uploads take seconds, not worth log lines */
	client_prepare(client, "/jobs");
	curl_mime *form = make_form(client, order);
	curl_easy_setopt(client->curl, CURLOPT_MIMEPOST, form);
	curl_easy_setopt(client->curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(client->curl, CURLOPT_XFERINFOFUNCTION, on_upload);
	curl_easy_setopt(client->curl, CURLOPT_XFERINFODATA, &bar);
	client->bar = &bar;
	int status = client_perform(client, "/jobs", answer);
	client->bar = NULL;
	curl_mime_free(form);
	progress_end(&bar);
	return status;
}

/* Takes --voice V and the like: the option's name is the field's name. */
static bool take_field(void *context, const char *name, const char *value)
{
	struct order *order = context;
	if (order->count == MAX_OPTIONS)
		return false;
	order->names[order->count] = name;
	order->values[order->count++] = value;
	return true;
}

/* Takes --format m4b,opus. */
static bool take_formats(void *context, const char *name, const char *value)
{
	struct order *order = context;
	(void)name;
	order->formats = value;
	return take_field(order, "formats", value);
}

/* Takes --option NAME=VALUE. */
static bool take_option(void *context, const char *name, const char *argument)
{
	struct order *order = context;
	const char *equals = strchr(argument, '=');
	(void)name;
	return equals && equals > argument &&
	       take_field(order,
		       arena_string_n(order->arena, argument, (size_t)(equals - argument)),
		       equals + 1);
}

static int parse_order(struct order *order, int argc, char **argv)
{
	const struct option_spec options[] = {
		{ .name = "wait", .flag = &order->wait },
		{ .name = "output", .letter = 'o', .value = &order->output },
		{ .name = "format", .take = take_formats },
		{ .name = "option", .take = take_option },
		{ .name = "voice", .take = take_field },
		{ .name = "language", .take = take_field },
		{ .name = "speed", .take = take_field },
		{ .name = "pages", .take = take_field },
		{ .name = NULL },
	};
	char **arguments;
	int status = command_options("submit", options, order, argc, argv, 1, &arguments);
	if (status == OPTIONS_GO_ON)
		order->pdf = arguments[0];
	return status;
}

static int submit(struct client *client, const struct order *order)
{
	struct answer answer = { 0, BUF_EMPTY, NULL };
	/* Check now, not after a whole book has been processed. */
	if (*order->output && client_may_download(client, order->output) < 0)
		return CTL_USAGE;
	int status = upload(client, order, &answer);
	bool waits = order->wait || *order->output;
	if (status == CTL_FINE && client->json && !waits)
		fwrite(answer.body.data, 1, answer.body.len, stdout);
	else if (status == CTL_FINE && !client->json && strcmp(order->output, "-") != 0)
		printf("%s\n", show_string(answer.json, "id"));
	fflush(stdout);
	if (status == CTL_FINE && waits)
		status = wait_and_fetch(
			client, show_string(answer.json, "id"), order->formats, order->output);
	answer_free(&answer);
	return status;
}

int command_submit(struct client *client, const struct settings *settings, int argc, char **argv)
{
	struct order order = { .arena = arena_new(), .output = "", .formats = "" };
	(void)settings;
	int status = parse_order(&order, argc, argv);
	if (status == OPTIONS_GO_ON)
		status = submit(client, &order);
	arena_free(&order.arena);
	return status;
}
