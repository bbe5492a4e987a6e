/* speaker: all speech engines of one worker, and the choice between them for each page. */
#ifndef LECTERN_WORKERS_TTS_SPEAKER_H
#define LECTERN_WORKERS_TTS_SPEAKER_H

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/meta.h"
#include "common/config/settings.h"
#include "common/text/pronunciation.h"
#include "workers/engine/confine.h"
#include "workers/engine/job.h"
#include "workers/tts/marks.h"

#include <stdbool.h>

struct speaker;

/* Call it before the engine is sandboxed. The settings must outlive *ret_speaker, which the
 * caller frees. */
int speaker_new(const struct settings *settings, struct speaker **ret_speaker, struct err *err);
void speaker_free(struct speaker **speaker);

/* The files that the engines need beyond the libraries, for a front, and their environment, for
 * struct stage. */
void speaker_reach(const struct settings *settings, struct sandbox_rules *rules);
extern const char *const speaker_environment[];

/* What the engines need once they are sandboxed. */
void speaker_needs(const struct speaker *speaker, struct confinement *ret_needs);

/* The audio of a page, and how it was made. Strings are in the job's arena or static. */
struct sound {
	int fd; /* 16-bit little-endian samples, from its start */
	struct marks
		*marks; /* receives what the voice reports of pieces and words; NULL: not wanted */
	int rate, channels;
	const char *engine; /* that spoke it; NULL: silence */
	const char *fault;  /* why that is not the chosen one; NULL: it is */
	bool varies;        /* the same text may sound different another time */
	const char *note;   /* what succeeded only at the second attempt; NULL: nothing */
};

/* Who will speak the page, as far as that is known beforehand. Strings live in the job's arena
 * or as long as the speaker. */
void speaker_target(
	struct speaker *speaker, struct job *job, struct pronunciation_target *ret_target);

/* Speaks valid UTF-8 into sound->fd or, for a blank page, writes a short silence. ERR_INVALID: a
 * voice, speed or pitch that does not exist. */
int speaker_say(struct speaker *speaker, struct job *job, const struct buf *text,
	const struct meta *text_meta, bool blank, struct sound *sound, struct err *err);

/* Whether speaking has become impossible, so that the engine must be replaced. */
bool speaker_is_lost(const struct speaker *speaker);

#endif
