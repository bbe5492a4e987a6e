/* prose: English of a kind, without end and always the same, for pages whose words are known. */
#ifndef LECTERN_TESTS_TOOLS_PROSE_H
#define LECTERN_TESTS_TOOLS_PROSE_H

#include "common/base/buf.h"

#include <stddef.h>

struct prose {
	unsigned long state;
	size_t words_left; /* of the sentence under way */
};

/* The text of that page. */
struct prose prose_start(int page);

/* Appends the next word, with its punctuation and capital. */
void prose_word(struct prose *prose, struct buf *word);

/* Appends a line of at most `width` characters, made of whole words. */
void prose_line(struct prose *prose, size_t width, struct buf *line);

#endif
