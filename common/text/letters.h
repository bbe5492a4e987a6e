/* letters: which characters, in any script, form words.
 *
 * Uses ICU's Unicode properties (unicode/uchar.h). They are compiled into the library, so a
 * sandboxed process can use them.
 */
#ifndef LECTERN_COMMON_TEXT_LETTERS_H
#define LECTERN_COMMON_TEXT_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the code point at the start of data and returns the number of bytes it takes in
 * *ret_size; an invalid byte gives U+FFFD and 1. len must not be 0. */
uint32_t letters_decode(const char *data, size_t len, size_t *ret_size);

/* The code point that ends just before `end`, in start..end, which must not be empty. */
uint32_t letters_before(const char *start, const char *end);

/* A letter of any script, a mark that belongs to one, a Roman numeral or a letterlike symbol. */
bool letters_is_letter(uint32_t code);

/* A letter, or a number in any form but superscript or subscript: something that is spoken. */
bool letters_is_alnum(uint32_t code);

/* ASCII 0 to 9 only. */
bool letters_is_digit(uint32_t code);

/* A letter, a mark, or a decimal digit of any script: what words consist of. */
bool letters_is_word(uint32_t code);

bool letters_is_lower(uint32_t code);
bool letters_is_upper(uint32_t code); /* or titlecase, as of a digraph */
bool letters_is_space(uint32_t code);
uint32_t letters_lower(uint32_t code);

/* Belongs to a script that puts no space between words: Chinese, Japanese, Thai and the like. */
bool letters_is_unspaced(uint32_t code);

/* Chinese or Japanese, including punctuation and full-width forms: lines are joined without a
 * space. */
bool letters_is_cjk(uint32_t code);

/* A letter of a right-to-left script: Hebrew, Arabic, Syriac, Thaana, N'Ko. */
bool letters_is_rtl(uint32_t code);

#endif
