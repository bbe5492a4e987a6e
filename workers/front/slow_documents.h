/* slow_documents: which documents have slow pages, for a stage that gets a message for each
 * page. Internal to workers/front.
 *
 * Such a document is marked in its state, since its pages go to any of the stage's workers, and
 * rendering then produces no more of its pages than can be handled soon. While other documents
 * wait, its pages may start only in the slow lane (slow_lane.h): a worker that finds no place
 * there leaves the page for later, so at least one worker handles the others' pages. After
 * several quick pages in a row the mark is removed.
 */
#ifndef LECTERN_WORKERS_FRONT_SLOW_DOCUMENTS_H
#define LECTERN_WORKERS_FRONT_SLOW_DOCUMENTS_H

#include "workers/front/stage.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether the page of this job may start now; takes a place in the lane if it needs one. */
bool slow_documents_admit(struct front_job *job);

/* A page of the document is taking long. Makes no request to the broker when that is known
 * already. */
void slow_documents_note(struct front_job *job);

/* A page of the document took this long. */
void slow_documents_learn(struct front_job *job, int64_t took_ms);

/* From then on a page of this job counts as slow: others' are quicker that wait for this stage, or
 * are on their way to it. Looks for them if that makes a difference to a page that takes so long.
 */
int64_t slow_documents_limit_ms(struct front_job *job, int64_t took_ms);

/* There are documents that are not known to be slow in this stage, and not done with. Looked at
 * now and then. */
bool slow_documents_others_wait(struct front_job *job);

#endif
