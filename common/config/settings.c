/* settings.c: reads project.toml into struct settings, driven by the table of its keys. */
#include "common/config/settings.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/base/edit_distance.h"
#include "common/base/machine.h"
#include "common/config/file.h"
#include "common/config/internal.h"
#include "common/config/toml_value.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_FILE_SIZE = 1024 * 1024 };

struct loading {
	struct settings_source source;
	bool *sections; /* by index of a section's first option: whether the section was seen */
};

static void *field(struct settings *settings, const struct settings_option *option)
{
	return (char *)settings + option->offset;
}

/* ---- one value into its field ---- */

static int refuse_type(const struct toml_value *value, const char *expected, struct err *err)
{
	return err_set(
		err, ERR_INVALID, "%s is expected, not %s", expected, toml_type_name(value->type));
}

static int refuse_range(const struct settings_option *option, struct err *err)
{
	return err_set(err, ERR_INVALID, "must be from %.16g to %.16g", option->min, option->max);
}

/* Formats "auto|external" as "auto" or "external". */
static int refuse_choice(const char *choices, const char *given, struct err *err)
{
	struct buf list = BUF_EMPTY;
	for (const char *p = choices; *p;) {
		size_t len = strcspn(p, "|");
		const char *next = p[len] ? p + len + 1 : p + len;
		if (p != choices)
			buf_append_string(&list, *next ? ", " : " or ");
		buf_printf(&list, "\"%.*s\"", (int)len, p);
		p = next;
	}
	err_set(err, ERR_INVALID, "must be %s, not \"%.60s\"", buf_string(&list), given);
	buf_free(&list);
	return -1;
}

static bool is_choice(const char *choices, const char *given)
{
	size_t given_len = strlen(given);
	for (const char *p = choices; *p;) {
		size_t len = strcspn(p, "|");
		if (len == given_len && strncmp(p, given, len) == 0)
			return true;
		p += len + (p[len] == '|');
	}
	return false;
}

static int set_string(const struct settings_option *option, const struct toml_value *value,
	void *ret_field, struct err *err)
{
	if (value->type != TOML_STRING)
		return refuse_type(value, "a string", err);
	size_t len = strlen(value->string);
	if (option->choices && !is_choice(option->choices, value->string))
		return refuse_choice(option->choices, value->string, err);
	if ((double)len < option->min)
		return err_set(err, ERR_INVALID, "must not be empty");
	if ((double)len > option->max)
		return err_set(err, ERR_INVALID, "is longer than %.0f bytes", option->max);
	memcpy(ret_field, &value->string, sizeof value->string);
	return 0;
}

static int set_int(const struct settings_option *option, const struct toml_value *value,
	void *ret_field, struct err *err)
{
	if (value->type != TOML_INTEGER)
		return refuse_type(value, "an integer", err);
	if ((double)value->integer < option->min || (double)value->integer > option->max)
		return refuse_range(option, err);
	memcpy(ret_field, &value->integer, sizeof value->integer);
	return 0;
}

static int set_count_or_auto(const struct settings_option *option, const struct toml_value *value,
	void *ret_field, struct err *err)
{
	if (value->type == TOML_INTEGER)
		return set_int(option, value, ret_field, err);
	if (value->type != TOML_STRING)
		return refuse_type(value, "an integer or \"auto\"", err);
	if (strcmp(value->string, "auto") != 0)
		return err_set(err, ERR_INVALID, "an integer or \"auto\" is expected");
	int64_t cores = machine_cores();
	memcpy(ret_field, &cores, sizeof cores);
	return 0;
}

static int set_float(const struct settings_option *option, const struct toml_value *value,
	void *ret_field, struct err *err)
{
	double number = value->type == TOML_INTEGER ? (double)value->integer : value->number;
	if (value->type != TOML_INTEGER && value->type != TOML_FLOAT)
		return refuse_type(value, "a number", err);
	if (number < option->min || number > option->max)
		return refuse_range(option, err);
	memcpy(ret_field, &number, sizeof number);
	return 0;
}

