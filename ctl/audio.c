/* audio.c: requests a file in some format, waits until it is made, and downloads it. */
#include "ctl/audio.h"

#include "ctl/show.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { POLL_MS = 500, MAX_MISSES = 60 };

static bool is_one_of(const char *name, const char *const *names)
{
	while (*names && strcasecmp(name, *names) != 0)
		names++;
	return *names;
}

/* The first format of the list, as one file per chapter in a ZIP. */
static const char *by_chapter(struct arena *arena, const char *formats)
{
	const char *name = arena_string_n(arena, formats, strcspn(formats, ","));
	return strchr(name, '.') ? name : arena_printf(arena, "%s.zip", name);
}

const char *audio_format_for(struct arena *arena, const char *formats, const char *output)
{
	/* The plain WAV is the joined audio; the WAV made as a format has chapters and must be
	 * requested by name. */
	static const char *const made[] = { "m4b", "opus", "mp3", "flac", NULL };
	const char *dot = strrchr(output, '.');
	const char *extension = dot ? dot + 1 : "";
	const char *first = NULL;
	if (strcasecmp(extension, "zip") == 0)
		return by_chapter(arena, *formats ? formats : made[0]);
	if (!*formats)
		return is_one_of(extension, made) ? arena_string(arena, extension) : "";
	for (const char *at = formats; *at;) {
		size_t len = strcspn(at, ",");
		const char *name = arena_string_n(arena, at, len);
		if (strcasecmp(name, extension) == 0)
			return name;
		if (!first)
			first = name;
		at += len + (at[len] == ',');
	}
	return first;
}

static bool is_format(const char *text)
{
	return *text && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789.") == strlen(text);
}

static const cJSON *find_file(const cJSON *answer, const char *format)
{
	const cJSON *file;
	cJSON_ArrayForEach(file, cJSON_GetObjectItemCaseSensitive(answer, "files"))
	{
		if (strcasecmp(show_string(file, "format"), format) == 0)
			return file;
	}
	return NULL;
}

/* Reports progress. Returns CTL_FINE if the file is made or still being made. */
static int look_at(struct client *client, const cJSON *file, const char *format,
	struct arena *arena, bool *ret_ready)
{
	const char *state = show_string(file, "state");
	const cJSON *progress = cJSON_GetObjectItemCaseSensitive(file, "progress");
	double of = show_number(progress, "of");
	*ret_ready = strcmp(state, "ready") == 0;
	if (strcmp(state, "failed") == 0 || !file) {
		progress_end(client->bar);
		fprintf(stderr, "lecternctl: the %s file could not be made: %s\n", format,
			file ? show_string(file, "reason") : "it was removed");
		return CTL_FAILED;
	}
	progress_show(client->bar, arena_printf(arena, "making %s", format),
		of > 0 ? show_number(progress, "done") / of : 0, 0);
	return CTL_FINE;
}

/* Waits through a restart of the farm, reporting the trouble once. */
static int wait_for_file(
	struct client *client, const char *path, const char *format, struct arena *arena)
{
	for (int misses = 0;;) {
		struct answer answer = { 0, BUF_EMPTY, NULL };
		bool ready = false;
		int status = client_call(client, "GET", path, &answer);
		misses = status == CTL_AWAY ? misses + 1 : 0;
		client->silent = misses > 0;
		if (status == CTL_FINE)
			status = look_at(
				client, find_file(answer.json, format), format, arena, &ready);
		answer_free(&answer);
		if (ready || (status != CTL_FINE && status != CTL_AWAY) || misses == MAX_MISSES)
			return status;
		struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
		nanosleep(&pause, NULL);
	}
}

static int ask_for(struct client *client, const char *path, const char *format, struct arena *arena)
{
	struct answer answer = { 0, BUF_EMPTY, NULL };
	int status = client_call(
		client, "POST", arena_printf(arena, "%s?format=%s", path, format), &answer);
	answer_free(&answer);
	return status;
}

static int make_and_fetch(struct client *client, const char *id, const char *format,
	const char *output, struct arena *arena)
{
	const char *path = arena_printf(arena, "/jobs/%s/files", id);
	struct progress bar;
	int status = ask_for(client, path, format, arena);
	if (status != CTL_FINE)
		return status;
	progress_begin(&bar, !client->quiet && !client->json);
	client->bar = &bar;
	status = wait_for_file(client, path, format, arena);
	progress_end(&bar);
	client->bar = NULL;
	client->silent = false;
	if (status != CTL_FINE)
		return status;
	return client_download(client, arena_printf(arena, "%s/audio.%s", path, format), output);
}

int audio_fetch(struct client *client, const char *id, const char *format, const char *output)
{
	struct arena *arena = arena_new();
	int status = CTL_USAGE;
	if (!*format)
		status = client_download(client, arena_printf(arena, "/jobs/%s/audio", id), output);
	else if (is_format(format))
		status = make_and_fetch(client, id, format, output, arena);
	else
		fprintf(stderr, "lecternctl: --format: there is no format \"%s\"\n", format);
	arena_free(&arena);
	return status;
}
