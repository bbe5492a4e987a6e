/* headings: recognises chapter headings, and finds where a title is spoken. Pure functions. */
#ifndef LECTERN_WORKERS_WAV_AGGREGATOR_HEADINGS_H
#define LECTERN_WORKERS_WAV_AGGREGATOR_HEADINGS_H

#include "common/base/arena.h"
#include "common/farm/book.h"
#include "common/farm/timeline.h"

#include <stdbool.h>

enum heading_rank {
	HEADING_OTHER,
	HEADING_NAMED,   /* "Preface", "Appendix A" */
	HEADING_CHAPTER, /* "Chapter 3", "Kapitel IV" */
	HEADING_PART,    /* "Part II", "Erster Teil" */
};

enum heading_rank heading_rank(const char *text);

/* The number of "Chapter 3" or "Part IV"; 0: none, or one in words. */
int heading_number(const char *text);

/* Whether the text has at least four letters in a row. */
bool heading_has_long_word(const char *text);

/* One of a book's headings, as read and spoken. */
struct heading {
	int page;
	double start;  /* in the book, in seconds */
	double top;    /* on the page, as a fraction of its height; -1: unknown */
	double height; /* of its words, as a fraction of the page's height; 0: unknown */
	const char *text;
	enum heading_rank rank; /* with the label that stands above it */
	int depth, number;      /* of "3.1 Moons": 2, 3; depth 0: it has no number */
};

/* Ratio above which heights count as equal: OCR's boxes depend on the letters. */
extern const double headings_same_height;

struct headings {
	struct heading *items; /* from realloc(); freed by headings_free() */
	size_t count, room;
};

void headings_free(struct headings *headings);

/* Adds the headings of a page. `start` (seconds) and `scale` (seconds per sample) convert its
 * samples to times in the book. Tables of contents contribute none. Strings are copied into the
 * arena. */
void headings_add(struct headings *headings, const struct timeline *timeline, int page,
	double start, double scale, struct arena *arena);

/* Compares doubles for qsort(), ascending. */
int headings_by_value(const void *a, const void *b);

/* The headings from which chapters are made, with levels; empty when there are too few. In the
 * arena. */
struct book_entries headings_outline(const struct headings *headings, struct arena *arena);

/* The index of the utterance with which the entry begins on its page; -1: unknown. */
long headings_find(const struct timeline *timeline, const struct book_entry *entry);

#endif
