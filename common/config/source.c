/* source.c: where a setting is in the file, and errors that point there. */
#include "common/config/internal.h"

#include "common/config/file.h"

#include <ctype.h>
#include <string.h>

const char *settings_string(const struct settings *settings, const struct settings_option *option)
{
	const char *value;
	memcpy(&value, (const char *)settings + option->offset, sizeof value);
	return value;
}

const struct settings_option *settings_find_option(const char *section, const char *key)
{
	for (size_t i = 0; i < settings_option_count; i++) {
		if (strcmp(settings_options[i].section, section) == 0 &&
			strcmp(settings_options[i].key, key) == 0)
			return &settings_options[i];
	}
	return NULL;
}

int settings_line_of(const struct settings_source *source, const struct settings_option *option)
{
	return source->lines[option - settings_options];
}

int settings_refuse_option(const struct settings_source *source,
	const struct settings_option *option, struct err *err, const char *reason)
{
	return settings_file_err(err, source->name, settings_line_of(source, option),
		option->section, option->key, reason);
}

int settings_refuse(const struct settings_source *source, const char *section, const char *key,
	struct err *err, const char *reason)
{
	return settings_refuse_option(source, settings_find_option(section, key), err, reason);
}

bool settings_consists_of(const char *text, const char *others)
{
	for (const char *p = text; *p; p++) {
		if (!(isascii((unsigned char)*p) && isalnum((unsigned char)*p)) &&
			!strchr(others, *p))
			return false;
	}
	return *text != '\0';
}
