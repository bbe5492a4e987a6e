#include "workers/commentator/chat_http.h"

#include "common/base/alloc.h"
#include "common/base/secret_file.h"
#include "common/base/timestamp.h"
#include "workers/commentator/chat.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIRST_PAUSE_MS = 1000, LAST_PAUSE_MS = 30000, CONNECT_MS = 10000 };

struct chat_http {
	const struct commentary_settings *settings;
	CURL *curl;
	struct curl_slist *headers;
	char *url, *key; /* key NULL: none */
};

/* One request and what came of it. */
struct exchange {
	struct buf *body;
	size_t most;
	bool too_large;
	long status;         /* 0: no answer */
	int64_t pause_ms;    /* that the endpoint asks for; 0: none */
	const char *trouble; /* without an answer: why */
};

static int open_key(struct chat_http *http, struct err *err)
{
	if (!*http->settings->key_file)
		return 0;
	if (secret_file_read(http->settings->key_file, &http->key, err) < 0)
		return err_prefix(err, "[commentary] key_file");
	const char *name = "Authorization: Bearer ";
	size_t size = strlen(name) + strlen(http->key) + 1;
	char *line = alloc_zeroed(1, size);
	snprintf(line, size, "%s%s", name, http->key);
	http->headers = curl_slist_append(http->headers, line);
	secret_free(&line);
	return 0;
}

int chat_http_new(
	const struct commentary_settings *settings, struct chat_http **ret_http, struct err *err)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return err_set(err, ERR_INTERNAL, "libcurl does not start");
	struct chat_http *http = alloc_zeroed(1, sizeof *http);
	struct arena *arena = arena_new();
	size_t len = strlen(settings->base_url);
	while (len && settings->base_url[len - 1] == '/')
		len--;
	http->settings = settings;
	http->url = alloc_string(
		arena_printf(arena, "%.*s/chat/completions", (int)len, settings->base_url));
	arena_free(&arena);
	http->headers = curl_slist_append(NULL, "Content-Type: application/json");
	http->headers = curl_slist_append(http->headers, "Accept: application/json");
	http->headers = curl_slist_append(http->headers, "Expect:");
	http->curl = curl_easy_init();
	if (!http->curl || open_key(http, err) < 0) {
		if (!http->curl)
			err_set(err, ERR_INTERNAL, "libcurl does not start");
		chat_http_free(&http);
		return -1;
	}
	*ret_http = http;
	return 0;
}

void chat_http_free(struct chat_http **http)
{
	if (!*http)
		return;
	curl_easy_cleanup((*http)->curl);
	curl_slist_free_all((*http)->headers);
	secret_free(&(*http)->key);
	free((*http)->url);
	alloc_free(http);
	curl_global_cleanup();
}

/* ---- one request ---- */

static size_t on_data(char *data, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;
	size_t len = size * count;
	if (len > exchange->most - exchange->body->len) {
		exchange->too_large = true;
		return 0;
	}
	buf_append(exchange->body, data, len);
	return len;
}

static void set_options(const struct chat_http *http, const char *request, int64_t timeout_ms,
	struct exchange *exchange)
{
	CURL *curl = http->curl;
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, http->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, http->headers);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(request));
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
		(long)(timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS));
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
	if (*http->settings->tls_ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, http->settings->tls_ca_file);
}

static const char *trouble_of(CURLcode code)
{
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return "the endpoint did not answer in time";
	case CURLE_COULDNT_RESOLVE_HOST:
		return "the endpoint's name is not known";
	case CURLE_COULDNT_CONNECT:
		return "the endpoint cannot be reached";
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_PARTIAL_FILE:
		return "the endpoint broke the connection off";
	default:
		return curl_easy_strerror(code);
	}
}

static void exchange_once(
	const struct chat_http *http, const char *request, int64_t timeout_ms, struct exchange *e)
{
	curl_off_t seconds = 0;
	buf_clear(e->body);
	e->most = (size_t)http->settings->max_answer_kb * 1024;
	set_options(http, request, timeout_ms, e);
	CURLcode code = curl_easy_perform(http->curl);
	if (code != CURLE_OK && !e->too_large) {
		e->trouble = trouble_of(code);
		return;
	}
	curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &e->status);
	curl_easy_getinfo(http->curl, CURLINFO_RETRY_AFTER, &seconds);
	if (seconds > 0)
		e->pause_ms = (int64_t)(seconds < 1000000 ? seconds : 1000000) * 1000;
}

/* ---- until it makes no sense ---- */

static bool may_be_asked_again(const struct exchange *e)
{
	return e->status == 0 || e->status == 408 || e->status == 429 || e->status >= 500;
}

static int tell(
	const struct chat_http *http, const struct exchange *e, int attempts, struct err *err)
{
	struct arena *arena = arena_new();
	const char *message = NULL;
	char times[40] = "";
	if (attempts > 1)
		snprintf(times, sizeof times, " (in %d attempts)", attempts);
	/* Of a key that it does not like an endpoint may tell a part. */
	if (e->status != 401 && e->status != 403)
		message = chat_error_message(buf_string(e->body), e->body->len, http->key, arena);
	if (e->status == 0)
		err_set(err, ERR_UNAVAILABLE, "%s%s", e->trouble, times);
	else
		err_set(err, may_be_asked_again(e) ? ERR_UNAVAILABLE : ERR_INVALID,
			"the endpoint answered %ld%s%s%s", e->status, times, message ? ": " : "",
			message ? message : "");
	arena_free(&arena);
	return -1;
}

static void pause_for(int64_t ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };
	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

/* Doubling, with a random half on top: many workers do not come back at once. */
static int64_t pause_after(const struct exchange *e, int attempt)
{
	int64_t ms = FIRST_PAUSE_MS;
	for (int i = 1; i < attempt && ms < LAST_PAUSE_MS; i++)
		ms *= 2;
	ms += random() % (ms / 2 + 1);
	return e->pause_ms > ms ? e->pause_ms : ms;
}

int chat_http_post(struct chat_http *http, const char *request, int64_t limit_ms,
	struct buf *ret_body, struct err *err)
{
	const int64_t most_ms = http->settings->timeout_seconds * 1000;
	for (int attempt = 1;; attempt++) {
		struct exchange e = { .body = ret_body };
		int64_t left = limit_ms - clock_monotonic_ms();
		if (left <= 0)
			return err_set(err, ERR_UNAVAILABLE, "the endpoint did not answer in time");
		exchange_once(http, request, left < most_ms ? left : most_ms, &e);
		if (e.too_large)
			return err_set(err, ERR_INVALID,
				"an answer larger than max_answer_kb = %lld",
				(long long)http->settings->max_answer_kb);
		if (e.status >= 200 && e.status < 300)
			return 0;
		int64_t pause = pause_after(&e, attempt);
		if (!may_be_asked_again(&e) || attempt >= http->settings->max_attempts)
			return tell(http, &e, attempt, err);
		/* Longer than there is time: that is an answer too. */
		if (pause >= limit_ms - clock_monotonic_ms())
			return tell(http, &e, attempt, err);
		pause_for(pause);
	}
}
