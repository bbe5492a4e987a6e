/* spoken_answer: makes a language model's answer fit for reading aloud.
 *
 * The answer is untrusted: whatever it contains, the result is valid UTF-8 without control
 * characters, in paragraphs separated by an empty line, and within the allowed length. The
 * model's reasoning ("<think>") is removed, and so is markup: headings, emphasis, code blocks,
 * links, tables, tags, emoji. List items become paragraphs of their own that end like sentences.
 */
#ifndef LECTERN_WORKERS_COMMENTATOR_SPOKEN_ANSWER_H
#define LECTERN_WORKERS_COMMENTATOR_SPOKEN_ANSWER_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* At most max_chars characters: a longer answer, or one that was `cut` already, ends with its
 * last whole sentence, or else word. "" when nothing speakable is left. In the arena. */
char *spoken_answer(
	struct arena *arena, const char *answer, size_t len, size_t max_chars, bool cut);

#endif
