/* relay: what a child writes to standard output and error, line by line into lecternd's log.
 *
 * Each line gets the stage, slot and pid. A child may write so many lines a second; what is above
 * is read, so that the child never waits for it, dropped and counted.
 */
#ifndef LECTERN_SUPERVISOR_POOL_RELAY_H
#define LECTERN_SUPERVISOR_POOL_RELAY_H

#include "common/base/log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RELAY_MAX_LINE = 2048, /* bytes; a longer line is cut, and says so */
	RELAY_BURST = 200,     /* lines at once */
	RELAY_RATE = 50,       /* lines a second after that */
	RELAY_MUTE_MS = 1000,  /* once there are too many, none is written for this long */
};

struct relay {
	int fd;        /* owned, non-blocking; -1 when closed */
	char name[48]; /* "tts/3[4711]" */
	enum log_format format;
	char line[RELAY_MAX_LINE];
	size_t len;
	bool cut;           /* the line is longer than there is room */
	int64_t budget_us;  /* of lines; one costs 1/RELAY_RATE s */
	int64_t budget_at;  /* us */
	int64_t mute_until; /* ms */
	uint64_t dropped;   /* since they were last reported */
};

/* Takes over the descriptor. */
void relay_open(
	struct relay *relay, int fd, const char *name, enum log_format format, int64_t now_ms);

/* Reads and writes on what there is, a bounded amount. False: the end, nobody holds the pipe's
 * other end any more. */
bool relay_serve(struct relay *relay, int64_t now_ms);

/* Logs the count of dropped lines when lines may be written again. The time to call it next, or
 * INT64_MAX. */
int64_t relay_tick(struct relay *relay, int64_t now_ms);

/* Writes what is left, logs what was dropped and closes. Harmless twice. */
void relay_close(struct relay *relay, int64_t now_ms);

/* What a line of a child says: its level, and the text without time and level that its own log put
 * in front. A line that is no record of a log is a warning. */
enum log_level relay_parse(const char *line, const char **ret_text);

#endif
