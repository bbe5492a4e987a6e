/* reading_signs: fractions, and the signs that voices leave out without a word.
 *
 * eSpeak NG says nothing for most fractions ("5⅜" becomes "five"), and nothing for "<", for the
 * signs of logic and sets, and in some languages for "=". What it says well stays as it is. */
#ifndef LECTERN_READING_SIGNS_H
#define LECTERN_READING_SIGNS_H

#include "common/arena.h"

/* The text with such in words: those of the first language of "deu+eng". In a language that is not
 * known fractions become "3/8", and signs stay. In the arena, or `text` itself. */
const char *signs_spoken(const char *text, const char *language, struct arena *arena);

#endif
