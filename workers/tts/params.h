/* params: how a page is to be spoken: the event's voice and parameters, which include the job's
 * options, take precedence over the options, and these over the settings. */
#ifndef LECTERN_WORKERS_TTS_PARAMS_H
#define LECTERN_WORKERS_TTS_PARAMS_H

#include "common/base/err.h"
#include "common/base/meta.h"
#include "common/config/settings.h"
#include "common/config/tts_arguments.h"
#include "common/voices/voice_folder.h"
#include "workers/engine/job.h"
#include "workers/tts/espeak.h"

/* The voice that the event or the job asks for, or NULL. */
const char *params_voice(const struct job *job);

/* The voice in the result is still a name for voices_find(). voice NULL: eSpeak NG replaces
 * another engine, whose voices it does not have, with a voice for the job's language or
 * fallback_voice. ERR_INVALID: an invalid speed or pitch. */
int params_for_espeak(struct job *job, const struct tts_settings *tts, const char *voice,
	struct espeak_params *ret_params, struct err *err);

/* For a program: everything except the text, the output and the model. ERR_INVALID: an unknown
 * voice. */
int params_for_program(struct job *job, const struct tts_settings *tts, const char *voice,
	const struct meta *text_meta, struct tts_arguments *ret_params, struct err *err);

/* For a speech server, whose speed is a ratio: the job's words per minute divided by the
 * settings' default. ERR_INVALID: a pitch, which servers do not support. */
int params_for_server(struct job *job, const struct tts_settings *tts, const char *voice,
	struct tts_arguments *ret_params, struct err *err);

/* By which factor an installed voice must speak faster than its own speed. The job's speed is in
 * words per minute, like the voice's; the settings' speed counts relative to its default, which
 * stands for every voice's own speed. ERR_INVALID: an invalid speed, or a pitch, which such a
 * voice does not support. */
int params_for_folder(struct job *job, const struct tts_settings *tts,
	const struct voice_folder *folder, double *ret_speed, struct err *err);

#endif
