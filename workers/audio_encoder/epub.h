/* epub: shared by the parts of the EPUB writer: its state, and how text is added. Internal to
 * workers/audio_encoder/epub*.c. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_EPUB_H
#define LECTERN_WORKERS_AUDIO_ENCODER_EPUB_H

#include "common/base/buf.h"
#include "common/farm/book.h"
#include "common/farm/timeline.h"
#include "workers/audio_encoder/split.h"

/* What the package needs to know of a finished chapter. */
struct epub_chapter {
	const char *title;
	double seconds;
};

struct epub {
	struct split *split;
	struct arena *arena;
	struct book_pages pages; /* of this audio; empty: unknown */
	const char *cover;       /* "cover.jpg" or "cover.png"; NULL: none */
	struct epub_chapter *chapters;
	size_t count;
	/* The page used last. */
	struct arena *page_arena; /* owned: holds its timeline; NULL: none read yet */
	const struct book_page *page;
	struct timeline timeline;
	bool has_timeline;
};

/* Stores a text under that name. */
int epub_add(struct epub *epub, const char *name, const struct buf *text, struct err *err);

/* ---- epub_text.c ---- */

/* The text and the overlay of one chapter, sentence by sentence. */
struct epub_text; /* in progress */

struct epub_text *epub_text_new(const struct epub *epub, const struct part *part, int number);
/* Adds an utterance that is spoken from `start` (seconds of the book) until the next one. */
void epub_text_say(
	struct epub_text *text, const struct timeline_utterance *utterance, double start);
/* Stores both files. */
int epub_text_store(struct epub_text *text, struct epub *epub, struct err *err);
void epub_text_free(struct epub_text **text);

/* ---- epub_package.c ---- */

/* Writes what must come first: the media type and the location of the package. */
int epub_begin(struct epub *epub, struct err *err);

/* Writes the package, its table of contents and the cover page. */
int epub_finish(struct epub *epub, struct err *err);

#endif
