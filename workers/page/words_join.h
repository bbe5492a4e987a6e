/* words_join: adds paragraphs that are not printed on a page before and after its text. */
#ifndef LECTERN_WORKERS_PAGE_WORDS_JOIN_H
#define LECTERN_WORKERS_PAGE_WORDS_JOIN_H

#include "workers/page/words_json.h"

/* A text and its words. */
struct words_piece {
	const char *said;
	struct page_words words;
};

/* All pieces, separated by empty lines, as one text with its words and its digest. `language` is
 * that of the whole. Everything is in the arena. */
struct words_piece page_words_join(
	const struct words_piece *pieces, size_t count, const char *language, struct arena *arena);

/* A text that is on no page, in paragraphs separated by empty lines, all of that role. It is
 * spoken as it is until page_text_say() changes that. In the arena. */
struct page_text page_text_of_plain(const char *text, enum text_role role, struct arena *arena);

#endif
