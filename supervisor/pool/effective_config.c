/* effective_config.c: writes settings back to a file, driven by the table of keys. */
#include "supervisor/pool/effective_config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIRECTORY "config"

/* ---- the text ---- */

static void append_string(struct buf *text, const char *value)
{
	buf_append_char(text, '"');
	for (const char *p = value; *p; p++) {
		unsigned char c = (unsigned char)*p;
		if (c == '"' || c == '\\')
			buf_printf(text, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			buf_printf(text, "\\u%04X", c);
		else
			buf_append_char(text, *p);
	}
	buf_append_char(text, '"');
}

static void append_list(struct buf *text, const struct string_list *list)
{
	buf_append_char(text, '[');
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			buf_append_string(text, ", ");
		append_string(text, list->items[i]);
	}
	buf_append_char(text, ']');
}

/* TOML requires a float to have a decimal point or an exponent. */
static void append_float(struct buf *text, double value)
{
	char number[40];
	snprintf(number, sizeof number, "%.17g", value);
	buf_append_string(text, number);
	if (!strpbrk(number, ".e"))
		buf_append_string(text, ".0");
}

static void append_log_level(struct buf *text, enum log_level level)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	append_string(text, names[level]);
}

static void append_value(
	struct buf *text, const struct settings *settings, const struct settings_option *option)
{
	const void *at = (const char *)settings + option->offset;
	switch (option->type) {
	case OPTION_STRING:
		append_string(text, *(const char *const *)at);
		break;
	case OPTION_INT:
	case OPTION_COUNT_OR_AUTO:
		buf_printf(text, "%lld", (long long)*(const int64_t *)at);
		break;
	case OPTION_FLOAT:
		append_float(text, *(const double *)at);
		break;
	case OPTION_BOOL:
		buf_append_string(text, *(const bool *)at ? "true" : "false");
		break;
	case OPTION_STRING_LIST:
		append_list(text, at);
		break;
	case OPTION_LOG_LEVEL:
		append_log_level(text, *(const enum log_level *)at);
		break;
	case OPTION_LOG_FORMAT:
		append_string(
			text, *(const enum log_format *)at == LOG_FORMAT_JSON ? "json" : "text");
		break;
	}
}

void effective_config_format(const struct settings *settings, struct buf *text)
{
	const char *section = "";
	buf_printf(text, "# In effect; written by lecternd, do not edit. Made from: %s\n",
		*settings->path ? settings->path : "the defaults");
	for (size_t i = 0; i < settings_option_count; i++) {
		const struct settings_option *option = &settings_options[i];
		if (strcmp(section, option->section) != 0) {
			section = option->section;
			buf_printf(text, "\n[%s]\n", section);
		}
		buf_printf(text, "%s = ", option->key);
		append_value(text, settings, option);
		buf_append_char(text, '\n');
	}
}

/* ---- the file ---- */

char *effective_config_path(
	struct arena *arena, const struct settings *settings, unsigned generation)
{
	return arena_printf(
		arena, "%s/" DIRECTORY "/%u.toml", settings->supervisor.state_dir, generation);
}

static int write_all(int fd, const struct buf *text)
{
	for (size_t done = 0; done < text->len;) {
		ssize_t n = write(fd, text->data + done, text->len - done);
		if (n < 0 && errno != EINTR)
			return -1;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

int effective_config_write(const struct settings *settings, unsigned generation, struct err *err)
{
	struct arena *arena = arena_new();
	struct buf text = BUF_EMPTY;
	char *path = effective_config_path(arena, settings, generation);
	char *directory = arena_printf(arena, "%s/" DIRECTORY, settings->supervisor.state_dir);
	int rc = 0;
	effective_config_format(settings, &text);
	mkdir(directory, 0700);
	/* Nobody reads it before its generation is in effect, so it can be written in place. */
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || write_all(fd, &text) < 0)
		rc = err_errno(err, ERR_INTERNAL, errno, "%s", path);
	if (fd >= 0)
		close(fd);
	if (rc < 0)
		unlink(path);
	buf_free(&text);
	arena_free(&arena);
	return rc;
}

void effective_config_remove(const struct settings *settings, unsigned generation)
{
	struct arena *arena = arena_new();
	unlink(effective_config_path(arena, settings, generation));
	arena_free(&arena);
}

void effective_config_clear(const struct settings *settings)
{
	struct arena *arena = arena_new();
	char *directory = arena_printf(arena, "%s/" DIRECTORY, settings->supervisor.state_dir);
	DIR *dir = opendir(directory);
	if (dir) {
		const struct dirent *entry;
		while ((entry = readdir(dir))) {
			const char *dot = strrchr(entry->d_name, '.');
			if (dot && strcmp(dot, ".toml") == 0)
				unlinkat(dirfd(dir), entry->d_name, 0);
		}
		closedir(dir);
		rmdir(directory);
	}
	arena_free(&arena);
}
