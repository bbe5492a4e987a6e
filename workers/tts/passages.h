/* passages: splits a page's text into the pieces that are spoken one after another, with the
 * kind of pause before each.
 *
 * Paragraphs are separated by one empty line; a heading has two empty lines before it and one
 * after it. A sentence ends only where the next one begins for certain: the engine itself pauses
 * at an end that was missed here, but nobody removes a pause after "Dr.".
 */
#ifndef LECTERN_WORKERS_TTS_PASSAGES_H
#define LECTERN_WORKERS_TTS_PASSAGES_H

#include <stdbool.h>
#include <stddef.h>

enum passage_pause {
	PAUSE_NONE, /* at the start of a page, or within a sentence */
	PAUSE_SENTENCE,
	PAUSE_PARAGRAPH,
	PAUSE_HEADING, /* before and after a heading */
};

struct passage {
	const char *text; /* part of the page's text, without surrounding blanks */
	size_t len;
	enum passage_pause before;
};

/* The position in a text; private to passages.c. */
struct passages {
	const char *at, *end, *block_end;
	size_t max_chars;
	enum passage_pause before;
	bool in_heading, begun, single;
};

/* When max_chars is 0, each passage is a sentence. Otherwise it is as many whole sentences of a
 * paragraph as fit into max_chars characters; a longer sentence is cut where it hurts least. */
struct passages passages_of(const char *text, size_t len, size_t max_chars);

/* Each passage is a sentence; one of more than max_chars characters is cut as above. */
struct passages passages_of_sentences(const char *text, size_t len, size_t max_chars);

/* The pause after the whole text: none if it ends within a sentence that continues on the next
 * page (workers/reading/text.h). */
enum passage_pause passages_pause_behind(const char *text, size_t len);

/* Whether the last passage belongs to a heading. */
bool passages_in_heading(const struct passages *passages);

/* Gets the next passage, which is never empty; false at the end. */
bool passages_next(struct passages *passages, struct passage *ret_passage);

#endif
