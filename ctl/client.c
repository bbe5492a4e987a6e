/* client.c: one function per kind of request on top of libcurl, and error messages for people. */
#include "ctl/client.h"

#include "common/base/alloc.h"
#include "common/base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONNECT_SECONDS = 10, STALL_SECONDS = 60 };

void answer_free(struct answer *answer)
{
	cJSON_Delete(answer->json);
	answer->json = NULL;
	buf_free(&answer->body);
}

static size_t take(char *data, size_t size, size_t count, void *context)
{
	buf_append(context, data, size * count);
	return size * count;
}

void client_prepare(struct client *client, const char *path)
{
	struct arena *arena = arena_new();
	CURL *curl = client->curl;
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, arena_printf(arena, "%s%s", client->url, path));
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)STALL_SECONDS);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "lecternctl/" PACKAGE_VERSION);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	if (*client->token) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, client->token);
	}
	arena_free(&arena);
}

static int exit_status(long http)
{
	if (http == 404)
		return CTL_NO_JOB;
	return http == 429 || http >= 500 ? CTL_AWAY : CTL_FAILED;
}

__attribute__((format(printf, 2, 3))) static void report(
	const struct client *client, const char *fmt, ...)
{
	va_list ap;
	if (client->silent)
		return;
	if (client->bar)
		progress_end(client->bar);
	va_start(ap, fmt);
	fprintf(stderr, "lecternctl: ");
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
}

/* Prefers the text of problem+json. */
static void report_refusal(
	const struct client *client, const struct answer *answer, const char *path)
{
	const char *detail =
		cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(answer->json, "detail"));
	const char *title =
		cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(answer->json, "title"));
	if (!title && !detail)
		report(client, "%s: HTTP status %ld", path, answer->status);
	else if (title && detail)
		report(client, "%s: %s", title, detail);
	else
		report(client, "%s", title ? title : detail);
}

int client_perform(struct client *client, const char *path, struct answer *answer)
{
	curl_easy_setopt(client->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(client->curl, CURLOPT_WRITEDATA, &answer->body);
	CURLcode code = curl_easy_perform(client->curl);
	curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &answer->status);
	/* The server may refuse an upload before reading all of it. */
	if (code != CURLE_OK && answer->status < 400) {
		report(client, "%s: %s", client->url, curl_easy_strerror(code));
		return CTL_AWAY;
	}
	if (answer->body.len > 0)
		answer->json = cJSON_ParseWithLength(answer->body.data, answer->body.len);
	if (answer->status < 300)
		return CTL_FINE;
	/* A /readyz answer that says "not ready" is shown by its caller. */
	if (!cJSON_HasObjectItem(answer->json, "stages"))
		report_refusal(client, answer, path);
	return exit_status(answer->status);
}

int client_call(struct client *client, const char *method, const char *path, struct answer *answer)
{
	client_prepare(client, path);
	if (strcmp(method, "POST") == 0)
		curl_easy_setopt(client->curl, CURLOPT_POSTFIELDS, "");
	curl_easy_setopt(client->curl, CURLOPT_CUSTOMREQUEST, method);
	return client_perform(client, path, answer);
}

int client_post(struct client *client, const char *path, const cJSON *object, struct answer *answer)
{
	char *json = cJSON_PrintUnformatted(object);
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
	client_prepare(client, path);
	curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(client->curl, CURLOPT_POSTFIELDS, json);
	int status = client_perform(client, path, answer);
	curl_slist_free_all(headers);
	cJSON_free(json);
	return status;
}

static size_t write_file(char *data, size_t size, size_t count, void *context)
{
	return fwrite(data, size, count, context) * size;
}

static int fetch(struct client *client, const char *path, FILE *file)
{
	long status = 0;
	client_prepare(client, path);
	curl_easy_setopt(client->curl, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(client->curl, CURLOPT_WRITEFUNCTION, write_file);
	curl_easy_setopt(client->curl, CURLOPT_WRITEDATA, file);
	CURLcode code = curl_easy_perform(client->curl);
	curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK)
		return CTL_FINE;
	report(client, "%s: %s", path, curl_easy_strerror(code));
	return status >= 400 ? exit_status(status) : CTL_AWAY;
}

static bool is_of_the_system(const char *file)
{
	return strncmp(file, "/dev/", 5) == 0 || strncmp(file, "/proc/", 6) == 0;
}

/* Resolves symbolic links, except in /dev and /proc. */
static const char *behind_links(struct arena *arena, const char *file)
{
	char *real = is_of_the_system(file) ? NULL : realpath(file, NULL);
	const char *found = real ? arena_string(arena, real) : file;
	free(real);
	return found;
}

/* The temporary name for a download, beside the file itself if `file` is a link. Files that must
 * not be replaced are written directly: /dev/null, a FIFO, or /dev/stdout, which as a regular file
 * would break every other program. */
static const char *name_of_part(struct arena *arena, const char *file)
{
	struct stat info;
	bool exists = lstat(file, &info) == 0;
	bool is_special = exists && (S_ISLNK(info.st_mode) ? is_of_the_system(file)
							   : !S_ISREG(info.st_mode) &&
								     !S_ISDIR(info.st_mode));
	return is_special ? file : arena_printf(arena, "%s.part", file);
}

/* A FIFO is not opened, because that would block until it has a reader. */
static int try_to_make(const char *file, const char *part)
{
	struct stat info;
	if (stat(file, &info) == 0 && S_ISDIR(info.st_mode))
		return EISDIR;
	if (part == file)
		return access(file, W_OK) < 0 ? errno : 0;
	bool is_new = lstat(part, &info) < 0;
	int fd = open(part, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		return errno;
	close(fd);
	if (is_new)
		unlink(part);
	return 0;
}

int client_may_download(const struct client *client, const char *file)
{
	if (strcmp(file, "-") == 0)
		return 0;
	struct arena *arena = arena_new();
	const char *target = behind_links(arena, file);
	int reason = try_to_make(target, name_of_part(arena, target));
	if (reason)
		report(client, "%s: %s", file, strerror(reason));
	arena_free(&arena);
	return reason ? -1 : 0;
}

int client_download(struct client *client, const char *path, const char *file)
{
	if (strcmp(file, "-") == 0)
		return fetch(client, path, stdout);
	struct arena *arena = arena_new();
	file = behind_links(arena, file);
	const char *part = name_of_part(arena, file);
	FILE *out = fopen(part, "we");
	int status = CTL_FAILED;
	if (out) {
		status = fetch(client, path, out);
		if (fclose(out) != 0 && status == CTL_FINE)
			status = CTL_FAILED;
	}
	if (!out || (status == CTL_FINE && part != file && rename(part, file) < 0)) {
		report(client, "%s: %s", file, strerror(errno));
		status = CTL_FAILED;
	}
	if (out && status != CTL_FINE && part != file)
		unlink(part);
	arena_free(&arena);
	return status;
}
