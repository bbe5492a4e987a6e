/* signs: fractions, and the signs that voices leave out without a word.
 *
 * eSpeak NG says nothing for most fractions ("5⅜" becomes "five"), nothing for "<", for the signs
 * of logic and sets, and in some languages nothing for "=". What it says well stays as it is, and
 * so does what may be something else: a date, a menu, a name in brackets. */
#ifndef LECTERN_WORKERS_READING_SIGNS_H
#define LECTERN_WORKERS_READING_SIGNS_H

#include "common/base/arena.h"

/* The text with such in words: those of the first language of "deu+eng", which may be NULL. In a
 * language that is not known, fractions that its voice may leave out become "3/8", and signs stay.
 * In the arena, or `text` itself. */
const char *signs_spoken(const char *text, const char *language, struct arena *arena);

#endif
