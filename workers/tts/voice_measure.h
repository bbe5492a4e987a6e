/* voice_measure: speaks a set text with an installed voice to learn how loud and how fast it is
 * (internal to lectern-voice). */
#ifndef LECTERN_WORKERS_TTS_VOICE_MEASURE_H
#define LECTERN_WORKERS_TTS_VOICE_MEASURE_H

#include "common/base/err.h"

#include <stdbool.h>

struct voice_measures {
	double gain_db; /* brings the voice to LEVEL_TARGET_LUFS */
	int words_per_minute;
	bool repeatable; /* the same samples the second time, in another process */
	double seconds;  /* of speech */
	double cpu_seconds;
};

/* `library` "": where configure found it. Starts child processes. */
int voice_measure(const char *path, const char *library, struct voice_measures *ret_measures,
	struct err *err);

#endif