static int set_bool(const struct toml_value *value, bool *ret_field, struct err *err)
{
	if (value->type != TOML_BOOLEAN)
		return refuse_type(value, "true or false", err);
	*ret_field = value->boolean;
	return 0;
}

static int set_list(const struct settings_option *option, const struct toml_value *value,
	struct string_list *ret_field, struct err *err)
{
	if (value->type != TOML_STRING_LIST)
		return refuse_type(value, "an array of strings", err);
	if ((double)value->count < option->min || (double)value->count > option->max)
		return err_set(err, ERR_INVALID, "must have from %.0f to %.0f strings", option->min,
			option->max);
	for (size_t i = 0; option->choices && i < value->count; i++) {
		if (!is_choice(option->choices, value->items[i]))
			return refuse_choice(option->choices, value->items[i], err);
	}
	ret_field->items = value->items;
	ret_field->count = value->count;
	return 0;
}

static int set_log_level(const struct toml_value *value, enum log_level *ret_field, struct err *err)
{
	if (value->type != TOML_STRING)
		return refuse_type(value, "a string", err);
	if (!log_level_parse(value->string, ret_field))
		return refuse_choice("debug|info|warn|error", value->string, err);
	return 0;
}

static int set_log_format(
	const struct toml_value *value, enum log_format *ret_field, struct err *err)
{
	if (value->type != TOML_STRING)
		return refuse_type(value, "a string", err);
	if (!log_format_parse(value->string, ret_field))
		return refuse_choice("text|json", value->string, err);
	return 0;
}

static int set_field(struct settings *settings, const struct settings_option *option,
	const char *text, size_t len, struct err *err)
{
	struct toml_value value;
	if (toml_value_parse(text, len, settings->arena, &value, err) < 0)
		return -1;
	void *at = field(settings, option);
	switch (option->type) {
	case OPTION_STRING:
		return set_string(option, &value, at, err);
	case OPTION_INT:
		return set_int(option, &value, at, err);
	case OPTION_FLOAT:
		return set_float(option, &value, at, err);
	case OPTION_BOOL:
		return set_bool(&value, at, err);
	case OPTION_STRING_LIST:
		return set_list(option, &value, at, err);
	case OPTION_COUNT_OR_AUTO:
		return set_count_or_auto(option, &value, at, err);
	case OPTION_LOG_LEVEL:
		return set_log_level(&value, at, err);
	case OPTION_LOG_FORMAT:
		return set_log_format(&value, at, err);
	}
	return err_set(err, ERR_INTERNAL, "no such type of option");
}

/* ---- names ---- */

/* The index of the section's first option, or settings_option_count if there is no such section. */
static size_t find_section(const char *section)
{
	size_t i = 0;
	while (i < settings_option_count && strcmp(settings_options[i].section, section) != 0)
		i++;
	return i;
}

static size_t find_key(const char *section, const char *key)
{
	size_t i = 0;
	while (i < settings_option_count && (strcmp(settings_options[i].section, section) != 0 ||
						    strcmp(settings_options[i].key, key) != 0))
		i++;
	return i;
}

static int refuse_section(const char *section, struct err *err)
{
	size_t best = settings_option_count, least = edit_distance_of_slips(section) + 1;
	for (size_t i = 0; i < settings_option_count; i++) {
		size_t distance = edit_distance_of_names(section, settings_options[i].section);
		if (distance < least) {
			least = distance;
			best = i;
		}
	}
	/* "[tts]" is a likely name for [tts_service]. */
	size_t len = strlen(section);
	for (size_t i = 0; i < settings_option_count && best == settings_option_count; i++) {
		if (strncmp(settings_options[i].section, section, len) == 0)
			best = i;
	}
	if (best == settings_option_count)
		return err_set(err, ERR_INVALID, "unknown section");
	return err_set(err, ERR_INVALID, "unknown section (did you mean [%s]?)",
		settings_options[best].section);
}

