/* augment: adds a commentary and a summary to a page's text. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_AUGMENT_H
#define LECTERN_WORKERS_PNG_TO_TEXT_AUGMENT_H

#include "common/base/arena.h"
#include "common/farm/event.h"

enum augment_kind { AUGMENT_COMMENTARY, AUGMENT_SUMMARY };

enum { AUGMENT_KINDS = 2 };

/* "commentary" or "summary", for metadata, states and logs. */
const char *augment_name(enum augment_kind kind);

bool augment_wants(const struct augmentation *augmentation, enum augment_kind kind);

/* The job's instructions for it, or NULL. */
const char *augment_instructions(const struct augmentation *augmentation, enum augment_kind kind);

/* "German" for Tesseract's "deu" or "deu+eng"; NULL for a language that is not in the table. */
const char *augment_language(const char *language);

/* Additions to a page, in reading order. */
struct augment_texts {
	const char *texts[AUGMENT_KINDS];
	size_t count, before; /* this many precede the page; the others follow it */
};

/* The additions with their introductions, as in augment_compose. In the arena. */
struct augment_texts augment_texts_of(struct arena *arena, const struct augmentation *augmentation,
	const char *language, const char *const added[AUGMENT_KINDS]);

/* The page's text with the additions, each introduced in the page's language (English if that is
 * not in the table): the summary before or after the page, the commentary at the end. Entries of
 * `added` may be NULL. In the arena. */
char *augment_compose(struct arena *arena, const struct augmentation *augmentation,
	const char *language, const char *text, const char *const added[AUGMENT_KINDS]);

/* A mark that identifies the request for which a text was made. In the arena. */
const char *augment_mark(struct arena *arena, const struct augmentation *augmentation);

#endif
