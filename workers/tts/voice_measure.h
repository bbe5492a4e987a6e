/* voice_measure: has an installed voice speak a set text to find out how loud and how fast it
 * is. Internal to lectern-voice. */
#ifndef LECTERN_WORKERS_TTS_VOICE_MEASURE_H
#define LECTERN_WORKERS_TTS_VOICE_MEASURE_H

#include "common/base/err.h"

#include <stdbool.h>

struct voice_measures {
	double gain_db; /* brings the voice to LEVEL_TARGET_LUFS */
	int words_per_minute;
	bool repeatable; /* another process produced the same samples */
	double seconds;  /* of speech */
	double cpu_seconds;
};

/* `library` "": where configure found it. Starts child processes. */
int voice_measure(const char *path, const char *library, struct voice_measures *ret_measures,
	struct err *err);

#endif
