/* log: leveled records, one line each, written to stderr with a single write().
 *
 * text:  2026-01-02T03:04:05.678Z info  tts[4711]: page 12: spoken
 * json:  {"time":"...","level":"info","program":"tts","pid":4711,"message":"..."}
 *
 * Control characters in a message are escaped, so that a record is always one line.
 * Only top layers (main programs, the front, the supervisor, HTTP handlers) log.
 */
#ifndef LECTERN_COMMON_BASE_LOG_H
#define LECTERN_COMMON_BASE_LOG_H

#include <stdarg.h>
#include <stdbool.h>

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

/* `program` is a short name and is copied. May be called again: a reload changes level and
 * format. */
void log_open(const char *program, enum log_level level, enum log_format format);
void log_set_level(enum log_level level);

void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Parse "debug", "info", "warn", "error" and "text", "json". Return false, leaving *ret_ untouched,
 * for any other name. */
bool log_level_parse(const char *name, enum log_level *ret_level);
bool log_format_parse(const char *name, enum log_format *ret_format);

#endif
