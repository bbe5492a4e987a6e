/* voices: which of eSpeak NG's voices is meant by a name.
 *
 * eSpeak NG looks names up as files, takes what is merely like it, and runs another program for
 * some. Here a name must be that of an installed voice ("English (America)"), of its file
 * ("en-US") or of a language that it speaks ("en-us", and "de-ch" for want of better is "de"),
 * in any case, optionally with a variant ("en+f3"). MBROLA's voices need a program: there are none.
 */
#ifndef LECTERN_WORKERS_TTS_VOICES_H
#define LECTERN_WORKERS_TTS_VOICES_H

#include "common/base/err.h"

#include <stdbool.h>

struct voices;

/* What is installed now. eSpeak NG must have been initialised. */
struct voices *voices_new(void);
void voices_free(struct voices **voices);

/* Is that exactly the name of one of its voices or languages? */
bool voices_have(const struct voices *voices, const char *name);

enum { VOICE_FILE_SIZE = 160 };

/* Writes what eSpeak NG is to be asked for. ERR_INVALID: there is no such voice. */
int voices_find(const struct voices *voices, const char *name, char ret_file[VOICE_FILE_SIZE],
	struct err *err);

#endif
