/* audio: a job's audio, in a format of the user's choice. */
#ifndef LECTERN_CTL_AUDIO_H
#define LECTERN_CTL_AUDIO_H

#include "common/base/arena.h"
#include "ctl/client.h"

/* Chooses the format to fetch for an output file of that name: the entry of `formats` ("m4b,opus")
 * that matches its extension, else the first; if `formats` is "", the extension if that is a format
 * we make, else "", which means the joined WAV. ".zip" gets one file per chapter. In the arena. */
const char *audio_format_for(struct arena *arena, const char *formats, const char *output);

/* Saves the job's audio to `output`. Unless `format` is "", requests the file if that has not been
 * done yet and waits for it. Returns an exit status; the reason for a failure has been printed. */
int audio_fetch(struct client *client, const char *id, const char *format, const char *output);

#endif
