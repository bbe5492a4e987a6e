/* commentator_process: the front's side of lectern-commentator, one process for each question. */
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
	int output; /* readable: it said something, or is gone */
	size_t max; /* more than so many bytes are no answer */
	struct buf answer;
};

/* `question` is an unnamed file, read from its start; image -1: none. An answer may have `max`
 * bytes. */
int commentator_start(const char *config_path, int question, int image, size_t max,
	struct commentator *ret_commentator, struct err *err);

/* Takes what is there. True: it has said all. */
bool commentator_read(struct commentator *commentator);

/* Ends it, however far it is. */
void commentator_end(struct commentator *commentator);

/* After commentator_end: the text to be spoken, clean whatever it sent; NULL, with the reason in
 * err: ERR_UNAVAILABLE when the endpoint is unreachable, else ERR_INVALID. */
const char *commentator_answer(
	const struct commentator *commentator, struct arena *arena, struct err *err);

/* After commentator_end: what came of a request to compose (workers/commentator/composing.h), the
 * text clean, its words as JSON that has not been checked. ERR_INVALID: there is none. */
int commentator_composed(const struct commentator *commentator, struct arena *arena,
	const char **ret_said, const char **ret_words, struct err *err);

void commentator_free(struct commentator *commentator);

/* What a front that starts it must be able to reach. See struct stage. */
void commentator_reach(const struct settings *settings, struct sandbox_rules *rules);

#endif
