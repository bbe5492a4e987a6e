/* speech: how a job's pages shall be spoken: its own options, else the server's settings. */
#ifndef LECTERN_SPEECH_H
#define LECTERN_SPEECH_H

#include "common/event.h"
#include "common/settings.h"
#include "common/workflow.h"

/* Strings belong to the workflow or the settings. */
struct speech speech_of_workflow(const struct workflow *workflow, const struct tts_settings *tts);

#endif
