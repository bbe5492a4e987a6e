/* superscript: raised digits and signs in a layout's lines. Digits are superscript characters;
 * all other signs share one character. */
#ifndef LECTERN_WORKERS_PAGE_SUPERSCRIPT_H
#define LECTERN_WORKERS_PAGE_SUPERSCRIPT_H

#include "common/base/arena.h"

#include <stddef.h>
#include <stdint.h>

/* A raised sign that is not a digit. It reads "*" if it turns out not to be a note mark. */
enum { RAISED_SIGN = 0xfe61 };

/* The raised form of a digit or '*'; 0 if there is none. */
uint32_t raised_form(int character);

/* The length in bytes of the raised sign at `p`, if it is not a digit; else 0. */
size_t raised_sign_length(const char *p);

/* The length in bytes of the raised digits and signs at `p`, or 0. */
size_t raised_length(const char *p);

/* The number of raised digits and signs at `p`. */
size_t raised_count(const char *p);

/* The text with everything raised replaced by its plain form; in the arena. */
const char *raised_plain(const char *text, struct arena *arena);

#endif
