/* page_words_of_text: the words of a text for which none are stored. */
#ifndef LECTERN_WORKERS_TTS_PAGE_WORDS_OF_TEXT_H
#define LECTERN_WORKERS_TTS_PAGE_WORDS_OF_TEXT_H

#include "workers/page/words_json.h"

/* The text is valid UTF-8 in the form of workers/reading/text.h; its words are spoken as printed
 * and have no positions. One paragraph for each sentence. In the arena. */
struct page_words page_words_of_text(const char *text, size_t len, struct arena *arena);

#endif
