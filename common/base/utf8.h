/* utf8: checks and repairs of UTF-8 (RFC 3629). */
#ifndef LECTERN_COMMON_BASE_UTF8_H
#define LECTERN_COMMON_BASE_UTF8_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the valid sequence (1 to 4) at the start of data, or 0 when there is none: overlong
 * forms, surrogates, beyond U+10FFFF, cut short, len 0. */
size_t utf8_sequence(const char *data, size_t len);

bool utf8_is_valid(const char *data, size_t len);

/* Writes a code point; returns the number of bytes, 0 for a surrogate or beyond U+10FFFF. */
size_t utf8_encode(uint32_t code, char text[4]);

/* A copy in which every invalid byte is U+FFFD. */
char *utf8_sanitize(struct arena *arena, const char *s);

/* A valid copy in one line, as titles and names want it: blanks of all kinds, controls, marks of
 * direction and byte order marks become single blanks, and go at both ends. At most `max` bytes,
 * cut at a character's end. NULL becomes "". */
char *utf8_one_line(struct arena *arena, const char *s, size_t max);

/* The largest length <= max at which s can be cut without breaking a sequence. */
size_t utf8_cut(const char *s, size_t len, size_t max);

#endif
