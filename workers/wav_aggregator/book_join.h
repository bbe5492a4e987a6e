/* book_join: what comes of a book when its pages are joined: where each page stands in the sound,
 * and at which second each chapter begins. Page by page: nothing is kept of a page but that and its
 * headings. */
#ifndef LECTERN_WORKERS_WAV_AGGREGATOR_BOOK_JOIN_H
#define LECTERN_WORKERS_WAV_AGGREGATOR_BOOK_JOIN_H

#include "common/base/err.h"
#include "common/base/meta.h"
#include "workers/engine/job.h"
#include "workers/wav_aggregator/chapters.h"

#include <stdbool.h>
#include <stdint.h>

struct book_join;

struct book_join_settings {
	struct chapter_lengths lengths;
	int pages; /* for each chapter of a book that has none */
};

/* Reads what the document says of itself. rate: of the joined sound, in Hz. */
int book_join_new(struct job *job, const struct book_join_settings *settings, int rate,
	struct book_join **ret_join, struct err *err);
void book_join_free(struct book_join **join);

/* A page that was just joined: its WAV's metadata, and which frames of the joined sound are it. */
int book_join_page(struct book_join *join, int page, const struct meta *wav, int64_t first,
	int64_t frames, struct err *err);

/* All pages are in, and the sound of that digest is stored: stores the book. */
int book_join_finish(struct book_join *join, const char *digest, struct err *err);

#endif
