/* check.c: constraints between keys, and names that must be valid in NATS. */
#include "common/config/internal.h"

#include "common/config/file.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- names ---- */

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);
	return len >= n && strcmp(text + len - n, end) == 0;
}

static const char *subject_fault(const char *subject)
{
	for (const char *p = subject; *p; p++) {
		if (!isgraph((unsigned char)*p) || !isascii((unsigned char)*p))
			return "a subject has printable ASCII characters only";
		if (*p == '*' || *p == '>')
			return "a subject to publish on has no wildcards";
	}
	if (subject[0] == '$' || strncmp(subject, "_INBOX", 6) == 0)
		return "subjects that start with $ or _INBOX are NATS's own";
	if (subject[0] == '.' || ends_with(subject, ".") || strstr(subject, ".."))
		return "a subject has no empty part between its dots";
	return NULL;
}

static const char *stream_fault(const char *name)
{
	if (!settings_consists_of(name, "_-"))
		return "a stream's name has letters, digits, _ and - only";
	if (strncmp(name, "OBJ_", 4) == 0 || strncmp(name, "KV_", 3) == 0)
		return "streams whose name starts with OBJ_ or KV_ belong to buckets";
	return NULL;
}

static const char *name_fault(const char *key, const char *value)
{
	if (ends_with(key, "_subject"))
		return subject_fault(value);
	if (ends_with(key, "_stream_name"))
		return stream_fault(value);
	if (ends_with(key, "_consumer_name"))
		return settings_consists_of(value, "_-")
			       ? NULL
			       : "a consumer's name has letters, digits, _ and - only";
	if (ends_with(key, "_bucket"))
		return settings_consists_of(value, "_-")
			       ? NULL
			       : "a bucket's name has letters, digits, _ and - only";
	return NULL;
}

static const char *url_fault(const char *urls)
{
	while (*urls) {
		size_t len = strcspn(urls, ",");
		size_t scheme = strncmp(urls, "nats://", 7) == 0 || strncmp(urls, "tls://", 6) == 0
					? strcspn(urls, "/") + 2
					: 0;
		if (scheme == 0)
			return "a URL starts with nats:// or tls://";
		if (scheme >= len)
			return "a URL needs a host after nats:// or tls://";
		for (size_t i = 0; i < len; i++) {
			if (!isgraph((unsigned char)urls[i]))
				return "a URL has printable ASCII characters only";
		}
		urls += len;
		if (*urls == ',' && !*++urls)
			return "a URL is expected after the comma";
	}
	return NULL;
}

static int check_names(const struct settings_source *source, struct err *err)
{
	for (size_t i = 0; i < settings_option_count; i++) {
		const struct settings_option *option = &settings_options[i];
		if (strcmp(option->section, "nats") != 0 || option->type != OPTION_STRING)
			continue;
		const char *value = settings_string(source->settings, option);
		const char *fault = strcmp(option->key, "url") == 0
					    ? url_fault(value)
					    : name_fault(option->key, value);
		if (fault)
			return settings_refuse_option(source, option, err, fault);
	}
	return 0;
}

/* ---- keys that must differ ---- */

static int refuse_equal(const struct settings_source *source, const struct settings_option *a,
	const struct settings_option *b, struct err *err)
{
	/* Report the key on the later line: by then the other one had been written. */
	if (settings_line_of(source, a) > settings_line_of(source, b)) {
		const struct settings_option *swap = a;
		a = b;
		b = swap;
	}
	char reason[256];
	snprintf(reason, sizeof reason, "must differ from [%s] %s, which is \"%.100s\" too",
		a->section, a->key, settings_string(source->settings, a));
	return settings_refuse_option(source, b, err, reason);
}

