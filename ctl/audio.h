/* audio: a job's sound, in the form that is asked for. */
#ifndef LECTERN_CTL_AUDIO_H
#define LECTERN_CTL_AUDIO_H

#include "common/base/arena.h"
#include "ctl/client.h"

/* The format to fetch for a file of that name: of those in `formats` ("m4b,opus") the one that the
 * name ends in, else the first; where none is named ("") the one that it ends in, if that is made;
 * "": the WAV as it was joined. In the arena. */
const char *audio_format_for(struct arena *arena, const char *formats, const char *output);

/* Saves the job's sound. Requests a file of a format, if it has not been requested yet, and waits
 * for it. Returns an exit status; the reason of a failure was printed. */
int audio_fetch(struct client *client, const char *id, const char *format, const char *output);

#endif
