/* note: records in a job's state that a page lacks something optional. */
#ifndef LECTERN_WORKERS_FRONT_NOTE_H
#define LECTERN_WORKERS_FRONT_NOTE_H

#include "workers/front/stage.h"

/* Records that the page of the job's event was read without `kind` for that reason; reason NULL:
 * with it. Makes no request to the broker when that is known already. */
int front_note(struct front_job *job, const char *kind, const char *reason, struct err *err);

#endif
