/* reading_text: what an OCR engine saw on a page, turned into text for listening.
 *
 * Lines become paragraphs (separated by one empty line), words broken at a line's end are mended,
 * typographic characters become what a voice reads well, and what carries no word (rules, specks,
 * the dots of a table of contents, a page number alone at the top or bottom) goes. No word is
 * lost: whatever is not surely noise stays. */
#ifndef LECTERN_READING_TEXT_H
#define LECTERN_READING_TEXT_H

#include "common/arena.h"

#include <stdbool.h>

/* Does the language have this word? Helps to tell "exam-ple" from "well-known". */
typedef bool reading_is_word(void *context, const char *word);

/* `text` may be any bytes: lines end with \n, paragraphs with an empty line. is_word may be NULL.
 * Gives valid UTF-8 in the arena, "" or ending with \n. */
char *reading_text_clean(
	struct arena *arena, const char *text, reading_is_word *is_word, void *context);

/* Is there nothing to say: no letter and no digit of any script? */
bool reading_text_is_blank(const char *text);

#endif
