/* page_timeline: from what a voice reports of its pieces and words to the timeline of a page: which
 * printed word is said when. */
#ifndef LECTERN_WORKERS_TTS_PAGE_TIMELINE_H
#define LECTERN_WORKERS_TTS_PAGE_TIMELINE_H

#include "common/base/err.h"
#include "common/farm/timeline.h"
#include "workers/page/words_json.h"
#include "workers/tts/marks.h"

#include <stdint.h>

/* What a page's speech was made of. */
struct page_speech {
	const char *said; /* the text as it is stored, valid UTF-8 */
	size_t said_len;
	/* What was spoken of it: for each of its bytes the byte of `said` that it stands for;
	 * NULL: they are the same. */
	const uint32_t *origins;
	size_t spoken_len;
	const struct page_words *words; /* NULL: unknown, the text is what is printed */
	const char *language;           /* when the words do not say it */
	const struct marks *marks;      /* of the spoken text */
	int fd;                         /* the samples, 16-bit little-endian, any offset */
	int rate, channels;
};

/* All but the digest, which is known when the sound is stored. Ends of utterances and words are
 * where sound ends, not where the voice begins the next. In the arena. */
int page_timeline_make(const struct page_speech *speech, struct arena *arena,
	struct timeline *ret_timeline, struct err *err);

#endif
