/* spoken_answer: what a language model wrote, made fit for being read aloud.
 *
 * It is untrusted: whatever it holds, the result is valid UTF-8 without control
 * characters, in paragraphs with an empty line between them, and no longer than was allowed.
 * A model's thinking ("<think>") is left out, and so is markup: headings, emphasis, code blocks,
 * links, tables, tags, emoji. Items of lists become paragraphs of their own that end like
 * sentences.
 */
#ifndef LECTERN_WORKERS_COMMENTATOR_SPOKEN_ANSWER_H
#define LECTERN_WORKERS_COMMENTATOR_SPOKEN_ANSWER_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* At most max_chars characters: what is longer ends with its last whole sentence, or word, and so
 * does what was `cut` already. "" when nothing is left to be said. In the arena. */
char *spoken_answer(
	struct arena *arena, const char *answer, size_t len, size_t max_chars, bool cut);

#endif
