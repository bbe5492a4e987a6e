/* espeak: speech by eSpeak NG, in a child process for each text.
 *
 * What eSpeak NG says depends on what it said before in the same process. A child forked from a
 * process that has only initialised it always says the same text in the same way; so the parent
 * initialises it once and never speaks or chooses a voice itself.
 */
#ifndef LECTERN_WORKERS_TTS_ESPEAK_H
#define LECTERN_WORKERS_TTS_ESPEAK_H

#include "common/base/err.h"
#include "workers/tts/marks.h"

#include <stdbool.h>

enum { ESPEAK_MIN_SPEED = 80, ESPEAK_MAX_SPEED = 450 };

/* Call it only once in a process: a second initialisation hangs. *ret_rate is in Hz. */
int espeak_start(int *ret_rate, struct err *err);

/* Where eSpeak NG keeps its voices; static. Valid after espeak_start. */
const char *espeak_data_path(void);

struct espeak_params {
	const char *voice; /* a file, from voices_find() */
	int speed;         /* words a minute, within the limits above */
	int pitch;         /* 0..99 */
	double gain_db;    /* from espeak_gains_find() */
	/* Silence between passages (workers/tts/passages.h); at the end of the text, the one
	 * between sentences. */
	int sentence_pause_ms, paragraph_pause_ms, heading_pause_ms;
};

/* Called in the child while it speaks, with its progress in thousandths. False: stop. */
typedef bool espeak_progress(void *context, int permille);

/* Writes 16-bit little-endian mono samples at fd's offset and waits for the end. `text` is valid
 * UTF-8 and never markup. ERR_INVALID: the voice says nothing for this text; ERR_NO_SPACE;
 * ERR_UNAVAILABLE: stopped; ERR_INTERNAL: how the child died. `marks` (may be NULL) receives the
 * passages and their words. */
int espeak_say(const struct espeak_params *params, const char *text, int fd,
	espeak_progress *progress, void *context, struct marks *marks, struct err *err);

#endif
