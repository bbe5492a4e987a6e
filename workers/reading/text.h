/* text: what stands on a page, turned into text for listening.
 *
 * Lines become paragraphs in the order in which a reader takes them, words broken at a line's or
 * page's end are mended, running heads, feet and page numbers go, notes stay or move or go, tables
 * and formulas are said in words, and what one would not say as it is written ("Fig. 3",
 * "https://...") becomes what one would say. Nothing is lost silently: what is not in the text any
 * more, or is there in other words, is listed beside it.
 *
 * The text has a form that the speaking stage may rely on:
 *   - one empty line parts two paragraphs;
 *   - two empty lines stand before a heading and one after it;
 *   - within a paragraph a single newline ends what must not run into the next: a row of a table,
 *     a line of verse or of a program;
 *   - it ends with a newline, unless its last sentence goes on on the next page: then no pause
 *     belongs there.
 *
 * The same input gives the same text. A sentence that goes on over a page's end is said by the page
 * where it begins, as far as its end is among the first lines of the next one. Both pages agree on
 * it, because each knows of the other what it is known by (workers/page/neighbours.h). */
#ifndef LECTERN_WORKERS_READING_TEXT_H
#define LECTERN_WORKERS_READING_TEXT_H

#include "common/base/arena.h"
#include "workers/page/layout.h"
#include "workers/page/neighbours.h"
#include "workers/page/page_text.h"
#include "workers/saying/saying.h"

#include <stdbool.h>
#include <stddef.h>

/* Does the language have this word? Helps to tell "exam-ple" from "well-known". */
typedef bool reading_is_word(void *context, const char *word);

enum reading_footnotes {
	FOOTNOTES_KEEP, /* where they stand: at the end of their column */
	FOOTNOTES_MOVE, /* to the end of the page */
	FOOTNOTES_DROP,
};

/* What is done with what is no prose. */
enum reading_use {
	READING_ANNOUNCE, /* said to be there */
	READING_READ,
	READING_SKIP,
};

struct reading_options {
	const char *language; /* Tesseract's name ("deu", "eng+fra": the first counts), or NULL */
	enum reading_footnotes footnotes;
	reading_is_word *is_word; /* may be NULL */
	void *context;
	bool reads_after; /* the page after this one is read too */
	/* The page before, or after, is too, and both are by their own texts, for all that anybody
	 * can tell who does not read them: a sentence that goes on from one to the other is said
	 * by the former. Both pages must be told the same. */
	bool joins_before, joins_after;
	struct saying_options saying; /* how it is to be said */
	/* Listings of programs; displayed formulas; tables (those of few columns are read, unless
	 * they are to be skipped); captions of figures. */
	enum reading_use code, formulas, tables, figures;
	/* What is left out, of 1 << enum text_section; TEXT_NOTES: footnotes, too. */
	unsigned skip;
};

enum reading_change_kind {
	CHANGE_HEADER,
	CHANGE_FOOTER,
	CHANGE_PAGE_NUMBER,
	CHANGE_FOOTNOTE,  /* dropped, or moved */
	CHANGE_NOTE_MARK, /* "word1" */
	CHANGE_CITATION,  /* "[12]" */
	CHANGE_ADDRESS,   /* what is too long to be said of an URL, a DOI */
	CHANGE_TABLE,
	CHANGE_FORMULA,
	CHANGE_CODE,
	CHANGE_FIGURE,
	CHANGE_MARGIN, /* text along the page's side */
	CHANGE_LINE_NUMBER,
	CHANGE_WATERMARK, /* "DRAFT" across the page */
	CHANGE_SIGN,      /* without a letter or digit: rules, specks */
	CHANGE_RUN_ON,  /* the end of a sentence, said by the page before; or taken from the next */
	CHANGE_SECTION, /* of one that is left out: contents, an index, references, notes */
	CHANGE_UNSEEN,  /* the PDF has it, and the page's picture does not show it */
};

struct reading_change {
	enum reading_change_kind kind;
	const char *text;   /* as it stood there */
	const char *spoken; /* what is said instead, or NULL: nothing */
};

struct reading {
	const char *text;      /* as it is said: valid UTF-8; "" when there is nothing to say */
	struct page_text page; /* the same and the printed form, word by word */
	const struct reading_change *changes;
	size_t change_count;
	unsigned skipped; /* sections of which something was left out, as in `skip` */
};

/* `neighbours` may be NULL. All of it lives in the arena. */
struct reading reading_text_clean(const struct layout *layout, const struct neighbours *neighbours,
	const struct reading_options *options, struct arena *arena);

/* "header", "page-number", ... */
const char *reading_change_name(enum reading_change_kind kind);

/* The changes as a JSON array of {"kind","text","spoken"?}, of at most `max` bytes: the last ones
 * are left out then, and one of the kind "more" says how many. */
const char *reading_changes_format(const struct reading *reading, size_t max, struct arena *arena);

/* What is done, by its name ("read", "announce", "skip"); false: none has it. */
bool reading_use_find(const char *name, enum reading_use *ret_use);

/* "contents,index,bibliography,notes" as `skip`; false: something else is in it. */
bool reading_sections_parse(const char *names, unsigned *ret_sections);
const char *reading_sections_format(unsigned sections, struct arena *arena);

/* The footnotes' use by its name ("keep", "move", "drop"); false: none has it. */
bool reading_footnotes_find(const char *name, enum reading_footnotes *ret_footnotes);

/* Is there nothing to say: no letter and no digit of any script? (chars.c) */
bool reading_text_is_blank(const char *text);

#endif
