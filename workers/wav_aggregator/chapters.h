/* chapters: which entries of an outline a player steps through. Pure. */
#ifndef LECTERN_WORKERS_WAV_AGGREGATOR_CHAPTERS_H
#define LECTERN_WORKERS_WAV_AGGREGATOR_CHAPTERS_H

#include "common/base/arena.h"
#include "common/farm/book.h"

#include <stdbool.h>

/* Whether an outline parts a book of so many pages: it may be all on one page, or of figures. */
bool chapters_is_sound(const struct book_entries *outline, int pages);

/* Sorts the entries by their beginning, and has each end where the next of its level or above
 * begins. Entries without a beginning are dropped. */
void chapters_close(struct book_entries *outline, double seconds);

struct chapter_lengths {
	double least, most; /* seconds */
};

/* Entries of the highest level; a piece that is longer than `most` is split at the next one, into
 * pieces not shorter than `least`. They follow each other from 0 to the end of the book: what
 * stands before the first is called `title`, or "Beginning". In the arena. */
struct book_entries chapters_choose(const struct book_entries *outline, double seconds,
	const struct chapter_lengths *lengths, const char *title, struct arena *arena);

#endif
