/* crash_count: which messages kill the front itself (internal to front*.c).
 *
 * A message comes again for many reasons: its worker died, or the broker was in trouble, its store
 * full, a worker asked to exit. Only the first may cost a page its place in the book, and the
 * server's count of deliveries does not tell them apart. So from the delivery on that has come
 * oftener than `max_attempts`, a front notes in the KV bucket that it begins, and takes the note
 * back at any orderly ending. Notes that stay were crashes.
 */
#ifndef LECTERN_WORKERS_FRONT_CRASH_COUNT_H
#define LECTERN_WORKERS_FRONT_CRASH_COUNT_H

#include "common/base/err.h"
#include "workers/front/stage.h"

/* Before the work. *ret_crashes: how many workers died of this message since it was suspected; from
 * `max_attempts` on it should be given up, and no note is made. Costs nothing for a message that
 * is not suspect. */
int crash_count_begin(struct front_job *job, int *ret_crashes, struct err *err);

/* While the job waits for its turn, here or until it comes again, its worker's death is no fault of
 * it: earlier ones stay noted. Between the two nothing is asked of the broker when it is called
 * again, and not much while that fails. */
void crash_count_pause(struct front_job *job);
void crash_count_resume(struct front_job *job);

/* The delivery has an ending, whichever. */
void crash_count_end(struct front_job *job);

#endif
