/* words_join: a page's text with paragraphs before and behind it that are not printed on it. */
#ifndef LECTERN_WORKERS_PAGE_WORDS_JOIN_H
#define LECTERN_WORKERS_PAGE_WORDS_JOIN_H

#include "workers/page/words_json.h"

/* One text and its words, which belong together. */
struct words_piece {
	const char *said;
	struct page_words words;
};

/* All of them, an empty line between two, as one text and its words; the digest is that text's.
 * `language` is the whole's. All of it lives in the arena. */
struct words_piece page_words_join(
	const struct words_piece *pieces, size_t count, const char *language, struct arena *arena);

/* A text that is on no page, in paragraphs with an empty line between two, each in that role. It
 * is said as it stands until page_text_say says otherwise. */
struct page_text page_text_of_plain(const char *text, enum text_role role, struct arena *arena);

#endif
