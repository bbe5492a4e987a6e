/* book_join: collects a book's data while its pages are joined: where each page is in the audio,
 * and when each chapter begins. Works page by page and keeps no more of a page than that and its
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
	int pages; /* for each chapter, if the book has no chapters */
};

/* Reads the document's own description. rate: of the joined audio, in Hz. The caller frees
 * *ret_join; `job` must outlive it. */
int book_join_new(struct job *job, const struct book_join_settings *settings, int rate,
	struct book_join **ret_join, struct err *err);
void book_join_free(struct book_join **join);

/* Adds a page that was just joined: its WAV's metadata, and its position and length in the
 * joined audio, in frames. */
int book_join_page(struct book_join *join, int page, const struct meta *wav, int64_t first,
	int64_t frames, struct err *err);

/* Stores the book. Call it when all pages are in and the audio with that digest is stored. */
int book_join_finish(struct book_join *join, const char *digest, struct err *err);

#endif
