/* words: what is said for abbreviations, units and signs, language by language. */
#ifndef LECTERN_WORKERS_READING_WORDS_H
#define LECTERN_WORKERS_READING_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum abbreviation_use {
	BEFORE_ANY,
	BEFORE_NUMBER, /* "No. 5", but not "No. I won't" */
	BEFORE_NAME,   /* "Dr. Smith": a capital letter follows */
	AFTER_NUMBER,  /* units: "5 km" */
};

struct abbreviation {
	const char *written, *spoken;
	enum abbreviation_use use;
};

enum { LARGEST_COUNT = 7 }; /* of a fraction's parts that has a word */

/* A half, a third: what a whole is parted into. */
struct fraction_part {
	int denominator;
	const char *one, *many;
};

struct fraction_words {
	const char *counts[LARGEST_COUNT + 1]; /* from 1 */
	const char *joint;                     /* "5 and three eighths" */
	const char *half;                      /* "3 and a half", joint and all */
	struct fraction_part parts[12];        /* up to one of denominator 0 */
};

/* One that voices leave out. */
struct sign {
	uint32_t code;
	const char *words;
};

struct language_words {
	const char *language; /* Tesseract's name */
	/* By enum spoken_word. SAY_TABLE has its numbers in the place of "|". */
	const char *say[8];
	const struct abbreviation *abbreviations; /* up to one whose `written` is NULL */
	const struct fraction_words *fractions;   /* NULL: not known */
	const struct sign *signs;                 /* up to one of code 0 */
};

/* Whether "deu" is the first language of "deu+eng"; `language` may be NULL. */
bool language_begins(const char *language, const char *name);

/* Of the first language of "deu+eng"; of another one than those known: no abbreviations, fractions
 * and signs, and English words. */
const struct language_words *words_of(const char *language);

#endif
