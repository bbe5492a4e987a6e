/* wav_keep: what audio-encoder's front does about a WAV that may be gone, see
 * common/farm/kept_wav.h. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_WAV_KEEP_H
#define LECTERN_WORKERS_AUDIO_ENCODER_WAV_KEEP_H

#include "workers/front/stage.h"

#include <stdbool.h>

enum wav_place {
	WAV_HERE,
	WAV_IN_FLAC, /* it must be made again first */
	WAV_OTHER,   /* the job has another than the message is about */
};

/* The WAV that the message is about; without a digest in it, the one that there is. *ret_wav is
 * filled if it is here. ERR_NOT_FOUND when it is gone for good. */
int wav_keep_find(struct front_job *job, struct object_info *ret_wav, enum wav_place *ret_place,
	struct err *err);

/* Whether what the message is about still is the job's WAV, now that it was worked on: the book may
 * have been spoken again meanwhile. True for a job that is gone, which others look after. */
int wav_keep_is_current(struct front_job *job, bool *ret_current, struct err *err);

/* Refuses a result that is about to be stored when it is of another WAV (ERR_NOT_FOUND). */
int wav_keep_check(struct front_job *job, struct err *err);

/* Whether the message asks for the WAV itself. */
bool wav_keep_is_wanted(const struct front_job *job);

/* Has it made, and the message's file after it. */
int wav_keep_ask(struct front_job *job, struct err *err);

/* It is there again: if it is the one that was let go, and still the job's, whoever waits for files
 * of it is served; else it goes. */
int wav_keep_made(struct front_job *job, struct err *err);

/* It cannot be made, and neither can the files that wait for it. */
int wav_keep_failed(struct front_job *job, const char *reason, struct err *err);

/* Lets it go if the settings say so and nothing needs it. Trouble is logged: another file's end, or
 * the reconciler, does it later. */
void wav_keep_release(struct front_job *job);

#endif