static int check_distinct(const struct settings_source *source, const char *suffix, struct err *err)
{
	for (size_t i = 0; i < settings_option_count; i++) {
		const struct settings_option *a = &settings_options[i];
		if (!ends_with(a->key, suffix))
			continue;
		for (size_t j = i + 1; j < settings_option_count; j++) {
			const struct settings_option *b = &settings_options[j];
			if (ends_with(b->key, suffix) &&
				strcmp(settings_string(source->settings, a),
					settings_string(source->settings, b)) == 0)
				return refuse_equal(source, a, b, err);
		}
	}
	return 0;
}

/* A stream with limits retention cannot be a work queue, nor hold another stream's subjects. */
static int check_streams(const struct settings_source *source, struct err *err)
{
	static const char *const kept[] = { "final_audio_stream_name", "dead_letter_stream_name" };
	for (size_t k = 0; k < sizeof kept / sizeof *kept; k++) {
		const struct settings_option *a = settings_find_option("nats", kept[k]);
		for (size_t i = 0; i < settings_option_count; i++) {
			const struct settings_option *b = &settings_options[i];
			if (b != a && ends_with(b->key, "_stream_name") &&
				strcmp(settings_string(source->settings, a),
					settings_string(source->settings, b)) == 0)
				return refuse_equal(source, a, b, err);
		}
	}
	const struct nats_settings *nats = &source->settings->nats;
	if (strcmp(nats->text_stream_name, nats->tts_stream_name) != 0) {
		const struct settings_option *text =
			settings_find_option("nats", "text_stream_name");
		const struct settings_option *tts = settings_find_option("nats", "tts_stream_name");
		bool text_last = settings_line_of(source, text) > settings_line_of(source, tts);
		return settings_refuse_option(source, text_last ? text : tts, err,
			text_last
				? "must be the same as [nats] tts_stream_name: tts fetches there"
				: "must be the same as [nats] text_stream_name: texts are queued there");
	}
	return 0;
}

static int check_consumers(const struct settings_source *source, struct err *err)
{
	static const struct {
		const char *stream, *consumer;
	} queues[] = {
		{ "pdf_stream_name", "pdf_consumer_name" },
		{ "png_stream_name", "png_consumer_name" },
		{ "tts_stream_name", "tts_consumer_name" },
		{ "audio_processing_stream_name", "audio_processing_consumer_name" },
		{ "wav_stream_name", "wav_consumer_name" },
		{ "encoding_stream_name", "encoding_consumer_name" },
	};
	const size_t count = sizeof queues / sizeof *queues;
	const struct settings *s = source->settings;
	for (size_t i = 0; i < count; i++) {
		const struct settings_option *a = settings_find_option("nats", queues[i].consumer);
		const char *a_stream =
			settings_string(s, settings_find_option("nats", queues[i].stream));
		for (size_t j = i + 1; j < count; j++) {
			const struct settings_option *b =
				settings_find_option("nats", queues[j].consumer);
			const char *b_stream =
				settings_string(s, settings_find_option("nats", queues[j].stream));
			if (strcmp(a_stream, b_stream) == 0 &&
				strcmp(settings_string(s, a), settings_string(s, b)) == 0)
				return refuse_equal(source, a, b, err);
		}
	}
	return 0;
}

/* ---- the rest ---- */

