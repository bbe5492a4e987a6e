/* submit: uploads, waits and fetches, with a line of progress on a terminal. */
#include "common/base/arena.h"
#include "ctl/commands.h"
#include "ctl/progress.h"
#include "ctl/show.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { POLL_MS = 500, MAX_MISSES = 60, MAX_OPTIONS = 32 };

struct order {
	const char *pdf, *output;
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

/* Each page is rendered, read and spoken. */
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

/* A restart of the farm in between is waited out, and told once. */
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
				/* Standard output is for the id, and for the audio. */
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

static int wait_and_fetch(struct client *client, const char *id, const char *output)
{
	struct arena *arena = arena_new();
	int status = wait_for_job(client, arena_printf(arena, "/jobs/%s", id));
	if (*output && (status == CTL_FINE || status == CTL_GAPS)) {
		int fetched =
			client_download(client, arena_printf(arena, "/jobs/%s/audio", id), output);
		if (fetched != CTL_FINE)
			status = fetched;
	}
	arena_free(&arena);
	return status;
}

int command_wait(struct client *client, const struct settings *settings, int argc, char **argv)
{
	static const struct option options[] = { { NULL, 0, NULL, 0 } };
	const char *output = "";
	int c;
	(void)settings;
	optind = 0;
	while ((c = getopt_long(argc, argv, "+o:", options, NULL)) != -1) {
		if (c != 'o')
			return command_usage("wait");
		output = optarg;
	}
	if (optind + 1 != argc)
		return command_usage("wait");
	if (*output && client_may_download(client, output) < 0)
		return CTL_USAGE;
	return wait_and_fetch(client, argv[optind], output);
}

/* ---- submitting ---- */

static curl_mime *make_form(struct client *client, const struct order *order)
{
	curl_mime *form = curl_mime_init(client->curl);
	/* Options first: they are checked before the file is read. */
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

static int upload(struct client *client, const struct order *order, struct answer *answer)
{
	if (access(order->pdf, R_OK) < 0) {
		perror(order->pdf);
		return CTL_USAGE;
	}
	struct progress bar;
	progress_begin(&bar, shows_progress(client));
	bar.shown = bar.shown && bar.terminal; /* seconds, mostly: no lines for that */
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

static bool add_option(struct order *order, const char *name, const char *value)
{
	if (order->count == MAX_OPTIONS)
		return false;
	order->names[order->count] = name;
	order->values[order->count++] = value;
	return true;
}

static bool parse_order(struct order *order, int argc, char **argv)
{
	static const struct option options[] = {
		{ "wait", no_argument, NULL, 'w' },
		{ "output", required_argument, NULL, 'o' },
		{ "option", required_argument, NULL, 'O' },
		{ "voice", required_argument, NULL, 'f' },
		{ "language", required_argument, NULL, 'f' },
		{ "speed", required_argument, NULL, 'f' },
		{ "pages", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 },
	};
	int c, index = 0;
	optind = 0;
	while ((c = getopt_long(argc, argv, "o:", options, &index)) != -1) {
		char *equals = c == 'O' ? strchr(optarg, '=') : NULL;
		if (c == '?' || (c == 'O' && !equals))
			return false;
		if (c == 'w')
			order->wait = true;
		else if (c == 'o')
			order->output = optarg;
		else if (c == 'f' && !add_option(order, options[index].name, optarg))
			return false;
		if (equals) {
			*equals = '\0';
			if (!add_option(order, optarg, equals + 1))
				return false;
		}
	}
	if (optind + 1 != argc)
		return false;
	order->pdf = argv[optind];
	return true;
}

int command_submit(struct client *client, const struct settings *settings, int argc, char **argv)
{
	struct order order = { .output = "" };
	struct answer answer = { 0, BUF_EMPTY, NULL };
	(void)settings;
	if (!parse_order(&order, argc, argv))
		return command_usage("submit");
	/* Not only when a whole book was read for it. */
	if (*order.output && client_may_download(client, order.output) < 0)
		return CTL_USAGE;
	int status = upload(client, &order, &answer);
	bool waits = order.wait || *order.output;
	if (status == CTL_FINE && client->json && !waits)
		fwrite(answer.body.data, 1, answer.body.len, stdout);
	else if (status == CTL_FINE && !client->json && strcmp(order.output, "-") != 0)
		printf("%s\n", show_string(answer.json, "id"));
	fflush(stdout);
	if (status == CTL_FINE && waits)
		status = wait_and_fetch(client, show_string(answer.json, "id"), order.output);
	answer_free(&answer);
	return status;
}
