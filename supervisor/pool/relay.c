/* relay.c: splits a child's output into lines and logs them, rate-limited. */
#include "supervisor/pool/relay.h"

#include "common/base/buf.h"
#include "common/base/timestamp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	CHUNK = 4096,
	CHUNKS_A_TURN = 16,
	LINE_COST_US = 1000000 / RELAY_RATE,
};

void relay_open(
	struct relay *relay, int fd, const char *name, enum log_format format, int64_t now_ms)
{
	relay->fd = fd;
	snprintf(relay->name, sizeof relay->name, "%s", name);
	relay->format = format;
	relay->len = 0;
	relay->cut = false;
	relay->budget_us = (int64_t)RELAY_BURST * LINE_COST_US;
	relay->budget_at = now_ms * 1000;
	relay->mute_until = INT64_MIN;
	relay->dropped = 0;
}

/* ---- parsing lines ---- */

static const char *skip_spaces(const char *text)
{
	while (*text == ' ')
		text++;
	return text;
}

/* Our own log format: "2026-01-02T03:04:05.678Z info tts[12]: text" */
static bool parse_own(const char *line, enum log_level *ret_level, const char **ret_text)
{
	char word[TIMESTAMP_SIZE];
	int64_t ignored;
	size_t len = strcspn(line, " ");
	if (len >= sizeof word)
		return false;
	memcpy(word, line, len);
	word[len] = '\0';
	if (!timestamp_parse(word, &ignored))
		return false;
	const char *level = skip_spaces(line + len);
	len = strcspn(level, " ");
	if (len >= sizeof word)
		return false;
	memcpy(word, level, len);
	word[len] = '\0';
	if (!log_level_parse(word, ret_level))
		return false;
	*ret_text = skip_spaces(level + len);
	return true;
}

/* nats-server's format: "[12] 2026/01/02 03:04:05.678901 [INF] text". Its routine messages matter
 * only for debugging. */
static bool parse_broker(const char *line, enum log_level *ret_level, const char **ret_text)
{
	static const struct {
		const char *mark;
		enum log_level level;
	} marks[] = {
		{ "[TRC] ", LOG_LEVEL_DEBUG },
		{ "[DBG] ", LOG_LEVEL_DEBUG },
		{ "[INF] ", LOG_LEVEL_DEBUG },
		{ "[WRN] ", LOG_LEVEL_WARN },
		{ "[ERR] ", LOG_LEVEL_ERROR },
		{ "[FTL] ", LOG_LEVEL_ERROR },
	};
	if (line[0] != '[')
		return false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		const char *at = strstr(line, marks[i].mark);
		if (at && at - line < 48) {
			*ret_level = marks[i].level;
			*ret_text = at + strlen(marks[i].mark);
			return true;
		}
	}
	return false;
}

enum log_level relay_parse(const char *line, const char **ret_text)
{
	enum log_level level = LOG_LEVEL_WARN;
	*ret_text = line;
	if (!parse_own(line, &level, ret_text))
		parse_broker(line, &level, ret_text);
	return level;
}

static void log_at(enum log_level level, const char *name, const char *text, const char *more)
{
	switch (level) {
	case LOG_LEVEL_DEBUG:
		log_debug("%s: %s%s", name, text, more);
		break;
	case LOG_LEVEL_INFO:
		log_info("%s: %s%s", name, text, more);
		break;
	case LOG_LEVEL_WARN:
		log_warn("%s: %s%s", name, text, more);
		break;
	case LOG_LEVEL_ERROR:
		log_error("%s: %s%s", name, text, more);
		break;
	}
}

/* A child's JSON record stays JSON: its slot's name is inserted before the other fields. */
static bool write_json(const struct relay *relay)
{
	static const char start[] = "{\"time\":\"";
	if (relay->format != LOG_FORMAT_JSON || relay->cut || relay->len < sizeof start ||
		memcmp(relay->line, start, sizeof start - 1) != 0 ||
		memcmp(relay->line + relay->len - 2, "\"}", 2) != 0)
		return false;
	struct buf record = BUF_EMPTY;
	buf_printf(&record, "{\"worker\":\"%s\",%s\n", relay->name, relay->line + 1);
	/* A failure to log must not stop the work being logged. */
	ssize_t ignored = write(STDERR_FILENO, record.data, record.len);
	(void)ignored;
	buf_free(&record);
	return true;
}

/* ---- lines and their rate ---- */

static bool take_budget(struct relay *relay, int64_t now_ms)
{
	if (now_ms < relay->mute_until)
		return false;
	int64_t now_us = now_ms * 1000;
	relay->budget_us += now_us - relay->budget_at;
	relay->budget_at = now_us;
	if (relay->budget_us > (int64_t)RELAY_BURST * LINE_COST_US)
		relay->budget_us = (int64_t)RELAY_BURST * LINE_COST_US;
	if (relay->budget_us < LINE_COST_US) {
		relay->mute_until = now_ms + RELAY_MUTE_MS;
		return false;
	}
	relay->budget_us -= LINE_COST_US;
	return true;
}

static void log_dropped(struct relay *relay)
{
	if (relay->dropped)
		log_warn("%s: %llu lines dropped: more than %d per second", relay->name,
			(unsigned long long)relay->dropped, RELAY_RATE);
	relay->dropped = 0;
}

static void end_line(struct relay *relay, int64_t now_ms)
{
	relay->line[relay->len] = '\0';
	if (!take_budget(relay, now_ms)) {
		relay->dropped++;
	} else {
		log_dropped(relay);
		const char *text;
		enum log_level level = relay_parse(relay->line, &text);
		if (!write_json(relay))
			log_at(level, relay->name, text, relay->cut ? " [cut]" : "");
	}
	relay->len = 0;
	relay->cut = false;
}

static void take(struct relay *relay, const char *data, size_t len, int64_t now_ms)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\n')
			end_line(relay, now_ms);
		else if (relay->len < sizeof relay->line - 1)
			relay->line[relay->len++] = data[i] ? data[i] : '?';
		else
			relay->cut = true;
	}
}

bool relay_serve(struct relay *relay, int64_t now_ms)
{
	char chunk[CHUNK];
	for (int i = 0; i < CHUNKS_A_TURN; i++) {
		ssize_t n = read(relay->fd, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK;
		if (n == 0)
			return false;
		take(relay, chunk, (size_t)n, now_ms);
	}
	return true;
}

int64_t relay_tick(struct relay *relay, int64_t now_ms)
{
	if (!relay->dropped)
		return INT64_MAX;
	if (now_ms < relay->mute_until)
		return relay->mute_until;
	log_dropped(relay);
	return INT64_MAX;
}

void relay_close(struct relay *relay, int64_t now_ms)
{
	if (relay->fd < 0)
		return;
	relay_serve(relay, now_ms);
	if (relay->len)
		end_line(relay, now_ms);
	log_dropped(relay);
	close(relay->fd);
	relay->fd = -1;
}
