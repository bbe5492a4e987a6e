/* note: what a page is read without, in its job's state. */
#ifndef LECTERN_WORKERS_FRONT_NOTE_H
#define LECTERN_WORKERS_FRONT_NOTE_H

#include "workers/front/stage.h"

/* The page of the job's event is read without `kind`, for that reason; reason NULL: with it. Asks
 * the broker for nothing when that is no news. */
int front_note(struct front_job *job, const char *kind, const char *reason, struct err *err);

#endif
