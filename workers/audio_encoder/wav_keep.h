/* wav_keep: what audio-encoder's front does about a WAV that may have been removed, see
 * common/farm/kept_wav.h. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_WAV_KEEP_H
#define LECTERN_WORKERS_AUDIO_ENCODER_WAV_KEEP_H

#include "workers/front/stage.h"

#include <stdbool.h>

enum wav_place {
	WAV_HERE,
	WAV_IN_FLAC, /* it must first be restored */
	WAV_OTHER,   /* the job's WAV is another than the message is about */
};

/* Finds the WAV that the message is about or, if it names no digest, the one that exists.
 * *ret_wav is set if it is stored. ERR_NOT_FOUND when it is gone for good. */
int wav_keep_find(struct front_job *job, struct object_info *ret_wav, enum wav_place *ret_place,
	struct err *err);

/* Whether the WAV that the message is about is still the job's after the work: the book may have
 * been respoken meanwhile. True for a job that was removed, which is handled elsewhere. */
int wav_keep_is_current(struct front_job *job, bool *ret_current, struct err *err);

/* Call it before a result is stored. ERR_NOT_FOUND: it was made from a WAV that is no longer the
 * job's. */
int wav_keep_check(struct front_job *job, struct err *err);

/* Whether the message requests the WAV itself. */
bool wav_keep_is_wanted(const struct front_job *job);

/* Requests the WAV, and then the message's file. */
int wav_keep_ask(struct front_job *job, struct err *err);

/* The WAV was restored. If it is the one that was removed, and still the job's, the files that
 * wait for it are made; otherwise it is removed. */
int wav_keep_made(struct front_job *job, struct err *err);

/* The WAV cannot be restored, so the files that wait for it fail as well. */
int wav_keep_failed(struct front_job *job, const char *reason, struct err *err);

/* Removes the WAV if the settings say so and nothing needs it. Failures are logged: it is
 * removed after another file, or by the reconciler. */
void wav_keep_release(struct front_job *job);

#endif
