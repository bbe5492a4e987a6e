/* neural: speech by voices that are installed as folders (common/voices), with sherpa-onnx.
 *
 * A child process speaks each page, as with eSpeak NG and for the same reason: what a model says
 * may depend on what it said before, and a child always starts from the same state. The engine
 * itself only loads models, each after a child has shown that it can be loaded, and keeps the
 * last few.
 */
#ifndef LECTERN_WORKERS_TTS_NEURAL_H
#define LECTERN_WORKERS_TTS_NEURAL_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/voices/voice_folder.h"
#include "workers/tts/marks.h"

#include <stdbool.h>
#include <stddef.h>

struct neural;

/* Maps the library. Call it before the engine is sandboxed and after eSpeak NG was started. The
 * caller stops *ret_neural. */
int neural_start(const struct tts_settings *settings, struct neural **ret_neural, struct err *err);
void neural_stop(struct neural **neural);

struct neural_params {
	const struct voice_folder *folder;
	int speaker;
	double speed;             /* 1: the voice's own speed */
	const char *espeak_voice; /* a file, from voices_find(); determines the phonemes */
};

/* Called several times a second. False: stop. */
typedef bool neural_progress(void *context, int permille);

/* Writes 16-bit little-endian mono samples at the folder's rate at fd's offset. marks may be
 * NULL. ERR_INTERNAL: how the voice failed; ERR_NO_SPACE; ERR_UNAVAILABLE: stopped. */
int neural_say(struct neural *neural, const struct neural_params *params, const char *text, int fd,
	neural_progress *progress, void *context, struct marks *marks, struct err *err);

/* Which audio of the last neural_say() was discarded and spoken again, and why; "" if none. */
const char *neural_trouble(const struct neural *neural);

#endif
