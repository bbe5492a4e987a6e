/* speech: how a job's pages shall be spoken: its own options, else the server's settings. */
#ifndef LECTERN_COMMON_FARM_SPEECH_H
#define LECTERN_COMMON_FARM_SPEECH_H

#include "common/config/settings.h"
#include "common/farm/event.h"
#include "common/farm/workflow.h"

/* eSpeak NG's voice for a language by Tesseract's name; of several ("deu+eng") the first one
 * speaks. NULL: none is known for it. */
const char *speech_voice_of_language(const char *language);

/* Strings belong to the workflow or the settings. */
struct speech speech_of_workflow(const struct workflow *workflow, const struct tts_settings *tts);

/* The same for one page, which may be spoken otherwise than the others. */
struct speech speech_of_page(
	const struct workflow *workflow, int page, const struct tts_settings *tts);

#endif
