/* results: what png-to-text makes of a page, by the number that its engine puts it under. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_RESULTS_H
#define LECTERN_WORKERS_PNG_TO_TEXT_RESULTS_H

enum {
	PNG_TO_TEXT_TEXT = 0,  /* what is to be said */
	PNG_TO_TEXT_WORDS = 1, /* its words and their places, see workers/page/words_json.h */
};

#endif
