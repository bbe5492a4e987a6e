/* relay: copies a child's standard output and error, line by line, to lecternd's log.
 *
 * Each line gets the stage, slot and pid. Output is rate-limited: excess lines are still read, so
 * that the child never blocks, but they are dropped and counted.
 */
#ifndef LECTERN_SUPERVISOR_POOL_RELAY_H
#define LECTERN_SUPERVISOR_POOL_RELAY_H

#include "common/base/log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RELAY_MAX_LINE = 2048, /* bytes; a longer line is truncated and marked so */
	RELAY_BURST = 200,     /* lines at once */
	RELAY_RATE = 50,       /* lines per second after that */
	RELAY_MUTE_MS = 1000,  /* after the limit is hit, nothing is logged for this long */
};

struct relay {
	int fd;        /* owned, non-blocking; -1 when closed */
	char name[48]; /* "tts/3[4711]" */
	enum log_format format;
	char line[RELAY_MAX_LINE];
	size_t len;
	bool cut;           /* the line has been truncated */
	int64_t budget_us;  /* line budget; a line costs 1/RELAY_RATE s */
	int64_t budget_at;  /* us */
	int64_t mute_until; /* ms */
	uint64_t dropped;   /* lines dropped since last reported */
};

/* Takes ownership of the descriptor. */
void relay_open(
	struct relay *relay, int fd, const char *name, enum log_format format, int64_t now_ms);

/* Reads and logs a bounded amount of what has arrived. Returns false at the end, when nobody holds
 * the other end of the pipe any more. */
bool relay_serve(struct relay *relay, int64_t now_ms);

/* Logs the number of dropped lines once logging is allowed again. Returns when to call it next
 * (ms), or INT64_MAX. */
int64_t relay_tick(struct relay *relay, int64_t now_ms);

/* Logs what is left and the number of dropped lines, then closes. May be called twice. */
void relay_close(struct relay *relay, int64_t now_ms);

/* Parses a child's line: returns its level, and the text without the time and level added by the
 * child's own log. A line that is not a log record counts as a warning. */
enum log_level relay_parse(const char *line, const char **ret_text);

#endif
