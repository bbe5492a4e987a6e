/* commentary: has a language model comment on and summarise a page, if its event asks for that. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_COMMENTARY_H
#define LECTERN_WORKERS_PNG_TO_TEXT_COMMENTARY_H

#include "workers/front/stage.h"

/* Whether the text of this event is stored with the requested additions, so that no model is
 * asked again: its answer would differ, but a page that is delivered twice must not. */
bool front_commentary_is_stored(struct front_job *job);

/* Adds commentary and summary to the page's text, see struct front_stage. An addition that is
 * unavailable is left out, which is reported in the text's metadata, the job's state and the
 * log. */
int front_commentary_refine(struct front_job *job, struct front_result *result, struct err *err);

/* How long that may take, in milliseconds. */
int64_t front_commentary_ms(struct front_job *job);

#endif
