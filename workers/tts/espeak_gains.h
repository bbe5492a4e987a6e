/* espeak_gains: the gain that each voice of eSpeak NG needs to be as loud as all others.
 *
 * Measured when a worker first speaks with the voice, over the set text of its language, and kept
 * for the worker's life. Every worker finds the same, since eSpeak NG says a text the same way
 * always. */
#ifndef LECTERN_WORKERS_TTS_ESPEAK_GAINS_H
#define LECTERN_WORKERS_TTS_ESPEAK_GAINS_H

#include "workers/engine/job.h"
#include "workers/tts/espeak.h"

struct espeak_gains;

/* rate: of eSpeak NG's sound, in Hz. */
struct espeak_gains *espeak_gains_new(int rate);
void espeak_gains_free(struct espeak_gains **gains);

/* `voice`: a file, by voices_find(). One that says nothing of the text gets none. Errors as
 * espeak_say(), but no ERR_INVALID. */
int espeak_gains_find(struct espeak_gains *gains, struct job *job, const char *voice,
	double *ret_gain_db, struct err *err);

#endif
