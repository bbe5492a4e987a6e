/* speech_source: what a page's speech is made of: its text as it is stored, the words in it that
 * were printed, and how they are to be spoken. */
#ifndef LECTERN_WORKERS_TTS_SPEECH_SOURCE_H
#define LECTERN_WORKERS_TTS_SPEECH_SOURCE_H

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/text/pronunciation.h"
#include "workers/engine/job.h"
#include "workers/page/words_json.h"

#include <stdbool.h>

struct speech_source {
	struct buf said;    /* as it is stored: valid UTF-8, no control characters */
	struct buf spoken;  /* with words as they are pronounced */
	struct buf origins; /* uint32_t for each byte of it: the byte of `said` */
	struct meta meta;
	bool has_words;
	struct page_words words; /* in the job's arena */
};

/* server: its list of pronunciations, or NULL; the job's goes before it. target: who will speak.
 * The caller frees it, also after a failure. */
int speech_source_get(struct speech_source *source, struct job *job,
	const struct pronunciation *server, const struct pronunciation_target *target,
	struct err *err);
void speech_source_free(struct speech_source *source);

#endif
