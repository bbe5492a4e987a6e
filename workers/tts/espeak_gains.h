/* espeak_gains: the gain that each voice of eSpeak NG needs to be as loud as all others. Every
 * worker finds the same, since eSpeak NG says a text the same way always. */
#ifndef LECTERN_WORKERS_TTS_ESPEAK_GAINS_H
#define LECTERN_WORKERS_TTS_ESPEAK_GAINS_H

#include "workers/engine/job.h"
#include "workers/tts/voice_gains.h"

/* `voice`: a file, by voices_find(). `rate`: of eSpeak NG's sound, in Hz. Otherwise as
 * voice_gains_find(), and errors as espeak_say(). */
int espeak_gains_find(struct voice_gains *gains, struct job *job, const char *voice, int rate,
	double *ret_gain_db, struct err *err);

#endif
