/* passages: a page's text as the pieces that are spoken one after the other, and what kind of pause
 * stands before each.
 *
 * Paragraphs are separated by one empty line; a heading stands behind two empty lines and before
 * one. Sentences end where the next begins for sure: an engine makes a pause of its own at an end
 * that is not seen here, but nobody takes back a pause behind "Dr." */
#ifndef LECTERN_WORKERS_TTS_PASSAGES_H
#define LECTERN_WORKERS_TTS_PASSAGES_H

#include <stdbool.h>
#include <stddef.h>

enum passage_pause {
	PAUSE_NONE, /* the first of a page, or in the middle of a sentence */
	PAUSE_SENTENCE,
	PAUSE_PARAGRAPH,
	PAUSE_HEADING, /* before a heading and behind it */
};

struct passage {
	const char *text; /* within the page's, no blanks around it */
	size_t len;
	enum passage_pause before;
};

/* Where in a text we are; only passages_next() looks inside. */
struct passages {
	const char *at, *end, *block_end;
	size_t max_chars;
	enum passage_pause before;
	bool in_heading, begun, single;
};

/* One sentence a passage when max_chars is 0; else as many whole ones of a paragraph as have no
 * more characters together, and a longer one cut where it hurts the least. */
struct passages passages_of(const char *text, size_t len, size_t max_chars);

/* One sentence a passage; one of more than max_chars characters is cut as above. */
struct passages passages_of_sentences(const char *text, size_t len, size_t max_chars);

/* Behind the whole text: none where it breaks off within a sentence, which goes on on the next page
 * (workers/reading/text.h). */
enum passage_pause passages_pause_behind(const char *text, size_t len);

/* Whether the passage that came last belongs to a heading. */
bool passages_in_heading(const struct passages *passages);

/* The next one; false at the end. A passage is never empty. */
bool passages_next(struct passages *passages, struct passage *ret_passage);

#endif
