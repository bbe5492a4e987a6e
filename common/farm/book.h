/* book: what a job's document is as a book: title, authors, outline, chapters and when they begin,
 * and where each page stands in the joined sound.
 *
 * It is kept in BOOK_FILES, one object a part, never in the job's state, which is written at every
 * page. pdf-to-png stores what the document says of itself (`outline.json`: no chapters, no
 * times), wav-aggregator what came of it when it joins (`book.json`, `pages.json`). JSON:
 *
 *   {"version":1,"title":"...","titleSource":"xmp","authors":["..."],"subject":"","language":"en",
 *    "date":"2015-03-19","cover":"<tenant>/<workflow>/cover.jpg","audioDigest":"SHA-256=...",
 *    "pageLabels":[{"page":1,"style":"r","prefix":"","first":1}],
 *    "chapterSource":"outline",
 *    "outline":[{"level":1,"title":"...","page":7,"label":"1","top":0.12,"start":12.5,"end":80}],
 *    "chapters":[...]}
 *
 * "outline" has all levels, an entry ends where the next of its level or above begins; "chapters"
 * are what a player steps through: they follow each other without a gap. "start" and "end" are
 * seconds of the joined sound and null where they are not known.
 *
 * What a user said of it (`edits.json`) has the same form; its chapters are only those that were
 * renamed, and "ordinal" says which of a page's chapters one is: 0, which is left out, the first.
 */
#ifndef LECTERN_COMMON_FARM_BOOK_H
#define LECTERN_COMMON_FARM_BOOK_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	BOOK_VERSION = 1,
	BOOK_MAX_TEXT = 500, /* bytes of a title or a name: more is cut at a character's end */
	BOOK_MAX_AUTHORS = 50,
	BOOK_MAX_ENTRIES = 5000, /* of an outline: more is no table of contents */
	BOOK_MAX_LABELS = 1000,
	BOOK_MAX_LEVEL = 9,
};

enum book_part {
	BOOK_OUTLINE, /* what the document says of itself */
	BOOK_COVER,
	BOOK_JSON,
	BOOK_PAGES, /* where each page stands in the joined sound */
	BOOK_EDITS, /* what a user said of it since */
	BOOK_PARTS,
};

/* The object's name; in the arena. */
const char *book_key(
	struct arena *arena, const char *tenant, const char *workflow, enum book_part part);

struct book_entry {
	int level; /* from 1 */
	const char *title;
	int page;   /* from 1 */
	double top; /* of the page as it is shown, as a fraction of its height; -1: unknown */
	double start, end; /* seconds; -1: unknown */
	int ordinal;       /* of an edited chapter: which of those that begin on its page; from 0 */
};

struct book_entries {
	struct book_entry *items;
	size_t count;
};

/* Pages from this one on are numbered so, as ISO 32000-1, 12.4.2 has it. */
struct book_label {
	int page;           /* from 1 */
	char style;         /* 'D', 'R', 'r', 'A', 'a', or 0: the prefix alone */
	const char *prefix; /* "" */
	int first;          /* the number of that page */
};

struct book {
	const char *title;        /* "" when unknown, as all strings here */
	const char *title_source; /* "xmp", "info", "page", "file", "user" */
	const char **authors;
	size_t author_count;
	const char *subject, *language, *date;
	const char *cover;          /* the object's name in BOOK_FILES */
	const char *audio_digest;   /* of the joined sound that the times are of */
	const char *chapter_source; /* "outline", "headings", "pages" */
	struct book_label *labels;
	size_t label_count;
	struct book_entries outline, chapters;
};

/* A book of which nothing is known. */
struct book book_empty(void);

/* JSON on one line; in the arena. */
const char *book_format(const struct book *book, struct arena *arena);

/* Untrusted input gives ERR_INVALID or a book that keeps the limits above. All of it lives
 * in the arena. */
int book_parse(
	const char *json, size_t len, struct arena *arena, struct book *ret_book, struct err *err);

/* How many of the entries before that one begin on its page. */
int book_entry_ordinal(const struct book_entries *entries, size_t index);

/* Puts in what a user said of the book: title and authors, where `edits` has some, and the titles
 * of chapters, by page and ordinal: their times change when a page is spoken again. */
void book_apply_edits(struct book *book, const struct book *edits);

/* Untrusted text as a title: valid UTF-8, no control characters, single blanks, none around it,
 * BOOK_MAX_TEXT bytes at most. NULL becomes "". In the arena. */
const char *book_clean_text(struct arena *arena, const char *text);

/* "iv", "A-3": how the page is numbered; "" when the book does not say. In the arena. */
const char *book_page_label(const struct book *book, int page, struct arena *arena);

/* ---- where pages stand in the joined sound ---- */

struct book_page {
	int page;
	int64_t first, frames; /* of the joined sound */
	bool spoken;           /* false: a silence in its place */
	const char *timeline;  /* the mark of the timeline that is of this sound; "": none */
};

struct book_pages {
	int rate;                /* Hz */
	const char *digest;      /* of the joined sound */
	struct book_page *items; /* ascending */
	size_t count;
};

/* What distinguishes timelines of one page: the first letters of their digest. In the arena. */
const char *book_timeline_mark(struct arena *arena, const char *digest);

const char *book_pages_format(const struct book_pages *pages, struct arena *arena);
int book_pages_parse(const char *json, size_t len, struct arena *arena,
	struct book_pages *ret_pages, struct err *err);

#endif
