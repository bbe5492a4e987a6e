/* commentator_process: the front's side of lectern-commentator, which is one process for each
 * question. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_COMMENTATOR_PROCESS_H
#define LECTERN_WORKERS_PNG_TO_TEXT_COMMENTATOR_PROCESS_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/ipc/sandbox.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum {
	COMMENTATOR_MAX_ANSWER = 256 * 1024,
	COMMENTATOR_MAX_COMPOSED = 32 * 1024 * 1024, /* a page's text and its words */
};

struct commentator {
	pid_t pid;
	int output; /* readable when it has sent something or is gone */
	size_t max; /* a longer output is not a valid answer */
	struct buf answer;
};

/* `question` is an unnamed file, read from its start; image -1: none. Both remain the caller's.
 * The answer may have up to `max` bytes. Call commentator_end() and commentator_free()
 * afterwards. */
int commentator_start(const char *config_path, int question, int image, size_t max,
	struct commentator *ret_commentator, struct err *err);

/* Reads what has arrived. True: the output has ended. */
bool commentator_read(struct commentator *commentator);

/* Ends the process, finished or not. */
void commentator_end(struct commentator *commentator);

/* After commentator_end: the text to be spoken, sanitized whatever it sent. NULL: err holds the
 * reason; ERR_UNAVAILABLE when the endpoint is unavailable, else ERR_INVALID. In the arena. */
const char *commentator_answer(
	const struct commentator *commentator, struct arena *arena, struct err *err);

/* After commentator_end: the result of a request to compose (workers/commentator/composing.h);
 * the text is sanitized, its words are unchecked JSON. ERR_INVALID: there is none. In the arena. */
int commentator_composed(const struct commentator *commentator, struct arena *arena,
	const char **ret_said, const char **ret_words, struct err *err);

void commentator_free(struct commentator *commentator);

/* Allows a front to start it. See struct stage. */
void commentator_reach(const struct settings *settings, struct sandbox_rules *rules);

#endif
