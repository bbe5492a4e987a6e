/* letters: which characters of any script form words.
 *
 * Unicode's properties by ICU (unicode/uchar.h); they are compiled into the library, so that a
 * process that is locked in can ask too. */
#ifndef LECTERN_COMMON_TEXT_LETTERS_H
#define LECTERN_COMMON_TEXT_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The code point at the start of data and the bytes it takes; U+FFFD and 1 for an invalid byte.
 * len must not be 0. */
uint32_t letters_decode(const char *data, size_t len, size_t *ret_size);

/* The code point that ends before `end`, within `start`..`end`, which must not be empty. */
uint32_t letters_before(const char *start, const char *end);

/* A letter of any script, a mark that belongs to one, a Roman numeral, a letterlike symbol. */
bool letters_is_letter(uint32_t code);

/* A letter, or a number in any form but a superscript or subscript: something that is said. */
bool letters_is_alnum(uint32_t code);

/* 0 to 9 alone. */
bool letters_is_digit(uint32_t code);

/* A letter, a decimal digit of any script, or a mark: what a word consists of. */
bool letters_is_word(uint32_t code);

bool letters_is_lower(uint32_t code);
bool letters_is_upper(uint32_t code); /* or the titlecase form of a digraph */
bool letters_is_space(uint32_t code);
uint32_t letters_lower(uint32_t code);

/* Of a script that puts no space between words: Chinese, Japanese, Thai and their like. */
bool letters_is_unspaced(uint32_t code);

/* Chinese or Japanese, their punctuation and full-width forms included: lines are joined without a
 * space. */
bool letters_is_cjk(uint32_t code);

/* A letter that is written from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko. */
bool letters_is_rtl(uint32_t code);

#endif
