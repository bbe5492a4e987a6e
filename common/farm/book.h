/* book: a job's document as a book: title, authors, outline, chapters and when they start, and
 * where each page is in the joined audio.
 *
 * It is kept in BOOK_FILES, one object per part, and never in the job's state, which is rewritten
 * for every page. pdf-to-png stores what the document says about itself (`outline.json`: no
 * chapters, no times); wav-aggregator stores the result when it joins the audio (`book.json`,
 * `pages.json`). JSON:
 *
 *   {"version":1,"title":"...","titleSource":"xmp","authors":["..."],"subject":"","language":"en",
 *    "date":"2015-03-19","cover":"<tenant>/<workflow>/cover.jpg","audioDigest":"SHA-256=...",
 *    "pageLabels":[{"page":1,"style":"r","prefix":"","first":1}],
 *    "chapterSource":"outline",
 *    "outline":[{"level":1,"title":"...","page":7,"label":"1","top":0.12,"start":12.5,"end":80}],
 *    "chapters":[...]}
 *
 * "outline" has all levels; an entry ends where the next one of its level or above starts.
 * "chapters" are what players navigate by; they follow each other without gaps. "start" and "end"
 * are seconds in the joined audio, null if unknown.
 *
 * A user's corrections (`edits.json`) have the same form. Their chapters are only the renamed ones,
 * and "ordinal" tells which of the chapters starting on a page is meant: 0, which is omitted, is
 * the first.
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
	BOOK_MAX_TEXT = 500, /* bytes of a title or name; longer ones are cut at a character
			      * boundary */
	BOOK_MAX_AUTHORS = 50,
	BOOK_MAX_ENTRIES = 5000, /* of an outline; one with more is not a table of contents */
	BOOK_MAX_LABELS = 1000,
	BOOK_MAX_LEVEL = 9,
};

enum book_part {
	BOOK_OUTLINE, /* what the document says about itself */
	BOOK_COVER,
	BOOK_JSON,
	BOOK_PAGES, /* where each page is in the joined audio */
	BOOK_EDITS, /* a user's corrections */
	BOOK_PARTS,
};

/* The name of the object that holds this part; in the arena. */
const char *book_key(
	struct arena *arena, const char *tenant, const char *workflow, enum book_part part);

struct book_entry {
	int level; /* from 1 */
	const char *title;
	int page;   /* from 1 */
	double top; /* position on the page as shown, in fractions of its height; -1 if unknown */
	double start, end; /* seconds; -1 if unknown */
	int ordinal;       /* in edits: index among the chapters that start on the page, from 0 */
};

struct book_entries {
	struct book_entry *items;
	size_t count;
};

/* Pages from `page` on are numbered in this style, as in ISO 32000-1, 12.4.2. */
struct book_label {
	int page;           /* from 1 */
	char style;         /* 'D', 'R', 'r', 'A', 'a', or 0 for the prefix alone */
	const char *prefix; /* "" */
	int first;          /* number of that page */
};

struct book {
	const char *title;        /* "" if unknown, like all strings here */
	const char *title_source; /* "xmp", "info", "page", "file", "user" */
	const char **authors;
	size_t author_count;
	const char *subject, *language, *date;
	const char *cover;          /* object name in BOOK_FILES */
	const char *audio_digest;   /* of the joined audio that the times refer to */
	const char *chapter_source; /* "outline", "headings", "pages" */
	struct book_label *labels;
	size_t label_count;
	struct book_entries outline, chapters;
};

/* A book about which nothing is known. */
struct book book_empty(void);

/* JSON on one line; in the arena. */
const char *book_format(const struct book *book, struct arena *arena);

/* Parses untrusted input: fails with ERR_INVALID or gives a book within the limits above.
 * Everything lives in the arena. */
int book_parse(
	const char *json, size_t len, struct arena *arena, struct book *ret_book, struct err *err);

/* How many earlier entries start on the same page as this one. */
int book_entry_ordinal(const struct book_entries *entries, size_t index);

/* Applies a user's corrections: title and authors, where `edits` has them, and titles of chapters,
 * matched by page and ordinal because their times change when a page is spoken again. */
void book_apply_edits(struct book *book, const struct book *edits);

/* Untrusted text made fit for a title: valid UTF-8 without control characters, blanks collapsed and
 * trimmed, at most BOOK_MAX_TEXT bytes. NULL gives "". In the arena. */
const char *book_clean_text(struct arena *arena, const char *text);

/* The printed page number, such as "iv" or "A-3"; "" if the book has none. In the arena. */
const char *book_page_label(const struct book *book, int page, struct arena *arena);

/* ---- where pages are in the joined audio ---- */

struct book_page {
	int page;
	int64_t first, frames; /* in frames of the joined audio */
	bool spoken;           /* false if silence takes its place */
	const char *timeline;  /* mark of the timeline that matches this audio; "" if none */
};

struct book_pages {
	int rate;                /* Hz */
	const char *digest;      /* of the joined audio */
	struct book_page *items; /* ascending */
	size_t count;
};

/* A short mark that tells the timelines of a page apart: the first characters of their digest. In
 * the arena. */
const char *book_timeline_mark(struct arena *arena, const char *digest);

/* To and from JSON, in the arena. Untrusted input gives ERR_INVALID. */
const char *book_pages_format(const struct book_pages *pages, struct arena *arena);
int book_pages_parse(const char *json, size_t len, struct arena *arena,
	struct book_pages *ret_pages, struct err *err);

#endif
