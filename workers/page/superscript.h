/* superscript: digits and signs above the line, as a layout's lines have them: digits are
 * superscripts, any other sign is one character of its own. */
#ifndef LECTERN_WORKERS_PAGE_SUPERSCRIPT_H
#define LECTERN_WORKERS_PAGE_SUPERSCRIPT_H

#include "common/base/arena.h"

#include <stddef.h>
#include <stdint.h>

/* A raised sign that is no digit: "*" where it turns out to be no mark of a note. */
enum { RAISED_SIGN = 0xfe61 };

/* What stands for a digit or '*' where it is raised; 0 for what has no such form. */
uint32_t raised_form(int character);

/* Bytes of the raised sign that is no digit, if it stands here; else 0. */
size_t raised_sign_length(const char *p);

/* Bytes of raised digits and signs that stand here, or 0. */
size_t raised_length(const char *p);

/* How many they are. */
size_t raised_count(const char *p);

/* The text with what is raised in it as it would be on the line; in the arena. */
const char *raised_plain(const char *text, struct arena *arena);

#endif
