/* speech_level: how loud a page is. */
#ifndef LECTERN_TESTS_WORKERS_ENGINE_SPEECH_LEVEL_H
#define LECTERN_TESTS_WORKERS_ENGINE_SPEECH_LEVEL_H

#include "tests/workers/engine/speech_sample.h"

/* Within 1 LU of what all voices share, and no true peak above what they may have. */
void assert_level(const struct speech_sample *sample);

#endif
