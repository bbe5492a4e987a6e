/* language: what a language's data file says. See data/README for its form. */
#ifndef LECTERN_WORKERS_SAYING_LANGUAGE_H
#define LECTERN_WORKERS_SAYING_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

enum language_section {
	SECTION_SETTINGS,
	SECTION_MONTHS,      /* a month's name: its number */
	SECTION_MONTH_NAMES, /* its number: what is said in a date */
	SECTION_WEEKDAYS,    /* "Mon": Monday */
	SECTION_UNITS,
	SECTION_CURRENCIES,
	SECTION_SCALES, /* "bn": billion */
	SECTION_ABBREVIATIONS,
	SECTION_ACRONYMS,
	SECTION_SIGNS,
	SECTION_FRACTIONS,
	SECTION_ORDINAL_MARKS,   /* behind a number: "st", "e" */
	SECTION_ORDINAL_FORMS,   /* by the word before: which form an ordinal has */
	SECTION_ORDINAL_NOUNS,   /* by the word behind: likewise */
	SECTION_ORDINALS,        /* stems, where ICU has no ordinals */
	SECTION_ORDINAL_ENDINGS, /* for them */
	SECTION_CASES,           /* by the word before: which case a number has */
	SECTION_ROMAN_HEADS,     /* words with Roman numbers behind: "Chapter" */
	SECTION_ROMAN_TAILS,     /* and before: "siècle" */
	SECTION_ROMAN_NAMES,     /* of rulers */
	SECTION_YEAR_WORDS,      /* before a year */
	SECTION_COUNTED_HEADS,   /* before a number that is no year: "page" */
	SECTION_SMALL_WORDS,     /* after a year: no noun that it counts */
	SECTION_STARTERS,        /* capitalised, they begin a sentence */
	SECTION_SCORES,          /* by these a pair of numbers is a score */
	SECTION_FORMULAS,        /* chemical, without lowered digits */
	LANGUAGE_SECTIONS,
};

enum { LANGUAGE_FIELDS = 6 };

/* `key = field | field ...` */
struct language_row {
	const char *key;
	size_t key_len;
	const char *fields[LANGUAGE_FIELDS]; /* NULL behind the last */
	size_t count;
};

struct language;

/* By one of the names in its setting `names`; NULL: no file. Read when first asked for, and kept
 * as long as the process: it never changes. */
const struct language *language_find(const char *name);

/* The row whose key is exactly this, or NULL. */
const struct language_row *language_row(const struct language *language,
	enum language_section section, const char *key, size_t len);

/* The row with the longest key that `text` begins with, or NULL. */
const struct language_row *language_longest(
	const struct language *language, enum language_section section, const char *text);

/* A setting, or NULL. */
const char *language_setting(const struct language *language, const char *key);

/* What is wrong with a file's text, by line; NULL: nothing. For the test of the files. In static
 * memory. */
const char *language_complaint(const char *const *lines, size_t count);

/* Languages compiled in, from 0; NULL behind the last. */
struct language_file {
	const char *name; /* "en.txt" */
	const char *const *lines;
	size_t count;
};
extern const struct language_file language_files[];

#endif
