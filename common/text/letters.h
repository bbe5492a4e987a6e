/* letters: what characters of any script are to somebody who looks for words.
 *
 * The tables are the C library's for C.UTF-8, whatever locale the process is in. Whoever locks a
 * process in calls letters_prepare() before: reading them opens files. */
#ifndef LECTERN_COMMON_TEXT_LETTERS_H
#define LECTERN_COMMON_TEXT_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void letters_prepare(void);

/* The code point at the start of data and the bytes it takes; U+FFFD and 1 for an invalid byte.
 * len must not be 0. */
uint32_t letters_decode(const char *data, size_t len, size_t *ret_size);

/* The code point that ends before `end`, within `start`..`end`, which must not be empty. */
uint32_t letters_before(const char *start, const char *end);

/* A letter, a digit, or a mark that belongs to one. */
bool letters_is_word(uint32_t code);
bool letters_is_digit(uint32_t code);
bool letters_is_lower(uint32_t code);
bool letters_is_upper(uint32_t code);
bool letters_is_space(uint32_t code);
uint32_t letters_lower(uint32_t code);

/* Of a script that puts no space between words: Chinese, Japanese, Thai and their like. */
bool letters_is_unspaced(uint32_t code);

#endif
