/* results: what png-to-text makes of a page, by the number under which its engine puts it. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_RESULTS_H
#define LECTERN_WORKERS_PNG_TO_TEXT_RESULTS_H

enum {
	PNG_TO_TEXT_TEXT = 0,  /* the text to be spoken */
	PNG_TO_TEXT_WORDS = 1, /* its words and their positions, see workers/page/words_json.h */
};

#endif
