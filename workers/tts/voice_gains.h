/* voice_gains: the gain that each voice of an engine needs to be as loud as all others.
 *
 * Measured when a worker first speaks with the voice, over a set text, and kept for the worker's
 * life. */
#ifndef LECTERN_WORKERS_TTS_VOICE_GAINS_H
#define LECTERN_WORKERS_TTS_VOICE_GAINS_H

#include "workers/engine/job.h"

struct voice_gains;

struct voice_gains *voice_gains_new(void);
void voice_gains_free(struct voice_gains **gains);

/* How the set text was said. */
struct set_text {
	int rate, channels;
	double gain_db; /* that it has already */
};

/* Has the voice say the set text as 16-bit samples of this machine at fd's offset. */
typedef int voice_gains_say(void *context, struct job *job, const char *voice, int fd,
	struct set_text *ret_said, struct err *err);

/* `voice`: the name under which its gain is kept. One that says nothing of the text gets none,
 * and is asked again the next time. Errors as those of `say`, but no ERR_INVALID. */
int voice_gains_find(struct voice_gains *gains, struct job *job, const char *voice,
	voice_gains_say *say, void *context, double *ret_gain_db, struct err *err);

#endif
