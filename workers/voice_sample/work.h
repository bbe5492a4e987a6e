/* work: what a front tells its engine of a sample, by the names of the job's parameters; "voice" is
 * tts's own (workers/tts/params.h). */
#ifndef LECTERN_WORKERS_VOICE_SAMPLE_WORK_H
#define LECTERN_WORKERS_VOICE_SAMPLE_WORK_H

#define WORK_LANGUAGE "sampleLanguage" /* of the sentence; not there: English */

#endif
