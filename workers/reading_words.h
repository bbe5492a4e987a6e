/* reading_words: what is said for abbreviations, units and signs, language by language. */
#ifndef LECTERN_READING_WORDS_H
#define LECTERN_READING_WORDS_H

#include <stdbool.h>
#include <stddef.h>

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

struct language_words {
	const char *language; /* Tesseract's name */
	/* By enum spoken_word. SAY_TABLE has its numbers in the place of "|". */
	const char *say[8];
	const struct abbreviation *abbreviations; /* up to one whose `written` is NULL */
};

/* Whether "deu" is the first language of "deu+eng"; `language` may be NULL. */
bool language_begins(const char *language, const char *name);

/* Of the first language of "deu+eng"; of another one than those known: no abbreviations, and
 * English words. */
const struct language_words *words_of(const char *language);

#endif
