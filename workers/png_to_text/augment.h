/* augment: how a commentary and a summary become part of a page's text. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_AUGMENT_H
#define LECTERN_WORKERS_PNG_TO_TEXT_AUGMENT_H

#include "common/base/arena.h"
#include "common/farm/event.h"

enum augment_kind { AUGMENT_COMMENTARY, AUGMENT_SUMMARY };

enum { AUGMENT_KINDS = 2 };

/* "commentary", "summary": in metadata, states and logs. */
const char *augment_name(enum augment_kind kind);

bool augment_wants(const struct augmentation *augmentation, enum augment_kind kind);

/* What the job says about how, or NULL. */
const char *augment_instructions(const struct augmentation *augmentation, enum augment_kind kind);

/* "German" for Tesseract's "deu" or "deu+eng"; NULL for one that is not in the table. */
const char *augment_language(const char *language);

/* What is added to a page, in the order in which it is read. */
struct augment_texts {
	const char *texts[AUGMENT_KINDS];
	size_t count, before; /* so many of them come before the page, the others behind it */
};

/* Each introduced in the language of the page, see below. In the arena. */
struct augment_texts augment_texts_of(struct arena *arena, const struct augmentation *augmentation,
	const char *language, const char *const added[AUGMENT_KINDS]);

/* The page's text with what was added, each introduced in the language of the page (English when
 * that is not in the table): the summary before the page or after it, the commentary at the end.
 * Entries of `added` may be NULL. In the arena. */
char *augment_compose(struct arena *arena, const struct augmentation *augmentation,
	const char *language, const char *text, const char *const added[AUGMENT_KINDS]);

/* Tells texts that were made for one request from those made for another. */
const char *augment_mark(struct arena *arena, const struct augmentation *augmentation);

#endif
