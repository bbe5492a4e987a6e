/* log.c: one record, one line, one write(). */
#include "common/base/log.h"

#include "common/base/buf.h"
#include "common/base/timestamp.h"
#include "common/base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct {
	char program[32];
	enum log_level level;
	enum log_format format;
} log_state = { "lectern", LOG_LEVEL_INFO, LOG_FORMAT_TEXT };

static const char *const level_names[] = { "debug", "info", "warn", "error" };

void log_open(const char *program, enum log_level level, enum log_format format)
{
	snprintf(log_state.program, sizeof log_state.program, "%s", program);
	log_state.level = level;
	log_state.format = format;
}

void log_set_level(enum log_level level)
{
	log_state.level = level;
}

static void append_ascii(struct buf *line, char c, bool json)
{
	unsigned char byte = (unsigned char)c;
	if (c == '\n')
		buf_append_string(line, "\\n");
	else if (c == '\t')
		buf_append_string(line, "\\t");
	else if (byte < 0x20 || byte == 0x7f)
		buf_printf(line, json ? "\\u%04x" : "\\x%02x", byte);
	else if (json && (c == '"' || c == '\\'))
		buf_printf(line, "\\%c", c);
	else
		buf_append_char(line, c);
}

/* Invalid UTF-8 would make a JSON record unreadable, and U+0080 to U+009F are control characters
 * that terminals obey. */
static void append_escaped(struct buf *line, const char *text, bool json)
{
	size_t left = strlen(text);
	for (const char *p = text; left;) {
		size_t n = utf8_sequence(p, left);
		if (n == 1)
			append_ascii(line, *p, json);
		else if (n == 2 && (unsigned char)p[0] == 0xc2 && (unsigned char)p[1] < 0xa0)
			buf_printf(line, "\\u%04x", (unsigned char)p[1]);
		else if (n > 1)
			buf_append(line, p, n);
		else
			buf_printf(line, json ? "\\ufffd" : "\\x%02x", (unsigned char)*p);
		p += n ? n : 1;
		left -= n ? n : 1;
	}
}

static void write_record(enum log_level level, const char *fmt, va_list ap)
{
	if (level < log_state.level)
		return;
	char text[1024];
	vsnprintf(text, sizeof text, fmt, ap);
	char now[TIMESTAMP_SIZE];
	timestamp_now(now);
	struct buf line = BUF_EMPTY;
	bool json = log_state.format == LOG_FORMAT_JSON;
	if (json)
		buf_printf(&line,
			"{\"time\":\"%s\",\"level\":\"%s\",\"program\":\"%s\",\"pid\":%d,\"message\":\"",
			now, level_names[level], log_state.program, (int)getpid());
	else
		buf_printf(&line, "%s %-5s %s[%d]: ", now, level_names[level], log_state.program,
			(int)getpid());
	append_escaped(&line, text, json);
	buf_append_string(&line, json ? "\"}\n" : "\n");
	/* A failure to log must not stop the work being logged. */
	ssize_t ignored = write(STDERR_FILENO, line.data, line.len);
	(void)ignored;
	buf_free(&line);
}

#define LOG_FUNCTION(name, level)             \
	void name(const char *fmt, ...)       \
	{                                     \
		va_list ap;                   \
		va_start(ap, fmt);            \
		write_record(level, fmt, ap); \
		va_end(ap);                   \
	}

LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_warn, LOG_LEVEL_WARN)
LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)

bool log_level_parse(const char *name, enum log_level *ret_level)
{
	for (size_t i = 0; i < sizeof level_names / sizeof *level_names; i++) {
		if (strcmp(name, level_names[i]) == 0) {
			*ret_level = (enum log_level)i;
			return true;
		}
	}
	return false;
}

bool log_format_parse(const char *name, enum log_format *ret_format)
{
	if (strcmp(name, "text") != 0 && strcmp(name, "json") != 0)
		return false;
	*ret_format = name[0] == 't' ? LOG_FORMAT_TEXT : LOG_FORMAT_JSON;
	return true;
}
