/* page_words_of_text: the words of a text of which nobody has stored any. */
#ifndef LECTERN_WORKERS_TTS_PAGE_WORDS_OF_TEXT_H
#define LECTERN_WORKERS_TTS_PAGE_WORDS_OF_TEXT_H

#include "workers/page/words_json.h"

/* Valid UTF-8 in the form of workers/reading/text.h: what is said is what is printed, and nobody
 * knows where. A paragraph for each sentence. In the arena. */
struct page_words page_words_of_text(const char *text, size_t len, struct arena *arena);

#endif
