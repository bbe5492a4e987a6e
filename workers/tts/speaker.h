/* speaker: all the engines that speak in one worker, and the choice between them for a page. */
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

/* Before the engine is locked in. The settings must live as long. */
int speaker_new(const struct settings *settings, struct speaker **ret_speaker, struct err *err);
void speaker_free(struct speaker **speaker);

/* The files that they need beyond the libraries, for a front, and their environment, for struct
 * stage. */
void speaker_reach(const struct settings *settings, struct sandbox_rules *rules);
extern const char *const speaker_environment[];

/* What the engines need once they are locked in. */
void speaker_needs(const struct speaker *speaker, struct confinement *ret_needs);

/* The sound of a page, and who made it. Strings live in the job's arena or are static. */
struct sound {
	int fd;              /* 16-bit little-endian samples, from its start */
	struct marks *marks; /* gets what the voice reports of pieces and words; NULL: unwanted */
	int rate, channels;
	const char *engine; /* that spoke; NULL: silence */
	const char *fault;  /* why it was not the one that was chosen; NULL: it was */
	bool varies;        /* another time the same text may sound otherwise */
	const char *note;   /* what went well at the second attempt only; NULL: nothing */
};

/* Who will speak the page, as far as that is known before. Strings live in the job's arena or as
 * long as the speaker. */
void speaker_target(
	struct speaker *speaker, struct job *job, struct pronunciation_target *ret_target);

/* Speaks valid UTF-8 into sound->fd, or, for a blank page, writes a short silence. ERR_INVALID: a
 * voice, speed or pitch that is not there. */
int speaker_say(struct speaker *speaker, struct job *job, const struct buf *text,
	const struct meta *text_meta, bool blank, struct sound *sound, struct err *err);

/* Nothing will be spoken any more: the engine must be replaced. */
bool speaker_is_lost(const struct speaker *speaker);

#endif
