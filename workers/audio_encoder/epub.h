/* epub: what the files of the EPUB share: its folders, and how a text goes into it. For
 * workers/audio_encoder/epub*.c alone. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_EPUB_H
#define LECTERN_WORKERS_AUDIO_ENCODER_EPUB_H

#include "common/base/buf.h"
#include "common/farm/book.h"
#include "common/farm/timeline.h"
#include "workers/audio_encoder/split.h"

/* What the package says of a chapter that was made. */
struct epub_chapter {
	const char *title;
	double seconds;
};

struct epub {
	struct split *split;
	struct arena *arena;
	struct book_pages pages; /* of this sound; none: not known */
	const char *cover;       /* "cover.jpg" or "cover.png"; NULL: none */
	struct epub_chapter *chapters;
	size_t count;
	/* The page that was said last. */
	struct arena *page_arena; /* owned: of its timeline; NULL: there was none yet */
	const struct book_page *page;
	struct timeline timeline;
	bool has_timeline;
};

/* Stores a text under that name. */
int epub_add(struct epub *epub, const char *name, const struct buf *text, struct err *err);

/* ---- epub_text.c ---- */

/* The text and the overlay of one chapter, sentence by sentence. */
struct epub_text; /* under work */

struct epub_text *epub_text_new(const struct epub *epub, const struct part *part, int number);
/* Says what is said from `start` on, in seconds of the book, up to the next. */
void epub_text_say(
	struct epub_text *text, const struct timeline_utterance *utterance, double start);
/* Stores both files. */
int epub_text_store(struct epub_text *text, struct epub *epub, struct err *err);
void epub_text_free(struct epub_text **text);

/* ---- epub_package.c ---- */

/* What stands before all else: the type, and where the package is. */
int epub_begin(struct epub *epub, struct err *err);

/* The package, its table of contents and the page with the cover. */
int epub_finish(struct epub *epub, struct err *err);

#endif
