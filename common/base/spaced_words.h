/* spaced_words: a set of words in one string, with blanks between. */
#ifndef LECTERN_COMMON_BASE_SPACED_WORDS_H
#define LECTERN_COMMON_BASE_SPACED_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the word of `len` bytes is, exactly as written, one of them. */
bool spaced_words_have(const char *words, const char *word, size_t len);

#endif
