/* chars: characters, found in a text and made such as a voice reads well. */
#ifndef LECTERN_WORKERS_READING_CHARS_H
#define LECTERN_WORKERS_READING_CHARS_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The code point at p, which is valid UTF-8, and its bytes. At the end: 0 and 0. */
uint32_t chars_at(const char *p, size_t *ret_len);

/* The start of the character that ends before `end`, or `start` itself. */
const char *chars_before(const char *start, const char *end);

/* How many bytes of letters there are at p, or before `end`. */
size_t chars_letters(const char *p);
size_t chars_letters_before(const char *start, const char *end);

/* At the end of a line: a hyphen that the word has wherever it is broken. */
#define CHARS_OWN_HYPHEN "\xe2\x80\x91"

/* Ligatures, quotes, dashes, spaces and what is not to be seen; leaders become a comma; single
 * blanks, none at the ends, TABs stay. A soft hyphen at the end becomes a hyphen. `text` may be any
 * bytes; in the arena. */
char *chars_normalise(const char *text, struct arena *arena);

/* The text so far ends a sentence, whatever quotes and brackets follow. */
bool chars_end_sentence(const char *text, size_t len);

/* The sentence that the text so far leaves open goes on with what follows, in small letters. */
bool chars_run_on(const char *text, size_t len, const char *next);

#endif
