/* commentary: has a page commented on and summed up, if its event asks for that. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_COMMENTARY_H
#define LECTERN_WORKERS_PNG_TO_TEXT_COMMENTARY_H

#include "workers/front/stage.h"

/* The text of this event is stored, with what was asked for: then nothing is asked again. A
 * model's answer differs each time, a page that is delivered twice must not. */
bool front_commentary_is_stored(struct front_job *job);

/* Adds commentary and summary to the page's text, see struct front_stage. What is unavailable is
 * left out, and reported: in the text's metadata, in the job's state and in the log. */
int front_commentary_refine(struct front_job *job, struct front_result *result, struct err *err);

/* How long that may take, in milliseconds. */
int64_t front_commentary_ms(struct front_job *job);

#endif
