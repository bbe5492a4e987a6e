/* params: how a page is to be spoken: the event's voice and parameters, which have the job's
 * options in them, before the options, before the settings. */
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

/* `voice` is a name still, for voices_find(). NULL: eSpeak NG stands in for another engine, whose
 * voices it does not have, with that of the job's language or fallback_voice. ERR_INVALID: an
 * invalid speed or pitch. */
int params_for_espeak(struct job *job, const struct tts_settings *tts, const char *voice,
	struct espeak_params *ret_params, struct err *err);

/* For a program: all but the text, out and the model. ERR_INVALID: a voice that is not there. */
int params_for_program(struct job *job, const struct tts_settings *tts, const char *voice,
	const struct meta *text_meta, struct tts_arguments *ret_params, struct err *err);

/* For a speech server, whose speed is a ratio: the job's words a minute by those of the settings'
 * default. ERR_INVALID: a pitch, which it does not know. */
int params_for_server(struct job *job, const struct tts_settings *tts, const char *voice,
	struct tts_arguments *ret_params, struct err *err);

/* How much faster than its own pace an installed voice is to speak. The job's speed is in words a
 * minute, as that of the voice; the settings' counts as a part of their default, which is every
 * voice's own pace. ERR_INVALID: an invalid speed, or a pitch, which such a voice does not have. */
int params_for_folder(struct job *job, const struct tts_settings *tts,
	const struct voice_folder *folder, double *ret_speed, struct err *err);

#endif
