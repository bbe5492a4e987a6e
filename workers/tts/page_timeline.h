/* page_timeline: makes a page's timeline, which says when each printed word is spoken, from what
 * a voice reports of its pieces and words. */
#ifndef LECTERN_WORKERS_TTS_PAGE_TIMELINE_H
#define LECTERN_WORKERS_TTS_PAGE_TIMELINE_H

#include "common/base/err.h"
#include "common/farm/timeline.h"
#include "workers/page/words_json.h"
#include "workers/tts/marks.h"

#include <stdint.h>

/* What a page's speech was made from. */
struct page_speech {
	const char *said; /* the text as stored, valid UTF-8 */
	size_t said_len;
	/* For each byte of what was spoken, the byte of `said` to which it belongs; NULL: they
	 * are identical. */
	const uint32_t *origins;
	size_t spoken_len;
	const struct page_words *words; /* NULL: unknown, the text is what is printed */
	const char *language;           /* used if the words do not name it */
	const struct marks *marks;      /* in the spoken text */
	int fd; /* the samples, 16-bit little-endian; its offset does not matter */
	int rate, channels;
};

/* Makes the timeline except for the digest, which is known once the audio is stored. Utterances
 * and words end where their audio ends, not where the voice begins the next. In the arena. */
int page_timeline_make(const struct page_speech *speech, struct arena *arena,
	struct timeline *ret_timeline, struct err *err);

#endif
