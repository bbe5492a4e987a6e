/* results: what tts reads and stores beside a page's text and sound. */
#ifndef LECTERN_WORKERS_TTS_RESULTS_H
#define LECTERN_WORKERS_TTS_RESULTS_H

#include "workers/engine/job.h"

enum {
	TTS_WORDS = JOB_BESIDE, /* of the text, see workers/page/words_json.h */
	TTS_TIMELINE,           /* of the sound, see common/farm/timeline.h */
};

#endif
