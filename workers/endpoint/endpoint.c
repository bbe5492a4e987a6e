/* endpoint: requests and answers over libcurl, with pauses between attempts. */
#include "workers/endpoint/endpoint.h"

#include "common/base/alloc.h"
#include "common/base/secret_file.h"
#include "common/base/timestamp.h"
#include "common/ipc/sandbox.h"
#include "workers/engine/confine.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { FIRST_PAUSE_MS = 1000, LAST_PAUSE_MS = 30000, CONNECT_MS = 10000, MEMORY_MB = 1024 };

struct endpoint {
	struct endpoint_spec spec;
	CURL *curl;
	struct curl_slist *headers;
	char *key; /* NULL: none */
};

/* One request and its outcome. */
struct exchange {
	const char *url, *request; /* request NULL: a GET */
	struct buf *body;
	size_t most;
	bool too_large;
	long status;         /* 0: no answer */
	int64_t pause_ms;    /* that the endpoint asked for; 0: none */
	const char *trouble; /* why there is no answer */
};

static void add_header(struct endpoint *endpoint, const char *name, const char *value)
{
	size_t size = strlen(name) + strlen(value) + 1;
	char *line = alloc_zeroed(1, size);
	snprintf(line, size, "%s%s", name, value);
	endpoint->headers = curl_slist_append(endpoint->headers, line);
	secret_free(&line);
}

static int open_key(struct endpoint *endpoint, struct err *err)
{
	if (!*endpoint->spec.key_file)
		return 0;
	if (secret_file_read(endpoint->spec.key_file, &endpoint->key, err) < 0)
		return err_prefix(err, "[%s] key_file", endpoint->spec.section);
	add_header(endpoint, "Authorization: Bearer ", endpoint->key);
	return 0;
}

int endpoint_new(const struct endpoint_spec *spec, struct endpoint **ret_endpoint, struct err *err)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return err_set(err, ERR_INTERNAL, "libcurl cannot be initialised");
	struct endpoint *endpoint = alloc_zeroed(1, sizeof *endpoint);
	endpoint->spec = *spec;
	add_header(endpoint, "Content-Type: ", "application/json");
	add_header(endpoint, "Accept: ", spec->accept);
	add_header(endpoint, "Expect:", "");
	endpoint->curl = curl_easy_init();
	if (!endpoint->curl || open_key(endpoint, err) < 0) {
		if (!endpoint->curl)
			err_set(err, ERR_INTERNAL, "libcurl cannot be initialised");
		endpoint_free(&endpoint);
		return -1;
	}
	*ret_endpoint = endpoint;
	return 0;
}

void endpoint_free(struct endpoint **endpoint)
{
	if (!*endpoint)
		return;
	curl_easy_cleanup((*endpoint)->curl);
	curl_slist_free_all((*endpoint)->headers);
	secret_free(&(*endpoint)->key);
	alloc_free(endpoint);
	curl_global_cleanup();
}

int endpoint_lock_in(const struct endpoint *endpoint, const char *sandbox, struct err *err)
{
	const struct rlimit none = { 0, 0 };
	/* The key is in memory: allow no core dump and no other process to read it. */
	setrlimit(RLIMIT_CORE, &none);
	sandbox_hide_process();
#ifdef LECTERN_SANITIZED
	(void)endpoint; /* the sandbox would block a sanitizer's system calls and shadow memory */
	(void)sandbox;
	(void)err;
	return 0;
#else
	const char *authorities = endpoint->spec.tls_ca_file;
	const struct confinement needs = {
		.read_paths = { *authorities ? authorities : NULL },
		.may_connect = true,
		.max_memory_mb = MEMORY_MB,
	};
	unsigned missing = 0;
	if (strcmp(sandbox, "off") == 0)
		return 0;
	if (confine_process(&needs, &missing, err) < 0)
		return err_prefix(err, "sandbox");
	if (missing && strcmp(sandbox, "required") == 0)
		return err_set(err, ERR_INTERNAL,
			"sandbox = \"required\", but this kernel has no %s",
			sandbox_missing_text(missing));
	return 0;
#endif
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

static void set_options(
	const struct endpoint *endpoint, int64_t timeout_ms, struct exchange *exchange)
{
	CURL *curl = endpoint->curl;
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, exchange->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, endpoint->headers);
	if (exchange->request) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, exchange->request);
		curl_easy_setopt(
			curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(exchange->request));
	}
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
		(long)(timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS));
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
	if (*endpoint->spec.tls_ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, endpoint->spec.tls_ca_file);
}

