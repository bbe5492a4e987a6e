/* results: what tts reads and stores besides a page's text and audio. */
#ifndef LECTERN_WORKERS_TTS_RESULTS_H
#define LECTERN_WORKERS_TTS_RESULTS_H

#include "workers/engine/job.h"

enum {
	TTS_WORDS = JOB_BESIDE, /* of the text, see workers/page/words_json.h */
	TTS_TIMELINE,           /* of the audio, see common/farm/timeline.h */
};

#endif
