/* server_gains: the gain that each voice of a speech server needs to be as loud as all others: over
 * the set text of the language that is spoken. */
#ifndef LECTERN_WORKERS_TTS_SERVER_GAINS_H
#define LECTERN_WORKERS_TTS_SERVER_GAINS_H

#include "workers/engine/job.h"
#include "workers/tts/program_speech.h"
#include "workers/tts/voice_gains.h"

/* Errors as program_speech_say(). */
int server_gains_find(struct voice_gains *gains, struct program_speech *server, struct job *job,
	const char *voice, double *ret_gain_db, struct err *err);

#endif
