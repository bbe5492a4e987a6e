/* chapters: which outline entries become the chapters of a player. Pure functions. */
#ifndef LECTERN_WORKERS_WAV_AGGREGATOR_CHAPTERS_H
#define LECTERN_WORKERS_WAV_AGGREGATOR_CHAPTERS_H

#include "common/base/arena.h"
#include "common/farm/book.h"

#include <stdbool.h>

/* Whether an outline divides a book of that many pages; it may all be on one page, or list
 * figures. */
bool chapters_is_sound(const struct book_entries *outline, int pages);

/* Sorts the entries by their start and ends each where the next one of its level or above
 * begins. Entries without a start are dropped. */
void chapters_close(struct book_entries *outline, double seconds);

struct chapter_lengths {
	double least, most; /* seconds */
};

/* Takes the entries of the highest level; a chapter longer than `most` is split at entries of
 * the next level into chapters not shorter than `least`. The chapters are contiguous from 0 to
 * the end of the book; what precedes the first entry is called `title`, or "Beginning". In the
 * arena. */
struct book_entries chapters_choose(const struct book_entries *outline, double seconds,
	const struct chapter_lengths *lengths, const char *title, struct arena *arena);

#endif