static bool is_loopback(const char *address, bool *ret_is_address)
{
	struct in_addr four;
	struct in6_addr six;
	*ret_is_address = true;
	if (inet_pton(AF_INET, address, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	if (inet_pton(AF_INET6, address, &six) == 1)
		return IN6_IS_ADDR_LOOPBACK(&six);
	*ret_is_address = false;
	return false;
}

/* At most one method of authentication, and all the keys it needs. */
static int check_credentials(const struct settings_source *source, struct err *err)
{
	const struct nats_settings *nats = &source->settings->nats;
	const struct {
		const char *key, *value;
	} ways[] = {
		{ "password_file", nats->password_file },
		{ "token_file", nats->token_file },
		{ "nkey_seed_file", nats->nkey_seed_file },
		{ "credentials_file", nats->credentials_file },
	};
	const char *chosen = strchr(nats->url, '@') ? "url" : NULL;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		char reason[128];
		if (!*ways[i].value)
			continue;
		snprintf(reason, sizeof reason, "conflicts with [nats] %s: set only one of them",
			chosen ? chosen : "");
		if (chosen)
			return settings_refuse_option(
				source, settings_find_option("nats", ways[i].key), err, reason);
		chosen = ways[i].key;
	}
	if (*nats->user && !*nats->password_file)
		return settings_refuse_option(source, settings_find_option("nats", "user"), err,
			"needs password_file too");
	if (*nats->password_file && !*nats->user)
		return settings_refuse_option(source, settings_find_option("nats", "password_file"),
			err, "needs user too");
	if (*nats->tls_cert_file && !*nats->tls_key_file)
		return settings_refuse_option(source, settings_find_option("nats", "tls_cert_file"),
			err, "needs tls_key_file too");
	if (*nats->tls_key_file && !*nats->tls_cert_file)
		return settings_refuse_option(source, settings_find_option("nats", "tls_key_file"),
			err, "needs tls_cert_file too");
	return 0;
}

/* "" or "/lectern", "/tools/lectern": no trailing slash and no characters that need escaping. */
static bool is_base_path(const char *path)
{
	size_t len = strlen(path);
	return len == 0 || (path[0] == '/' && path[len - 1] != '/' && !strstr(path, "//") &&
				   settings_consists_of(path, "/._~-"));
}

static int check_http(const struct settings_source *source, struct err *err)
{
	const struct http_settings *http = &source->settings->http;
	bool is_address;
	bool loopback = is_loopback(http->listen, &is_address);
	if (!is_address)
		return settings_refuse_option(source, settings_find_option("http", "listen"), err,
			"must be a numeric address such as \"127.0.0.1\" or \"::1\"");
	if (!loopback && !*http->token_file && !http->allow_remote_without_token)
		return settings_refuse_option(source, settings_find_option("http", "listen"), err,
			"is not a loopback address: set token_file too (or "
			"allow_remote_without_token = true)");
	if (!is_base_path(http->base_path))
		return settings_refuse_option(source, settings_find_option("http", "base_path"),
			err,
			"must be like \"/lectern\": a slash first, none at the end, and letters, "
			"digits, ., _, ~ and - between slashes");
	if (!settings_consists_of(http->tenant, "_-"))
		return settings_refuse_option(source, settings_find_option("http", "tenant"), err,
			"must have letters, digits, _ and - only");
	return 0;
}

/* Checks the base_url of a section; "" means none. */
static int check_base_url(
	const struct settings_source *source, const char *section, const char *url, struct err *err)
{
	const struct settings_option *option = settings_find_option(section, "base_url");
	if (!*url)
		return 0;
	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return settings_refuse_option(
			source, option, err, "must begin with http:// or https://");
	for (const char *p = url; *p; p++) {
		if (*p <= 0x20 || *p > 0x7e)
			return settings_refuse_option(
				source, option, err, "must be printable ASCII, without blanks");
	}
	/* The URL appears in logs, so it must not hold secrets. */
	if (strchr(url, '@') || strpbrk(url, "?#"))
		return settings_refuse_option(source, option, err,
			"must have no user, password or query: key_file is for the key");
	return 0;
}

int settings_check(const struct settings_source *source, struct err *err)
{
	if (check_names(source, err) < 0 || check_distinct(source, "_subject", err) < 0 ||
		check_distinct(source, "_object_store_bucket", err) < 0 ||
		check_streams(source, err) < 0 || check_consumers(source, err) < 0 ||
		check_credentials(source, err) < 0 || check_http(source, err) < 0 ||
		settings_check_speech(source, err) < 0 ||
		check_base_url(source, "commentary", source->settings->commentary.base_url, err) <
			0 ||
		check_base_url(source, "tts_service", source->settings->tts.base_url, err) < 0)
		return -1;
	return 0;
}