static int refuse_key(const char *section, const char *key, struct err *err)
{
	const struct settings_option *best = NULL;
	size_t least = edit_distance_of_slips(key) + 1;
	for (size_t i = 0; i < settings_option_count; i++) {
		const struct settings_option *option = &settings_options[i];
		size_t distance = edit_distance_of_names(key, option->key);
		bool here = strcmp(option->section, section) == 0;
		/* A key of another section is suggested only if the name matches exactly. */
		if (!here && distance > 0)
			continue;
		if (distance < least) {
			least = distance;
			best = option;
		}
	}
	if (!best)
		return err_set(err, ERR_INVALID, "unknown key");
	if (strcmp(best->section, section) == 0)
		return err_set(err, ERR_INVALID, "unknown key (did you mean %s?)", best->key);
	return err_set(
		err, ERR_INVALID, "unknown key (did you mean [%s] %s?)", best->section, best->key);
}

/* ---- the file ---- */

static int take_section(void *context, const char *section, int line, struct err *err)
{
	struct loading *loading = context;
	(void)line;
	size_t first = find_section(section);
	if (first == settings_option_count)
		return refuse_section(section, err);
	if (loading->sections[first])
		return err_set(err, ERR_INVALID, "the section appears twice");
	loading->sections[first] = true;
	return 0;
}

static int take_value(void *context, const char *section, const char *key, const char *text,
	size_t len, int line, struct err *err)
{
	struct loading *loading = context;
	size_t i = find_key(section, key);
	if (i == settings_option_count)
		return refuse_key(section, key, err);
	int *set_on = &loading->source.lines[i];
	if (*set_on)
		return err_set(err, ERR_INVALID, "the key is already set on line %d", *set_on);
	*set_on = line;
	return set_field(loading->source.settings, &settings_options[i], text, len, err);
}

static int set_defaults(struct settings *settings, struct err *err)
{
	for (size_t i = 0; i < settings_option_count; i++) {
		const struct settings_option *option = &settings_options[i];
		if (set_field(settings, option, option->standard, strlen(option->standard), err) <
			0)
			return err_prefix(err, "default of [%s] %s", option->section, option->key);
	}
	return 0;
}

static int read_text(struct loading *loading, const char *text, size_t len, struct err *err)
{
	const struct settings_sink sink = { take_section, take_value, loading };
	if (set_defaults(loading->source.settings, err) < 0 ||
		settings_file_read(loading->source.name, text, len, &sink, err) < 0)
		return -1;
	return settings_check(&loading->source, err);
}

int settings_parse(const char *name, const char *text, size_t len, struct settings **ret_settings,
	struct err *err)
{
	struct settings *settings = alloc_zeroed(1, sizeof *settings);
	settings->arena = arena_new();
	struct loading loading = {
		.source = {
			.name = *name ? name : "(defaults)",
			.lines = alloc_zeroed(settings_option_count, sizeof(int)),
			.settings = settings,
		},
		.sections = alloc_zeroed(settings_option_count, sizeof(bool)),
	};
	int rc = read_text(&loading, text, len, err);
	free(loading.source.lines);
	free(loading.sections);
	if (rc < 0) {
		settings_free(&settings);
		return -1;
	}
	settings_resolve_paths(settings, name);
	*ret_settings = settings;
	return 0;
}

int settings_load(const char *path, struct settings **ret_settings, struct err *err)
{
	if (!path || !*path)
		return settings_parse("", "", 0, ret_settings, err);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return err_errno(
			err, errno == ENOENT ? ERR_NOT_FOUND : ERR_INVALID, errno, "%s", path);
	struct buf text = BUF_EMPTY;
	int rc = buf_read_fd(&text, fd, MAX_FILE_SIZE, err);
	close(fd);
	if (rc < 0)
		err_prefix(err, "%s", path);
	else
		rc = settings_parse(path, buf_string(&text), text.len, ret_settings, err);
	buf_free(&text);
	return rc;
}

void settings_free(struct settings **settings)
{
	if (!settings || !*settings)
		return;
	arena_free(&(*settings)->arena);
	alloc_free(settings);
}
