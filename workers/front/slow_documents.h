/* slow_documents: which documents' pages take long in a stage that has a message for each page
 * (internal to front*.c).
 *
 * The state of such a document says so, since its pages come to any of the stage's workers, and
 * rendering draws no more of it than can be done soon. While others wait its pages are begun in the
 * slow lane alone (slow_lane.h): who finds no place there leaves the page for later, so that one
 * worker at least goes through the others' pages. After some quick ones it is a document as any.
 */
#ifndef LECTERN_WORKERS_FRONT_SLOW_DOCUMENTS_H
#define LECTERN_WORKERS_FRONT_SLOW_DOCUMENTS_H

#include "workers/front/stage.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether the page of this job may be begun now, with a place in the lane if it needs one. */
bool slow_documents_admit(struct front_job *job);

/* A page of it takes long. Asks the broker for nothing when that is known. */
void slow_documents_note(struct front_job *job);

/* A page of it took this long. */
void slow_documents_learn(struct front_job *job, int64_t took_ms);

/* From then on a page of this job counts as slow: others' are quicker that wait for this stage, or
 * are on their way to it. Looks for them if that makes a difference to a page that takes so long.
 */
int64_t slow_documents_limit_ms(struct front_job *job, int64_t took_ms);

/* There are documents that are not known to be slow in this stage, and not done with. Looked at
 * now and then. */
bool slow_documents_others_wait(struct front_job *job);

#endif