static const char *trouble_of(CURLcode code)
{
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return "the endpoint did not answer in time";
	case CURLE_COULDNT_RESOLVE_HOST:
		return "the endpoint's host name cannot be resolved";
	case CURLE_COULDNT_CONNECT:
		return "the endpoint cannot be reached";
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_PARTIAL_FILE:
		return "the endpoint closed the connection";
	default:
		return curl_easy_strerror(code);
	}
}

static void exchange_once(const struct endpoint *endpoint, int64_t timeout_ms, struct exchange *e)
{
	curl_off_t seconds = 0;
	buf_clear(e->body);
	e->most = endpoint->spec.max_answer;
	set_options(endpoint, timeout_ms, e);
	CURLcode code = curl_easy_perform(endpoint->curl);
	if (code != CURLE_OK && !e->too_large) {
		e->trouble = trouble_of(code);
		return;
	}
	curl_easy_getinfo(endpoint->curl, CURLINFO_RESPONSE_CODE, &e->status);
	curl_easy_getinfo(endpoint->curl, CURLINFO_RETRY_AFTER, &seconds);
	if (seconds > 0)
		e->pause_ms = (int64_t)(seconds < 1000000 ? seconds : 1000000) * 1000;
}

/* ---- retries ---- */

static bool may_be_asked_again(const struct exchange *e)
{
	return e->status == 0 || e->status == 408 || e->status == 429 || e->status >= 500;
}

static int tell(
	const struct endpoint *endpoint, const struct exchange *e, int attempts, struct err *err)
{
	struct arena *arena = arena_new();
	const char *message = NULL;
	char times[40] = "";
	if (attempts > 1)
		snprintf(times, sizeof times, " (in %d attempts)", attempts);
	/* With a rejected key, the endpoint's message may quote part of it. */
	if (e->status != 401 && e->status != 403)
		message = endpoint_error_message(
			buf_string(e->body), e->body->len, endpoint->key, arena);
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

/* Exponential backoff with random jitter of up to half, so that many workers do not return at
 * once. */
static int64_t pause_after(const struct exchange *e, int attempt)
{
	int64_t ms = FIRST_PAUSE_MS;
	for (int i = 1; i < attempt && ms < LAST_PAUSE_MS; i++)
		ms *= 2;
	ms += random() % (ms / 2 + 1);
	return e->pause_ms > ms ? e->pause_ms : ms;
}

static int ask(struct endpoint *endpoint, const char *url, const char *request, int64_t limit_ms,
	struct buf *ret_body, struct err *err)
{
	const struct endpoint_spec *spec = &endpoint->spec;
	for (int attempt = 1;; attempt++) {
		struct exchange e = { .url = url, .request = request, .body = ret_body };
		int64_t left = limit_ms - clock_monotonic_ms();
		if (left <= 0)
			return err_set(err, ERR_UNAVAILABLE, "the endpoint did not answer in time");
		exchange_once(endpoint, left < spec->timeout_ms ? left : spec->timeout_ms, &e);
		if (e.too_large)
			return err_set(
				err, ERR_INVALID, "an answer larger than %s", spec->limit_name);
		if (e.status >= 200 && e.status < 300)
			return 0;
		int64_t pause = pause_after(&e, attempt);
		if (!may_be_asked_again(&e) || attempt >= spec->max_attempts)
			return tell(endpoint, &e, attempt, err);
		/* Longer than the time left: report the failure now. */
		if (pause >= limit_ms - clock_monotonic_ms())
			return tell(endpoint, &e, attempt, err);
		pause_for(pause);
	}
}

int endpoint_ask(struct endpoint *endpoint, const char *path, const char *request, int64_t limit_ms,
	struct buf *ret_body, struct err *err)
{
	struct arena *arena = arena_new();
	const char *base = endpoint->spec.base_url;
	size_t len = strlen(base);
	while (len && base[len - 1] == '/')
		len--;
	const char *url = arena_printf(arena, "%.*s%s", (int)len, base, path);
	int rc = ask(endpoint, url, request, limit_ms, ret_body, err);
	arena_free(&arena);
	return rc;
}
