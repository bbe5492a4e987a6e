/* utf8: UTF-8 validation and repair (RFC 3629). */
#ifndef LECTERN_COMMON_BASE_UTF8_H
#define LECTERN_COMMON_BASE_UTF8_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length (1 to 4) of the valid sequence at the start of data, or 0 if there is none: overlong
 * forms, surrogates, code points beyond U+10FFFF, truncated sequences, len 0. */
size_t utf8_sequence(const char *data, size_t len);

bool utf8_is_valid(const char *data, size_t len);

/* Encodes a code point; returns the number of bytes, or 0 for surrogates and beyond U+10FFFF. */
size_t utf8_encode(uint32_t code, char text[4]);

/* A copy in the arena in which every invalid byte is replaced with U+FFFD. */
char *utf8_sanitize(struct arena *arena, const char *s);

/* A valid single-line copy in the arena, for titles and names: runs of blanks of any kind, control
 * characters, direction marks and byte order marks become single blanks, and are removed at both
 * ends. At most `max` bytes, cut at a character boundary. NULL gives "". */
char *utf8_one_line(struct arena *arena, const char *s, size_t max);

/* The largest length <= max at which s can be cut without splitting a sequence. */
size_t utf8_cut(const char *s, size_t len, size_t max);

#endif
