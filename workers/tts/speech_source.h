/* speech_source: what a page's speech is made from: its text as stored, the printed words in it,
 * and their pronunciations. */
#ifndef LECTERN_WORKERS_TTS_SPEECH_SOURCE_H
#define LECTERN_WORKERS_TTS_SPEECH_SOURCE_H

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/text/pronunciation.h"
#include "workers/engine/job.h"
#include "workers/page/words_json.h"

#include <stdbool.h>

/* Pronunciation lists, kept from page to page: the pages of a job share one, whose expressions
 * need not be compiled for each page. */
struct speech_lists {
	struct pronunciation *server; /* NULL: none */
	char *option;                 /* of the last job; NULL: none */
	struct pronunciation *job;    /* that option, parsed */
};

void speech_lists_free(struct speech_lists *lists);

struct speech_source {
	struct buf said;    /* as stored: valid UTF-8, no control characters */
	struct buf spoken;  /* with words as pronounced */
	struct buf origins; /* uint32_t for each byte of it: the byte in `said` */
	struct meta meta;
	const char *unread; /* what the voice cannot read, see unread.h; NULL: nothing */
	bool has_words;
	struct page_words words; /* in the job's arena */
};

/* The job's list takes precedence over the server's. target: who will speak. The caller frees
 * the source, also after a failure. */
int speech_source_get(struct speech_source *source, struct job *job, struct speech_lists *lists,
	const struct pronunciation_target *target, struct err *err);

/* Of a text that is in `said` alone: makes it speakable, and the rest of it. `option` is the list
 * of pronunciations of who wants it said, or NULL. */
int speech_source_pronounce(struct speech_source *source, struct speech_lists *lists,
	const char *option, const struct pronunciation_target *target, struct err *err);
void speech_source_free(struct speech_source *source);

#endif
