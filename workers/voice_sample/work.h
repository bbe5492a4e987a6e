/* work: what the front passes to its engine about a sample, as names of job parameters; "voice"
 * is tts's own (workers/tts/params.h). */
#ifndef LECTERN_WORKERS_VOICE_SAMPLE_WORK_H
#define LECTERN_WORKERS_VOICE_SAMPLE_WORK_H

#define WORK_LANGUAGE      "sampleLanguage" /* of the sentence; absent: English */
#define WORK_TEXT          "sampleText"     /* in the place of the sentence */
#define WORK_PRONUNCIATION "samplePronunciation"

#endif
