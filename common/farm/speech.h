/* speech: how a job's pages are spoken: by its own options, else by the settings. */
#ifndef LECTERN_COMMON_FARM_SPEECH_H
#define LECTERN_COMMON_FARM_SPEECH_H

#include "common/config/settings.h"
#include "common/farm/event.h"
#include "common/farm/workflow.h"

/* eSpeak NG's voice for a language by its Tesseract name, or NULL if unknown. Of several
 * ("deu+eng") the first counts. */
const char *speech_voice_of_language(const char *language);

/* The strings belong to the workflow or the settings. */
struct speech speech_of_workflow(const struct workflow *workflow, const struct tts_settings *tts);

/* The same for a page, which may be spoken differently from the others. */
struct speech speech_of_page(
	const struct workflow *workflow, int page, const struct tts_settings *tts);

#endif
