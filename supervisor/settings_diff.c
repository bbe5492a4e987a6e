/* settings_diff.c: compares two settings key by key. */
#include "supervisor/settings_diff.h"

#include <string.h>

enum effect {
	EFFECT_ALL,   /* restart workers and web */
	EFFECT_WEB,   /* restart web only */
	EFFECT_NONE,  /* lecternd only, which applies it at once */
	EFFECT_LEVEL, /* sent to children */
	EFFECT_FIXED, /* needs a restart of lecternd */
};

/* The first matching row counts; NULL matches any section or key. */
static const struct {
	const char *section, *key;
	enum effect effect;
} effects[] = {
	{ "supervisor", "state_dir", EFFECT_FIXED },
	{ "supervisor", "log_level", EFFECT_LEVEL },
	{ "supervisor", "log_file", EFFECT_NONE },
	{ "supervisor", "drain_seconds", EFFECT_NONE },
	{ "supervisor", "term_seconds", EFFECT_NONE },
	{ "nats", "server", EFFECT_FIXED },
	{ "http", NULL, EFFECT_WEB },
	{ "library", "url", EFFECT_WEB },
	{ "library", "feed_secret_file", EFFECT_WEB },
	{ NULL, "worker_pool_size", EFFECT_NONE },
	{ NULL, "max_jobs", EFFECT_NONE },
	{ NULL, "max_rss_mb", EFFECT_NONE },
	{ NULL, NULL, EFFECT_ALL },
};

/* With "auto", lecternd may be running the broker that these keys describe. */
static bool names_broker(const struct settings_option *option, const struct settings *settings)
{
	static const char *const keys[] = { "url", "server_program", "user", "password_file",
		"token_file", "nkey_seed_file", "credentials_file", "tls_ca_file",
		"tls_cert_file" };
	if (strcmp(settings->nats.server, "auto") != 0 || strcmp(option->section, "nats") != 0)
		return false;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (strcmp(option->key, keys[i]) == 0)
			return true;
	}
	return false;
}

static enum effect effect_of(const struct settings_option *option, const struct settings *old)
{
	size_t i = 0;
	if (names_broker(option, old))
		return EFFECT_FIXED;
	while ((effects[i].section && strcmp(effects[i].section, option->section) != 0) ||
		(effects[i].key && strcmp(effects[i].key, option->key) != 0))
		i++;
	return effects[i].effect;
}

static bool same_list(const struct string_list *a, const struct string_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	}
	return true;
}

static bool same(const struct settings *old, const struct settings *new,
	const struct settings_option *option)
{
	const void *a = (const char *)old + option->offset, *b = (const char *)new + option->offset;
	switch (option->type) {
	case OPTION_STRING:
		return strcmp(*(const char *const *)a, *(const char *const *)b) == 0;
	case OPTION_INT:
	case OPTION_COUNT_OR_AUTO:
		return *(const int64_t *)a == *(const int64_t *)b;
	case OPTION_FLOAT:
		return memcmp(a, b, sizeof(double)) == 0;
	case OPTION_BOOL:
		return *(const bool *)a == *(const bool *)b;
	case OPTION_STRING_LIST:
		return same_list(a, b);
	case OPTION_LOG_LEVEL:
		return *(const enum log_level *)a == *(const enum log_level *)b;
	case OPTION_LOG_FORMAT:
		return *(const enum log_format *)a == *(const enum log_format *)b;
	}
	return false;
}

struct settings_diff settings_diff(const struct settings *old, const struct settings *new)
{
	/* Voices were installed or removed, which a worker notices only when it starts. */
	bool voices = old->voices_changed != new->voices_changed;
	struct settings_diff diff = { .any = voices, .workers = voices, .web = voices };
	for (size_t i = 0; i < settings_option_count; i++) {
		const struct settings_option *option = &settings_options[i];
		if (same(old, new, option))
			continue;
		enum effect effect = effect_of(option, old);
		diff.any = true;
		diff.workers |= effect == EFFECT_ALL;
		diff.web |= effect == EFFECT_ALL || effect == EFFECT_WEB;
		diff.log_level |= effect == EFFECT_LEVEL;
		if (effect == EFFECT_FIXED && !diff.fixed)
			diff.fixed = option;
	}
	/* The whole configuration is refused, so none of the other effects apply. */
	if (diff.fixed)
		diff.workers = diff.web = diff.log_level = false;
	return diff;
}
